"""Corosync and Baton in one ring. A letter per node says which: c Corosync, b Baton."""

from harness import faults
from harness.cases import case
from harness.order import agree, agree_all, drain, talk

MIXES = [f"{kinds}-{transport}" for transport in ("udpu", "udp") for kinds in ("bcc", "cbb", "ccb")]
FEWER = ["bcc-udpu", "cbb-udpu", "bcc-udp", "cbb-udp"]


def cluster_of(lab, mix, **options):
    kinds, transport = mix.split("-")
    return lab.cluster(kinds=kinds, transport=transport, **options)


def both_libraries(lab, cluster):
    """On each node a client with the system's libcpg and one with ours, in one group."""
    cluster.start()
    members = [cluster.member(index, library=library) for index in (1, 2, 3)
               for library in (lab.debian_library(), lab.own_library())]
    for member in members:
        member.wait_for_members(6)
    cluster.wait(members, 1, 2, 3)
    return members


@case(*MIXES, needs_build=True)
def the_same_order_on_both_sides(lab, mix):
    with cluster_of(lab, mix) as cluster:
        members = both_libraries(lab, cluster)
        talk(members, 100, 16, 3000)
        talk(members, 10, 10000, 200000)
        talk(members, 1, 1048576)
        agree_all(members)


@case(*(f"{mix}-{dead}" for mix in FEWER for dead in (1, 3)), needs_build=True)
def killed_and_back(lab, mix):
    mix, dead = mix.rsplit("-", 1)[0], int(mix[-1])
    alive = [index for index in (1, 2, 3) if index != dead]
    with cluster_of(lab, mix) as cluster:
        members = cluster.formed()
        left = [members[index - 1] for index in alive]
        for member in members:
            member.send(1000, 16, 3000)
        left[0].wait_for_messages(200)
        cluster.node(dead).kill()
        cluster.wait(left, *alive)
        drain(left)
        cluster.start(dead)
        back = cluster.member(dead)
        cluster.wait([*left, back], 1, 2, 3)
        talk([*left, back], 100, 16, 20000)
        agree_all(left)
        agree(left[0], back, since="last")


@case(*FEWER, needs_build=True)
def partition_and_merge(lab, mix):
    with cluster_of(lab, mix) as cluster:
        one, two, three = members = cluster.formed()
        for member in members:
            member.send(1000, 16, 3000)
        one.wait_for_messages(200)
        faults.partition(cluster.network, cluster.nodes[:2], cluster.nodes[2:])
        cluster.wait([one, two], 1, 2)
        cluster.wait([three], 3)
        faults.heal(cluster.network, cluster.nodes)
        cluster.wait(members, 1, 2, 3)
        drain(members)
        talk(members, 100, 16, 20000)
        agree(one, two)
        agree_all(members, since="last")


@case("bcc-udpu", "cbb-udpu", needs_build=True)
def each_leaves_and_returns(lab, mix):
    with cluster_of(lab, mix, token=5000) as cluster:
        members = cluster.formed()
        for index in (1, 2, 3):
            left = [member for member in members if member.node.index != index]
            cluster.node(index).leave()
            cluster.wait(left, *(member.node.index for member in left))
            talk(left, 50, 500)
            cluster.start(index)
            members[index - 1] = cluster.member(index)
            cluster.wait(members, 1, 2, 3)
        talk(members, 100, 500)
        agree_all(members, since="last")


@case("bcc-udpu", "cbb-udpu", "bcc-udp", needs_build=True)
def five_percent_loss(lab, mix):
    with cluster_of(lab, mix, token=2000, repeats=30) as cluster:
        members = cluster.formed()
        faults.lose(cluster.network, cluster.nodes, 5)
        talk(members, 500, 16, 3000)
        agree_all(members)


@case(needs_build=True)
def our_library_on_corosync(lab):
    with lab.cluster(kinds="ccc") as cluster:
        members = both_libraries(lab, cluster)
        talk(members, 50, 16, 3000)
        talk(members, 1, 1500000)
        agree_all(members)
