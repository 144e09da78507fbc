"""Our command waits for the daemon for a limited time, and for everybody else as long as it takes."""

import os
import select
import subprocess
import time

from harness.answers import Place, Program
from harness.cases import case
from harness.tool_runs import is_served, own_tools
from harness.waiting import holds, until

ENDS_S = 60
LIMIT_S, BEYOND_S = 1, 3
LONG = "x" * 1000


def content(path):
    with open(path, encoding="utf-8", errors="replace") as source:
        return source.read()


class Running:
    """The command on node 1, with its output in a file unless somebody is to read it slowly."""

    def __init__(self, lab, cluster, *words, piped=False):
        self.path = os.path.join(cluster.folder, "output.txt")
        baton = os.path.join(lab.build, "tools", ".libs", "baton")
        with open(self.path, "wb") as out:
            self.process = subprocess.Popen(
                cluster.node(1).space.command(baton, "--time-limit", str(LIMIT_S), *words),
                stdin=subprocess.PIPE, stdout=subprocess.PIPE if piped else out,
                stderr=subprocess.STDOUT, env=dict(os.environ, **own_tools(lab, cluster.folder)))

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.process.stdin.close()
        if self.process.stdout:
            self.process.stdout.close()

    def text(self):
        return content(self.path)

    def goes_on(self, what):
        holds(self.process.poll() is None, f"{what}: {self.process.poll()}\n{self.text()}")


def served(cluster, *indices):
    cluster.start(*indices)
    until(lambda: is_served(cluster), "node 1 serves its clients")


def cmapctl(cluster, *words):
    subprocess.run(cluster.node(1).space.command("corosync-cmapctl", *words), check=True,
                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, timeout=ENDS_S)


@case(needs_build=True)
def a_program_for_events_may_be_slow(lab):
    with lab.cluster(kinds="bb") as cluster:
        served(cluster, 1)
        seen = os.path.join(cluster.folder, "seen")
        hook = os.path.join(cluster.folder, "hook")
        with open(hook, "w", encoding="utf-8") as script:
            script.write(f"#!/bin/sh\nsleep {BEYOND_S}\necho $BATON_EVENT-$BATON_STATE >>{seen}\n")
        os.chmod(hook, 0o755)
        with Running(lab, cluster, "notify", "--run", hook) as notify:
            until(lambda: os.path.exists(seen), "the first event is handled")
            cluster.start(2)
            until(lambda: "member-joined" in content(seen) or notify.process.poll() is not None,
                  "the program has run for the member")
            notify.goes_on("it waits for the program")


def is_told(watch, cluster):
    cmapctl(cluster, "-s", "test.key", "str", f"at {time.monotonic()}")
    return select.select([watch.process.stdout], [], [], 1)[0]


@case(needs_build=True)
def a_reader_may_be_slow(lab):
    with lab.cluster(kinds="b") as cluster:
        served(cluster, 1)
        orders = os.path.join(cluster.folder, "orders")
        with open(orders, "w", encoding="utf-8") as file:
            for number in range(150):  # more than a pipe holds
                file.write(f"test.key str {number}{LONG}\n")
        with Running(lab, cluster, "map", "watch", "test.", piped=True) as watch:
            until(lambda: is_told(watch, cluster), "it watches")
            cmapctl(cluster, "-p", orders)
            time.sleep(BEYOND_S)
            watch.goes_on("it waits for its reader")
            last = next(line for line in watch.process.stdout if b" = 149x" in line)
            holds(len(last) > len(LONG), "everything comes")


@case(needs_build=True)
def the_watched_daemon_may_be_stopped(lab):
    with lab.cluster(kinds="b") as cluster:
        served(cluster, 1)
        with Running(lab, cluster, "status", "--watch", "0.2") as watch:
            until(lambda: "ring" in watch.text(), "a status is shown")
            cluster.node(1).pause()
            until(lambda: watch.text().count("has not answered for 1 s") > 1
                  or watch.process.poll() is not None, "it says that nobody answers")
            cluster.node(1).resume()
            length = len(watch.text())
            until(lambda: "ring" in watch.text()[length:] or watch.process.poll() is not None,
                  "a status is shown again")
            watch.goes_on("it watches on")


# The tool with Corosync's name has a limit of ten seconds that nobody can change.
@case("baton", "cfgtool", needs_build=True)
def a_client_may_think_about_the_shutdown(lab, tool):
    seconds = BEYOND_S if tool == "baton" else 12
    with lab.cluster(kinds="b") as cluster:
        served(cluster, 1)
        node = cluster.node(1)
        cmapctl(cluster, "-s", "cfg.shutdown_timeout", "u32", "20000")
        with Program(Place(lab, node), "refuser", str(seconds), lab.own_library()) as client:
            client.wait_ready(1)
            words = ["corosync-cfgtool", "-H"]
            if tool == "baton":
                words = [os.path.join(lab.build, "tools", ".libs", "baton"), "--time-limit",
                         str(LIMIT_S), "shutdown"]
            done = subprocess.run(
                node.space.command(*words), check=False, text=True, timeout=ENDS_S,
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                env=dict(os.environ, **own_tools(lab, cluster.folder)))
            holds(done.returncode == 0 and "not" not in done.stdout, f"it waits: {done}")
            until(lambda: not node.running(), "the daemon ends")
            holds(node.daemon.wait() == 0, "in good order")
            node.daemon = None
