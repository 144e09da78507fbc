"""Operators end daemons: their own in good order, and that of another node by force."""

import os
import subprocess

from harness.answers import Place, Program
from harness.cases import case
from harness.node import STOP_S
from harness.order import agree, talk
from harness.waiting import holds, until

SLOW = {"token": 30000, "repeats": 100}  # a silent node is missed after 66 s, a leaving one before
FORMED_S, SOON_S, LIMIT_S = 150, 15, 60
PROCESS_DOWN = "5"  # the reason for members whose daemon said goodbye
KILLED = 255
WAS_SHUT_DOWN = "Node 3 was shut down by sysadmin"


def cfgtool(node, *words):
    """Exit code and all that Debian's tool printed on the node."""
    done = subprocess.run(node.space.command("corosync-cfgtool", *words), check=False, text=True,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, timeout=LIMIT_S)
    return done.returncode, done.stdout


def ended(node):
    """How the daemon of the node ended."""
    until(lambda: not node.running(), f"the daemon of node {node.index} ends", seconds=STOP_S)
    code, node.daemon = node.daemon.returncode, None
    return code


def log_of(node):
    with open(node.log, encoding="utf-8", errors="replace") as source:
        return source.read()


def start_with_pid_files(cluster, listed):
    for node in cluster.nodes:
        node.start(listed, ("-l", pid_file(node)) if node.software.name == "baton" else ())
    members = [cluster.member(index) for index in listed]
    cluster.wait(members, *listed)
    return members


def pid_file(node):
    return os.path.join(node.folder, "daemon.pid")


@case("bbb", "cbb", "bcb", "bbc", needs_build=True)
def one_leaves_on_request(lab, kinds):
    with lab.cluster(kinds=kinds, **SLOW) as cluster:
        one, two, three = cluster.formed(seconds=FORMED_S)
        code, text = cfgtool(cluster.node(3), "-H")
        holds(code == 0 and "Could not" not in text, f"the shutdown is accepted: {code}, {text}")
        code = ended(cluster.node(3))
        holds(code == 0, f"the daemon ended with {code}")
        cluster.wait([one, two], 1, 2, seconds=SOON_S)
        left = [entry for change in one.changes() for entry in change.left]
        holds(left == [f"{three.address}/{PROCESS_DOWN}"], f"who left and why: {left}")
        for index in (1, 2):
            until(lambda index=index: WAS_SHUT_DOWN in log_of(cluster.node(index)),
                  f"the log of node {index} tells of it")
        talk([one, two], 100, 500)
        agree(one, two)


@case("debian", "ours", needs_build=True)
def a_client_refuses(lab, whose):
    library = lab.debian_library() if whose == "debian" else lab.own_library()
    with lab.cluster(kinds="bbb") as cluster:
        one, two, _ = cluster.formed()
        node = cluster.node(3)
        with Program(Place(lab, node), "refuser", whose, library) as client:
            client.wait_ready(1)
            code, text = cfgtool(node, "-H")
            holds("Could not shutdown (error = 10)" in text, f"it is refused: {code}, {text}")
            until(lambda: "refused = 1" in client.text(),
                  lambda: f"the client was asked: {client.text()}")
            cluster.wait([one, two], 1, 2, 3)
            holds(node.running(), "the daemon goes on")
            code, text = cfgtool(node, "-H", "--force")
            holds(code == 0 and "Could not" not in text, f"force is heeded: {code}, {text}")
            code = ended(node)
            holds(code == 0, f"the daemon ended with {code}")
            holds(client.process.wait(LIMIT_S) == 0, "the client sees the end")
        cluster.wait([one, two], 1, 2)


@case("bbb", "cbb", "bcb", needs_build=True)
def one_is_killed_by_another(lab, kinds):
    with lab.cluster(kinds=kinds) as cluster:
        one, _, three = start_with_pid_files(cluster, (1, 2, 3))
        target = cluster.node(2)
        own = target.software.name == "baton"
        holds(not own or os.path.exists(pid_file(target)), "there is a pid file")
        code, text = cfgtool(cluster.node(1), "-k", "2")
        holds(code == 0, f"the order is taken: {code}, {text}")
        code = ended(target)
        holds(code == KILLED, f"the daemon ended with {code}")
        holds(not os.path.exists(pid_file(target)), "its pid file is gone")
        cluster.wait([one, three], 1, 3)
        talk([one, three], 100, 500)
        agree(one, three)


@case(needs_build=True)
def nobody_is_killed_by_a_wrong_number(lab):
    with lab.cluster(kinds="bbb") as cluster:
        members = cluster.formed()
        code, text = cfgtool(cluster.node(1), "-k", "99")
        holds(code != 0 and "Could not kill node (error = CS_ERR_NOT_EXIST)" in text,
              f"node 99 is not known: {code}, {text}")
        holds(all(node.running() for node in cluster.nodes), "all daemons go on")
        talk(members, 10, 100)
