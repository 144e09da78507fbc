"""Votes in a ring of Corosync and Baton: both kinds are of one opinion, whatever happens."""

import re
import subprocess

from harness import faults
from harness.cases import case
from harness.waiting import holds, until

MODES = {
    "plain": (),
    "wait_for_all": ("wait_for_all: 1",),
    "lowest": ("auto_tie_breaker: 1",),
    "highest": ("auto_tie_breaker: 1", "auto_tie_breaker_node: highest"),
    "list": ("auto_tie_breaker: 1", "auto_tie_breaker_node: 3 1"),
    "last_man_standing": ("last_man_standing: 1", "last_man_standing_window: 500",
                          "wait_for_all: 1"),
    "downscale": ("allow_downscale: 1",),
    "tracking": ("expected_votes_tracking: 1",),
}
QUORATE_AFTER_SPLIT = {"lowest": {1, 2}, "highest": {3, 4}, "list": {3, 4}}
FIELDS = ("Nodes", "Quorate", "Expected votes", "Highest expected", "Total votes", "Quorum", "Flags")


def opinion(node):
    """What Debian's tool prints on the node about votes; none while the daemon does not answer."""
    done = subprocess.run(node.space.command("corosync-quorumtool", "-s"), check=False, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=20)
    lines = dict(re.findall(r"^([A-Z][A-Za-z ]+): +(.*?) *$", done.stdout, re.MULTILINE))
    if done.returncode not in (0, 2) or any(field not in lines for field in FIELDS):
        return None
    return tuple(lines[field] for field in FIELDS)


def agreed(cluster, *indices):
    """Wait until these nodes, which are a ring, say the same; return it."""
    seen = {}

    def same():
        seen.update((index, opinion(cluster.node(index))) for index in indices)
        first = seen[indices[0]]
        return (first is not None and first[0] == str(len(indices))
                and all(seen[index] == first for index in indices))

    until(same, lambda: f"nodes {indices} agree about votes: {seen}")
    return seen[indices[0]]


def is_quorate(said):
    return said[1] == "Yes"


def parts_and_deaths(cluster, mode):
    cluster.start(1, 2)
    if mode != "list":  # of those who never were quorate, Corosync alone lets a list decide
        agreed(cluster, 1, 2)
    cluster.start(3, 4)
    holds(is_quorate(agreed(cluster, 1, 2, 3, 4)), "all nodes are quorate")
    faults.partition(cluster.network, cluster.nodes[:2], cluster.nodes[2:])
    for side in ((1, 2), (3, 4)):
        holds(is_quorate(agreed(cluster, *side)) == (set(side) == QUORATE_AFTER_SPLIT.get(mode)),
              f"who is quorate of {side}")
    faults.heal(cluster.network, cluster.nodes)
    agreed(cluster, 1, 2, 3, 4)
    cluster.node(4).kill()
    agreed(cluster, 1, 2, 3)
    cluster.start(4)
    agreed(cluster, 1, 2, 3, 4)
    cluster.node(3).leave()
    agreed(cluster, 1, 2, 4)


def set_by_an_operator(cluster):
    tool = cluster.node(4).space.command("corosync-quorumtool")
    subprocess.run([*tool, "-e", "3"], check=True, stdout=subprocess.DEVNULL)
    until(lambda: agreed(cluster, 1, 2, 4)[2] == "3", "three votes are expected")
    tool = cluster.node(1).space.command("corosync-quorumtool")
    subprocess.run([*tool, "-v", "2", "-n", "4"], check=True, stdout=subprocess.DEVNULL)
    until(lambda: agreed(cluster, 1, 2, 4)[4] == "4", "there are four votes")


@case(*(f"{mode}-{kinds}" for mode in MODES for kinds in ("cbcb", "bccb")), needs_build=True)
def both_kinds_agree(lab, variant):
    mode, kinds = variant.split("-")
    with lab.cluster(kinds=kinds, quorum=MODES[mode]) as cluster:
        parts_and_deaths(cluster, mode)
        if mode == "plain":
            set_by_an_operator(cluster)


@case("cb", "bc", needs_build=True)
def two_nodes(lab, kinds):
    with lab.cluster(kinds=kinds, quorum=("two_node: 1",)) as cluster:
        cluster.start(1)
        holds(not is_quorate(agreed(cluster, 1)), "one of two waits for the other")
        cluster.start(2)
        holds(is_quorate(agreed(cluster, 1, 2)), "two of two are quorate")
        cluster.node(1).kill()
        holds(is_quorate(agreed(cluster, 2)), "the one that remains goes on")
        cluster.start(1)
        holds(is_quorate(agreed(cluster, 1, 2)), "two of two are quorate again")
