"""Clients that flood, stall, lie or say nothing, on each service.

Whatever they do on one node, its memory stays bounded, the ring as it is, and others are served.
Only Baton is put to this test: what becomes of another daemon is not ours to say.
"""

from harness.cases import case
from harness.hostile import Hostile
from harness.order import agree_all, talk
from harness.waiting import holds, until

SERVICES = ("cpg", "cpg-baton", "cmap", "cfg", "quorum", "votequorum", "baton")
SECONDS = 5
TOKEN_MS = 3000  # so that a busy machine does not form the ring anew by itself
GROWTH_KB = 48 * 1024
STALL_KB = 112 * 1024  # what a client may let wait on cpg, which has the largest messages, and then some
SLOWEST_MS = 8000  # on a busy machine; a client that waits for another would wait for ever


def under_attack(lab, service, kind, growth_kb=GROWTH_KB, more=()):
    with lab.cluster(3, token=TOKEN_MS) as cluster:
        members = cluster.formed()
        node = cluster.node(1)
        views = [len(member.views()) for member in members]
        before = node.own_memory_kb()
        clients = [Hostile(node, service, kind, SECONDS, *more) for _ in range(2)]
        clients.append(Hostile(node, service, "honest", SECONDS))
        try:
            talk(members, 200, 16, 3000)
            done = [client.number("requests") + client.number("connections") for client in clients]
            slowest, wrong = clients[-1].number("slowest"), clients[-1].number("wrong")
        finally:
            for client in clients:
                client.kill()
        holds(all(number > 0 for number in done), f"somebody did nothing: {done}")
        holds(wrong == 0, f"{wrong} questions of an honest client were not answered")
        holds(slowest < SLOWEST_MS, f"an answer to an honest client took {slowest} ms")
        lab.holds_memory(before, node.own_memory_kb(), growth_kb)
        talk(members, 50, 500)
        agree_all(members)
        holds(views == [len(member.views()) for member in members], "the ring was formed anew")
        until(lambda: node.descriptors() < 100, f"descriptors are given back: {node.descriptors()}")


@case(*SERVICES, needs_build=True)
def floods(lab, service):
    under_attack(lab, service, "flood")


@case(*SERVICES, needs_build=True)
def stalls(lab, service):
    under_attack(lab, service, "stall", STALL_KB)


@case(*SERVICES, needs_build=True)
def lies(lab, service):
    under_attack(lab, service, "lie")


@case(*SERVICES, needs_build=True)
def says_nothing(lab, service):
    under_attack(lab, service, "silent")


@case("briefly", needs_build=True, more=("ten million times",))
def scribbles(lab, variant):
    """Random writes at every word of the memory that a client shares with the daemon."""
    count = 5000000 if variant == "ten million times" else 100000
    under_attack(lab, "cpg-baton", "scribble", more=(0, count))
