"""Large messages, many clients, many groups, many keys."""

from harness.cases import case
from harness.hostile import Hostile
from harness.order import agree_all, talk
from harness.waiting import holds, until

TOKEN_MS = 3000  # so that a busy machine does not form the ring anew by itself


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
        holders = [Hostile(node, service, "hold", 12) for service in ("cpg", "cmap", "quorum")]
        try:
            until(lambda: node.descriptors() > 300, "300 clients are there")
            talk(members, 100, 16, 3000)
            connections = [holder.number("connections") for holder in holders]
            requests = [holder.number("requests") for holder in holders]
        finally:
            for holder in holders:
                holder.kill()
        holds(connections == [100] * 3, f"connected: {connections}")
        holds(min(requests) >= 100, f"answered: {requests}")
        agree_all(members)
        holds(views == [len(member.views()) for member in members], "the ring was formed anew")


@case(needs_build=True)
def hundreds_of_groups(lab):
    with lab.cluster(3, token=TOKEN_MS) as cluster:
        members = cluster.formed()
        views = [len(member.views()) for member in members]
        holders = [Hostile(cluster.node(index), "cpg", "groups", 10) for index in (1, 2, 3)]
        try:
            joined = [holder.number("joined") for holder in holders]
            seen = [holder.number("seen") for holder in holders]
        finally:
            for holder in holders:
                holder.kill()
        holds(joined == [200] * 3, f"joined: {joined}")
        holds(min(seen) >= 200, f"groups seen at least: {seen}")
        talk(members, 20, 500)
        agree_all(members)
        holds(views == [len(member.views()) for member in members], "the ring was formed anew")


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
