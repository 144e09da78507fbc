"""A ring forms, in whatever order its nodes start."""

import itertools

from harness.cases import case
from harness.order import agree_all, talk

ORDERS = ["".join(order) for order in itertools.permutations("123")]


@case("udpu", "udp")
def all_at_once(lab, transport):
    with lab.cluster(3, transport=transport) as cluster:
        members = cluster.formed()
        talk(members, 20, 100)
        agree_all(members)


@case(*ORDERS)
def one_after_the_other(lab, order):
    with lab.cluster(3) as cluster:
        members = []
        for index in map(int, order):
            cluster.start(index)
            members.append(cluster.member(index))
            cluster.wait(members, *(member.node.index for member in members))
        talk(members, 50, 100)
        agree_all(members)


@case()
def a_node_alone_serves(lab):
    with lab.cluster(3) as cluster:
        member, = cluster.formed(2)
        talk([member], 100, 1000)


@case("udpu", "udp")
def ipv6(lab, transport):
    with lab.cluster(3, family=6, transport=transport) as cluster:
        members = cluster.formed()
        talk(members, 100, 16, 4000)
        agree_all(members)


@case()
def eight_nodes(lab):
    with lab.cluster(8) as cluster:
        members = cluster.formed()
        talk(members, 20, 16, 3000)
        agree_all(members)
