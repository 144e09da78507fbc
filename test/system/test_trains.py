"""Trains: many datagrams of one size that the kernel takes in one go, and what is told of them."""

import json
import os

from harness.cases import case
from harness.order import agree_all, talk
from harness.settings import run
from harness.waiting import holds, until

LARGE = 60000  # many frames each
NARROW = 1200  # no full frame fits
USED = {"sent": True, "received": True, "why": ""}
LINE = "Datagrams        sent and received many at a time"


def status(lab, node, *words):
    environment = dict(lab.own_library().environment())
    environment.pop("LD_PRELOAD", None)  # the command itself has the sanitizers
    program = os.path.join(lab.build, "tools", ".libs", "baton")
    return run(node, program, *words, "status", environment=environment)[1]


def trains(lab, node):
    return json.loads(status(lab, node, "--json"))["trains"]


@case("udpu", "udp", needs_build=True)
def they_are_used(lab, transport):
    with lab.cluster(kinds="bbb", transport=transport) as cluster:
        members = cluster.formed()
        talk(members, 50, LARGE)
        agree_all(members)
        for node in cluster.nodes:
            holds(trains(lab, node) == USED, f"trains of node {node.index}: {trains(lab, node)}")
            holds(LINE in status(lab, node), "the page says so")


@case(needs_build=True)
def a_network_too_narrow_for_them_is_told(lab):
    """The kernel refuses a train of frames that do not fit, and cuts each frame that comes alone."""
    with lab.cluster(kinds="bbb", transport="udpu") as cluster:
        members = cluster.formed()
        for node in cluster.nodes:
            node.space.run("ip", "link", "set", "eth0", "mtu", str(NARROW))
        talk(members, 50, LARGE)
        agree_all(members)
        for node in cluster.nodes:
            until(lambda node=node: "the MTU on their way is too small" in trains(lab, node)["why"],
                  lambda node=node: f"node {node.index} tells why: {trains(lab, node)}")
            holds("bytes travel alone" in status(lab, node), "the page says so")
