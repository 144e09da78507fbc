"""Stories of supervised processes (clients/samtest.c), with either library.

What is expected is in answers/, see harness/answers.py; the state in the map is checked here.
"""

import re
import subprocess

from harness.answers import Place, Program, check, compare
from harness.cases import case
from harness.waiting import holds, until

ALONE = ("states", "quit-start", "quit-start-kill", "quit-start-stop", "quit-start-stop-kill",
         "quit-nothing", "once-nothing", "once-start-stop", "restart", "large", "hangs",
         "hangs-signal", "sends", "late", "checked", "unchecked")


def without_a_daemon(lab, library):
    for story in ALONE:
        check(Place(lab), "samtest", story, library)


@case()
def alone_with_the_systems_library(lab):
    without_a_daemon(lab, lab.debian_library())


@case(needs_build=True)
def alone_with_our_library(lab):
    without_a_daemon(lab, lab.own_library())


@case(needs_build=True)
def the_supervisor_is_gone(lab):
    """The reference is killed by the write into its pipe; here the calls return an error."""
    with Program(Place(lab), "samtest", "orphan", lab.own_library()) as program:
        program.ended()
        text = until(lambda: "over" in program.text() and program.text(), "the child ends")
        holds("WRONG" not in text, text)


@case(needs_build=True)
def a_grandchild_outlives_the_child(lab):
    with Program(Place(lab), "samtest", "grandchild", lab.own_library()) as program:
        holds("instance 2\nended with 0" in program.ended(), program.text())


def tool(place, *words):
    """What one of the system's tools prints; an error is no reason to stop."""
    return subprocess.run(place.command(*words), check=False, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True).stdout


def shown(place):
    """The keys of the supervised process in the map, without what is by chance."""
    text = tool(place, "corosync-cmapctl", "resources.process.")
    keys = dict(re.findall(r"resources\.process\.\d+\.(\w+) \(\w+\) = (.*)", text))
    if "last_updated" in keys:
        keys["last_updated"] = int(keys["last_updated"]) > 0
    return keys


def shows(place, **wanted):
    until(lambda: shown(place) == wanted, lambda: f"in the map: {wanted}, not {shown(place)}")


def keys(state, recovery="restart", **more):
    return dict(recovery=recovery, poll_period="800", state=state, **more)


def in_the_map(cluster, library):
    """Its state is shown in the map from sam_register to the end, and beyond it after a failure."""
    place = Place(cluster.lab, cluster.node(1))
    check(place, "samtest", "mapped-restart", library,
          lambda: shows(place, **keys("stopped")),
          lambda: shows(place, **keys("running", last_updated=True)),
          lambda: shows(place, **keys("stopped", last_updated=True)),
          lambda: shows(place, **keys("stopped", last_updated=True)))
    shows(place)
    check(place, "samtest", "mapped-quit", library,
          lambda: shows(place, **keys("stopped", "quit")),
          lambda: shows(place, **keys("running", "quit", last_updated=True)),
          lambda: shows(place, **keys("stopped", "quit", last_updated=True)))
    shows(place, **keys("failed", "quit", last_updated=True))


def is_quorate(place):
    return "Quorate:          Yes" in tool(place, "corosync-quorumtool", "-s")


def with_quorum(cluster, library):
    """It starts when there is quorum, and is ended when there is none."""
    place = Place(cluster.lab, cluster.node(1))

    def lose():
        cluster.node(2).kill()
        until(lambda: not is_quorate(place), "quorum is lost")

    with Program(place, "samtest", "quorate", library) as program:
        program.wait_ready(1)
        lose()
        program.go_on()
        until(lambda: shown(place).get("state") == "waiting for quorum", "it waits for quorum")
        cluster.start(2)
        program.wait_ready(2)
        holds(shown(place)["state"] == "running", "it runs")
        lose()
        program.wait_ready(3)
        program.go_on()
        compare("samtest", "quorate", program.ended())
    shows(place)


def stubborn(cluster, library):
    """The child ignores its warning and gives signs of life: it is killed all the same."""
    place = Place(cluster.lab, cluster.node(1))
    with Program(place, "samtest", "stubborn", library) as program:
        program.wait_ready(1)
        program.go_on()
        program.wait_ready(2)
        cluster.node(2).kill()
        program.wait_ready(3)
        program.go_on()
        holds("1: signal 15" in program.ended(), program.text())


@case()
def map_and_quorum_with_the_systems_library(lab):
    with lab.cluster(2) as cluster:
        cluster.formed()
        with_quorum(cluster, lab.debian_library())
        in_the_map(cluster, lab.debian_library())


def with_ours(cluster, library):
    cluster.formed()
    with_quorum(cluster, library)
    in_the_map(cluster, library)
    cluster.start(2)
    until(lambda: is_quorate(Place(cluster.lab, cluster.node(1))), "quorum")
    stubborn(cluster, library)


@case(needs_build=True)
def map_and_quorum_with_our_library(lab):
    with lab.cluster(2) as cluster:
        with_ours(cluster, lab.own_library())


@case(needs_build=True)
def map_and_quorum_with_our_library_on_corosync(lab):
    with lab.cluster(kinds="cc") as cluster:
        with_ours(cluster, lab.own_library())
