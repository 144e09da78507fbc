"""The states of a cluster in which the tools are compared, and how to get there."""

import os
import subprocess
import time

from harness import tool_commands as commands
from harness.waiting import until

ODD_NAME = "gr\tup\\x\x01\xe9"  # what cpgtool has to escape


class State:
    """`reach` gets the lab and the cluster. `changes`: every set of tools needs a cluster of its own.

    `during` happens while all commands run at the same time; without it, and without `together`, they
    run one after the other.
    """

    def __init__(self, reach, questions, changes=False, during=None, together=False, served=True,
                 **options):
        self.reach, self.commands, self.changes, self.during = reach, questions, changes, during
        self.together, self.served, self.options = together or during is not None, served, options


def alone(_lab, cluster):
    cluster.start(1)


def everyone(_lab, cluster):
    cluster.formed()


def with_groups(_lab, cluster):
    cluster.formed()
    for index in (1, 2):
        member = cluster.member(index, ODD_NAME)
        until(lambda member=member: member.changes(), "it has joined")


def one_left(_lab, cluster):
    members = cluster.formed()
    cluster.node(3).leave()
    cluster.wait(members[:2], 1, 2)


def one_died(_lab, cluster):
    members = cluster.formed()
    cluster.node(3).kill()
    cluster.wait(members[:2], 1, 2)


def inquorate(_lab, cluster):
    members = cluster.formed()
    for index in (2, 3):
        cluster.node(index).kill()
    cluster.wait(members[:1], 1)


def nothing(_lab, _cluster):
    pass


def stopped(_lab, cluster):
    cluster.formed()
    cluster.node(1).pause()


def helper(lab, cluster, *words):
    """A program beside the commands on node 1; it must say a line before it counts."""
    name, *arguments = words
    process = subprocess.Popen(cluster.node(1).space.command(lab.tool(name), *arguments),
                               stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
    cluster.shuffles.append(Ended(process))
    process.stdout.readline()
    return process


class Ended:
    """A process that ends with its cluster."""

    def __init__(self, process):
        self.process = process

    def close(self):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()


def device(vote, wins=0):
    def reach(lab, cluster):
        cluster.formed()
        helper(lab, cluster, "device", "Qdevice", str(wins), str(vote))
    return reach


def silent_device(lab, cluster):
    """Until votequorum takes it for dead."""
    cluster.formed()
    helper(lab, cluster, "device", "Qdevice", "0", "1").send_signal(subprocess.signal.SIGSTOP)
    words = cluster.node(1).space.command("corosync-quorumtool", "-p")
    until(lambda: "NA,NV,NMW" in subprocess.run(words, check=False, text=True,
                                                stdout=subprocess.PIPE).stdout, "it is given up")


def a_client_refuses(lab, cluster):
    cluster.formed()
    helper(lab, cluster, "refuser")


def ended(cluster, index, code):
    """What must be true of a daemon that a command has ended."""
    node = cluster.node(index)
    until(lambda: not node.running(), f"the daemon of node {index} ends")
    assert node.daemon.returncode == code, node.daemon.returncode
    node.daemon = None


def change_file(old, new):
    def reach(_lab, cluster):
        cluster.formed()
        path = os.path.join(cluster.node(1).folder, "corosync.conf")
        with open(path, encoding="utf-8") as source:
            text = source.read()
        assert old in text
        with open(path, "w", encoding="utf-8") as out:
            out.write(text.replace(old, new))
    return reach


def files(_lab, cluster):
    cluster.start(1)
    path = os.path.join(cluster.node(1).folder, "corosync.conf")
    cluster.node(1).space.run("cp", path, "/run/good")
    cluster.node(1).space.run("sh", "-c", f"sed 's/version: 2/version: 3/' {path} > /run/bad")


def node_2_leaves_and_comes_back(cluster):
    time.sleep(1.5)
    cluster.node(2).leave()
    time.sleep(1.5)
    cluster.start(2)


WITH_DEVICE = {"nodes": 2, "quorum": ("device {", "model: net", "votes: 1", "timeout: 2000", "}")}

STATES = {
    "alone": State(alone, commands.QUESTIONS),
    "quorate": State(with_groups, commands.QUESTIONS),
    "orders": State(everyone, commands.ORDERS, changes=True),
    "left": State(one_left, commands.QUESTIONS),
    "died": State(one_died, commands.QUESTIONS),
    "inquorate": State(inquorate, commands.QUESTIONS),
    "two_node": State(everyone, commands.QUESTIONS, nodes=2, quorum=("two_node: 1",)),
    "wait_for_all": State(alone, commands.QUESTIONS, quorum=("wait_for_all: 1",)),
    # Corosync does not start with these two in a cluster of an odd number of nodes.
    "rules": State(everyone, commands.QUESTIONS, nodes=4,
                   quorum=("auto_tie_breaker: 1", "last_man_standing: 1")),
    "no_provider": State(alone, commands.NO_PROVIDER, nodes=1, provider=None),
    "device": State(device(1), commands.DEVICE, **WITH_DEVICE),
    "device_no_vote": State(device(0), commands.DEVICE, **WITH_DEVICE),
    "device_wins": State(device(1, wins=1), commands.DEVICE, **WITH_DEVICE),
    "device_silent": State(silent_device, commands.DEVICE, **WITH_DEVICE),
    "device_removed": State(device(1), commands.REMOVED_DEVICE, changes=True, **WITH_DEVICE),
    "followed": State(everyone, commands.FOLLOWERS, changes=True, nodes=2,
                      during=node_2_leaves_and_comes_back),
    "killed": State(everyone, commands.KILLED, changes=True),
    "end_refused": State(a_client_refuses, commands.REFUSED_END, nodes=1),
    "ended": State(a_client_refuses, ("cfgtool -H --force",), changes=True, nodes=1),
    "ended_in_peace": State(everyone, ("cfgtool --shutdown",), changes=True, nodes=1),
    "new_file": State(change_file("token: 1000", "token: 1500"), commands.NEW_FILE, changes=True),
    "bad_file": State(change_file("logging {", "logging {{"), commands.REFUSED_FILE, changes=True),
    "bad_value": State(change_file("token: 1000", "token: soon"), commands.REFUSED_FILE, changes=True),
    "bad_version": State(change_file("version: 2", "version: 3"), ("cfgtool -R", "cfgtool --reload"),
                         changes=True),
    "program": State(files, commands.PROGRAM, nodes=1),
    "stopped": State(stopped, commands.DOWN, together=True, nodes=1),
    "down": State(nothing, commands.DOWN, served=False, nodes=1),
    "forbidden": State(alone, commands.DOWN, nodes=1),
}
# Daemons that have ended at the end, and their exit codes.
ENDS = {"killed": (3, 255), "ended": (1, 0), "ended_in_peace": (1, 0)}
