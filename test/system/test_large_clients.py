"""Large messages, many clients, many groups, many keys."""

import re

from harness.cases import case
from harness.hostile import Hostile
from harness.order import agree_all, talk
from harness.waiting import holds, until

TOKEN_MS = 3000  # so that a busy machine does not form the ring anew by itself
MOST_GROUPS, LEAST_GROUPS = 990, 400  # of each node; a daemon serves 1000 clients of cpg
CONNECTION_KB = 3200
GROWTH_KB = 32 * 1024


@case()
def messages_of_several_megabytes(lab):
    with lab.cluster(3, token=TOKEN_MS) as cluster:
        members = cluster.formed()
        views = [len(member.views()) for member in members]
        for size in (1048376, 1048377, 4 << 20, 7654321):
            talk(members, 1, size)
        agree_all(members)
        holds(views == [len(member.views()) for member in members], "the ring was formed anew")


@case(needs_build=True)
def hundreds_of_clients_on_a_node(lab):
    with lab.cluster(3, token=TOKEN_MS) as cluster:
        members = cluster.formed()
        views = [len(member.views()) for member in members]
        node = cluster.node(1)
        services = ("cpg", "cpg-baton", "cmap", "quorum")
        holders = [Hostile(node, service, "hold", 12) for service in services]
        try:
            until(lambda: node.descriptors() > 400, "400 clients are there")
            talk(members, 100, 16, 3000)
            connections = [holder.number("connections") for holder in holders]
            requests = [holder.number("requests") for holder in holders]
        finally:
            for holder in holders:
                holder.kill()
        holds(connections == [100] * len(services), f"connected: {connections}")
        holds(min(requests) >= 100, f"answered: {requests}")
        agree_all(members)
        holds(views == [len(member.views()) for member in members], "the ring was formed anew")


def groups_of_each():
    """So many that their connections, 3 MB of shared memory each, leave room for others."""
    with open("/proc/meminfo", encoding="ascii") as source:
        available_kb = int(re.search(r"MemAvailable: +(\d+)", source.read()).group(1))
    count = min(MOST_GROUPS, available_kb * 6 // 10 // (3 * CONNECTION_KB))
    holds(count >= LEAST_GROUPS, f"{available_kb} kB of memory are too little for this test")
    return count


@case("cpg", "cpg-baton", needs_build=True)
def thousands_of_groups(lab, service):
    """Each node has groups in common with the others: all hear of it when one dies with its own."""
    count = groups_of_each()
    shift = count * 9 // 20
    with lab.cluster(3, token=TOKEN_MS) as cluster:
        members = cluster.formed()
        survivors = [(cluster.node(index), members[index - 1]) for index in (1, 3)]
        views = [len(member.views()) for member in members]
        before = [node.own_memory_kb() for node, _ in survivors]
        holders = [Hostile(cluster.node(index), service, "groups", 120, (index - 1) * shift, count)
                   for index in (1, 2, 3)]
        try:
            for holder in holders:
                holder.wait_for("joined", count)
            for holder in holders:
                holder.wait_for("seen", count + 2 * shift + 1)  # and that of the members
            talk(members, 20, 500)
            agree_all(members)
            holds(views == [len(member.views()) for member in members], "the ring was formed anew")
            cluster.node(2).kill()
            for holder in (holders[0], holders[2]):
                holder.wait_for("left", count - shift)
            cluster.wait([member for _, member in survivors], 1, 3)
            holders[0].kill()
            holders[2].wait_for("seen", count + 1)
            holders[2].wait_for("left", count - shift + count - 2 * shift)
            talk([members[0], members[2]], 20, 500)
            for (node, member), before_kb, known in zip(survivors, before, views[::2]):
                holds(len(member.views()) == known + 1, "one change of the ring, for the node that died")
                lab.holds_memory(before_kb, node.own_memory_kb(), GROWTH_KB)
        finally:
            for holder in holders:
                holder.kill()
        members[1].kill()
        cluster.members.remove(members[1])


@case(needs_build=True)
def thousands_of_keys(lab):
    with lab.cluster(1) as cluster:
        cluster.formed()
        keys = Hostile(cluster.node(1), "cmap", "keys", 30)
        try:
            made, listed, told = (keys.number(what) for what in ("made", "listed", "told"))
        finally:
            keys.kill()
        holds(made == 5000, f"{made} keys were made")
        holds(listed == 5000, f"{listed} keys were listed")
        holds(told == 5000, f"a tracker of everything was told of {told}")
