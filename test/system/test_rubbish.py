"""A client that sends nonsense costs the daemon a bounded amount of memory and the ring nothing.

Only Baton is put to this test: what becomes of another daemon is not ours to say.
"""

from harness.cases import case
from harness.order import agree_all, talk
from harness.rubbish import Rubbish
from harness.waiting import holds

SECONDS = 6
GROWTH_KB = 64 * 1024


@case("mild", "wild", needs_build=True)
def from_several_clients(lab, kind):
    with lab.cluster(3) as cluster:
        members = cluster.formed()
        views = [len(member.views()) for member in members]
        before = cluster.node(1).memory_kb()
        sources = [Rubbish(lab, cluster.node(1), kind, seed, SECONDS) for seed in (1, 2)]
        talk(members, 500, 16, 3000)
        for source in sources:
            holds(source.requests() > 0, "no request went out")
        talk(members, 100, 500)
        agree_all(members)
        lab.holds_memory(before, cluster.node(1).memory_kb(), GROWTH_KB)
        holds(views == [len(member.views()) for member in members], "the ring was formed anew")
