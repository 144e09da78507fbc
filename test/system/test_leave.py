"""A node stops in good order: the others know at once, and why."""

from harness.cases import case
from harness.order import agree, agree_all, talk
from harness.waiting import holds

SLOW = {"token": 30000, "repeats": 100}  # a silent node is missed after 66 s, a leaving one before
FORMED_S, SOON_S = 150, 15
PROCESS_DOWN = "5"  # the reason for members whose daemon said goodbye


@case("udpu", "udp")
def the_others_need_no_timeout(lab, transport):
    with lab.cluster(3, transport=transport, **SLOW) as cluster:
        one, two, three = cluster.formed(seconds=FORMED_S)
        address = three.address
        cluster.node(3).leave()
        cluster.wait([one, two], 1, 2, seconds=SOON_S)
        left = [entry for change in one.changes() for entry in change.left]
        holds(left == [f"{address}/{PROCESS_DOWN}"], f"who left and why: {left}")
        talk([one, two], 100, 500)
        agree(one, two)


@case()
def the_representative_leaves(lab):
    with lab.cluster(3, **SLOW) as cluster:
        _, two, three = cluster.formed(seconds=FORMED_S)
        cluster.node(1).leave()
        cluster.wait([two, three], 2, 3, seconds=SOON_S)
        talk([two, three], 100, 500)
        agree(two, three)


@case()
def one_by_one_and_back(lab):
    with lab.cluster(3) as cluster:
        one, two, _ = cluster.formed()
        cluster.node(3).leave()
        cluster.wait([one, two], 1, 2)
        cluster.node(2).leave()
        cluster.wait([one], 1)
        talk([one], 50, 500)
        cluster.start(2, 3)
        members = [one, cluster.member(2), cluster.member(3)]
        cluster.wait(members, 1, 2, 3)
        talk(members, 100, 500)
        agree_all(members, since="last")


@case()
def under_traffic(lab):
    with lab.cluster(3) as cluster:
        one, two, three = cluster.formed()
        for member in (one, two, three):
            member.send(3000, 16, 3000)
        one.wait_for_messages(300)
        cluster.node(3).leave()
        cluster.wait([one, two], 1, 2)
        talk([one, two], 1, 16)
        agree(one, two)
