"""Rings of many nodes."""

from harness.cases import case
from harness.order import agree_all, talk
from harness.waiting import until

TOKEN_MS, LIMIT_S = 6000, 150  # so many daemons share the processors of one machine
CLIENTS = 3


def sees(member, indices):
    """The last membership of the ring that it was told."""
    views = member.views()
    return bool(views) and sorted(map(int, views[-1].split(","))) == list(indices)


def wait_for_ring(members, *indices):
    for member in members:
        until(lambda member=member: member.must_live() and sees(member, indices), seconds=LIMIT_S,
              what=lambda member=member: f"{member.path} sees {len(indices)} nodes; {member.views()[-1:]}")


@case(more=("64",))
def it_forms_carries_messages_and_survives_a_death(lab, count):
    indices = range(1, int(count) + 1)
    with lab.cluster(len(indices), token=TOKEN_MS) as cluster:
        cluster.start()
        members = [cluster.member(index) for index in indices[::len(indices) // CLIENTS][:CLIENTS]]
        wait_for_ring(members, *indices)
        talk(members, 200, 16, 3000)
        cluster.node(indices[-1]).kill()
        wait_for_ring(members, *indices[:-1])
        talk(members, 200, 16, 3000)
        agree_all(members)
