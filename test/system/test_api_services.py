"""Every call of libcfg, libcmap, libquorum and libvotequorum: each library on each daemon.

What is expected is in answers/, see harness/answers.py.
"""

from harness.answers import Place, check
from harness.cases import case
from harness.node import STOP_S
from harness.waiting import holds, until

SERVICES = ("cfg", "cmap", "quorum", "votequorum")
TOOLS = {"cfg": "cfgtest", "cmap": "cmaptest", "quorum": "quorumtest", "votequorum": "votestest"}
CHANGES = {"quorum": ("changes", "changes-v1"), "votequorum": ("changes",)}


def call_everything(cluster, service, library, robust):
    """The last program sees the daemon of its node die."""
    name, place = TOOLS[service], Place(cluster.lab, cluster.node(1))
    check(place, name, "all", library, robust=robust)
    if service == "votequorum":
        check(place, name, "device", library, robust=robust)
    for mode in CHANGES.get(service, ()):
        check(place, name, mode, library, cluster.node(2).kill, lambda: cluster.start(2),
              robust=robust)
    check(place, name, "death", library, cluster.node(1).kill, robust=robust)


@case(*SERVICES)
def the_systems_library(lab, service):
    with lab.cluster(2) as cluster:
        cluster.formed()
        call_everything(cluster, service, lab.debian_library(), False)


@case(*SERVICES, needs_build=True)
def our_library(lab, service):
    with lab.cluster(2) as cluster:
        cluster.formed()
        call_everything(cluster, service, lab.own_library(), True)


@case(*SERVICES, needs_build=True)
def our_library_on_corosync(lab, service):
    with lab.cluster(kinds="cc") as cluster:
        cluster.formed()
        call_everything(cluster, service, lab.own_library(), True)


def shut_down(cluster, library, mode):
    """One handle asks for the end of the daemon, another one is asked for its opinion."""
    node = cluster.node(1)
    check(Place(cluster.lab, node), "cfgtest", mode, library)
    until(lambda: not node.running(), "the daemon ends", seconds=STOP_S)
    holds(node.daemon.returncode == 0, f"the daemon ended with {node.daemon.returncode}")
    node.daemon = None
    cluster.start(1)
    cluster.member(1).wait_for_nodes(1, 2)


def every_shutdown(cluster, library):
    cluster.formed()
    for mode in ("yes", "regardless", "immediate", "gone", "untracked"):
        shut_down(cluster, library, mode)


@case()
def shutdown_with_the_systems_library(lab):
    with lab.cluster(2) as cluster:
        every_shutdown(cluster, lab.debian_library())


@case(needs_build=True)
def shutdown_with_our_library(lab):
    with lab.cluster(2) as cluster:
        every_shutdown(cluster, lab.own_library())


@case(needs_build=True)
def shutdown_with_our_library_on_corosync(lab):
    with lab.cluster(kinds="cc") as cluster:
        every_shutdown(cluster, lab.own_library())
