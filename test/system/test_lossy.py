"""Datagrams are lost, doubled, late, and out of order."""

from harness import faults
from harness.cases import case
from harness.order import agree, agree_all, drain, talk
from harness.waiting import holds

TOKENS = {"token": 2000, "repeats": 30}  # a lost token is repeated soon: the tests are about order


@case("udpu", "udp")
def five_percent_under_traffic(lab, transport):
    with lab.cluster(3, transport=transport, **TOKENS) as cluster:
        members = cluster.formed()
        faults.lose(cluster.network, cluster.nodes, 5)
        talk(members, 1000, 16, 3000)
        agree_all(members)
        holds(faults.dropped(cluster.network) > 50, "the rule dropped next to nothing")


@case()
def five_percent_from_the_start(lab):
    with lab.cluster(3, **TOKENS) as cluster:
        faults.lose(cluster.network, cluster.nodes, 5)
        members = cluster.formed()
        talk(members, 100, 16, 3000)
        agree_all(members)


@case()
def killed_and_back_with_loss(lab):
    with lab.cluster(3, **TOKENS) as cluster:
        one, two, three = cluster.formed()
        faults.lose(cluster.network, cluster.nodes, 5)
        for member in (one, two, three):
            member.send(1500, 16, 3000)
        one.wait_for_messages(300)
        cluster.node(3).kill()
        cluster.wait([one, two], 1, 2)
        cluster.start(3)
        back = cluster.member(3)
        cluster.wait([one, two, back], 1, 2, 3)
        drain([one, two])
        talk([one, two, back], 100, 500)
        agree(one, two)
        agree(one, back, since="last")


@case()
def large_messages_with_loss(lab):
    with lab.cluster(3, **TOKENS) as cluster:
        members = cluster.formed()
        faults.lose(cluster.network, cluster.nodes, 2)
        talk(members, 3, 300000)
        agree_all(members)


@case("udpu", "udp")
def out_of_order(lab, transport):
    with lab.cluster(3, transport=transport, **TOKENS) as cluster:
        members = cluster.formed()
        cluster.shuffle(percent=20, max_delay_ms=8)
        talk(members, 500, 16, 3000)
        agree_all(members)


@case("udpu", "udp")
def doubled(lab, transport):
    with lab.cluster(3, transport=transport, **TOKENS) as cluster:
        members = cluster.formed()
        faults.duplicate(cluster.network, cluster.nodes, 20)
        talk(members, 1000, 16, 3000)
        agree_all(members)
        holds(faults.doubled(cluster.network) > 50, "the rule doubled next to nothing")


@case()
def everything_at_once(lab):
    with lab.cluster(3, **TOKENS) as cluster:
        members = cluster.formed()
        cluster.shuffle(percent=10, max_delay_ms=5)
        faults.lose(cluster.network, cluster.nodes, 2)
        faults.duplicate(cluster.network, cluster.nodes, 5)
        talk(members, 300, 16, 3000)
        agree_all(members)
