"""The network falls into parts and comes together again."""

from harness import faults
from harness.cases import case
from harness.order import agree, agree_all, drain, talk


@case("udpu", "udp")
def two_and_one(lab, transport):
    with lab.cluster(3, transport=transport) as cluster:
        one, two, three = cluster.formed()
        talk([one, two, three], 100, 500)
        faults.partition(cluster.network, cluster.nodes[:2], cluster.nodes[2:])
        cluster.wait([one, two], 1, 2)
        cluster.wait([three], 3)
        talk([one, two], 100, 500)
        talk([three], 100, 500)
        faults.heal(cluster.network, cluster.nodes)
        cluster.wait([one, two, three], 1, 2, 3)
        talk([one, two, three], 100, 500)
        agree(one, two)
        agree_all([one, two, three], since="last")


@case("udpu", "udp")
def under_traffic(lab, transport):
    with lab.cluster(3, transport=transport) as cluster:
        one, two, three = cluster.formed()
        for member in (one, two, three):
            member.send(4000, 16, 3000)
        one.wait_for_messages(300)
        faults.partition(cluster.network, cluster.nodes[1:], cluster.nodes[:1])
        cluster.wait([two, three], 2, 3)
        cluster.wait([one], 1)
        faults.heal(cluster.network, cluster.nodes)
        cluster.wait([one, two, three], 1, 2, 3)
        drain([one, two, three])
        talk([one, two, three], 1, 16)
        agree(two, three)
        agree_all([one, two, three], since="last")


@case()
def two_and_two(lab):
    with lab.cluster(4) as cluster:
        one, two, three, four = members = cluster.formed()
        faults.partition(cluster.network, [cluster.node(1), cluster.node(3)],
                         [cluster.node(2), cluster.node(4)])
        cluster.wait([one, three], 1, 3)
        cluster.wait([two, four], 2, 4)
        talk([one, three], 100, 500)
        talk([two, four], 100, 500)
        faults.heal(cluster.network, cluster.nodes)
        cluster.wait(members, 1, 2, 3, 4)
        talk(members, 100, 500)
        agree(one, three)
        agree(two, four)
        agree_all(members, since="last")


@case()
def each_alone(lab):
    with lab.cluster(3) as cluster:
        members = cluster.formed()
        faults.partition(cluster.network, *([node] for node in cluster.nodes))
        for member in members:
            member.wait_for_nodes(member.node.index)
        for member in members:
            talk([member], 50, 500)
        faults.heal(cluster.network, cluster.nodes)
        cluster.wait(members, 1, 2, 3)
        talk(members, 100, 500)
        agree_all(members, since="last")


@case()
def again_and_again(lab):
    with lab.cluster(3) as cluster:
        one, two, three = members = cluster.formed()
        for _ in range(4):
            for member in members:
                member.send(300, 16, 3000)
            faults.partition(cluster.network, cluster.nodes[:2], cluster.nodes[2:])
            cluster.wait([one, two], 1, 2)
            cluster.wait([three], 3)
            faults.heal(cluster.network, cluster.nodes)
            cluster.wait(members, 1, 2, 3)
        drain(members)
        talk(members, 1, 16)
        agree(one, two)
        agree_all(members, since="last")
