"""A daemon dies, stands still, or comes back."""

import time

from harness.cases import case
from harness.order import agree, agree_all, drain, talk
from harness.waiting import holds, until

MANY = 3000


@case("udpu", "udp")
def killed_under_traffic(lab, transport):
    with lab.cluster(3, transport=transport) as cluster:
        one, two, three = cluster.formed()
        for member in (one, two, three):
            member.send(MANY, 16, 3000)
        one.wait_for_messages(300)
        cluster.node(3).kill()
        cluster.wait([one, two], 1, 2)
        talk([one, two], 1, 16)
        agree(one, two)
        until(lambda: "lost" in three.events(), "the client hears of it")


@case()
def killed_two_of_three(lab):
    with lab.cluster(3) as cluster:
        one, two, _ = cluster.formed()
        cluster.node(3).kill()
        cluster.node(1).kill()
        two.wait_for_nodes(2)
        talk([two], 50, 500)
        until(lambda: "lost" in one.events(), "the client hears of it")


@case()
def stopped_and_continued(lab):
    with lab.cluster(3) as cluster:
        one, two, three = cluster.formed()
        cluster.node(2).pause()
        cluster.wait([one, three], 1, 3)
        talk([one, three], 100, 500)
        cluster.node(2).resume()
        cluster.wait([one, two, three], 1, 2, 3)
        talk([one, two, three], 100, 500)
        agree(one, three)
        agree_all([one, two, three], since="last")


@case()
def a_short_stop_changes_nothing(lab):
    with lab.cluster(3, token=10000) as cluster:
        members = cluster.formed()
        views = [len(member.views()) for member in members]
        members[0].send(MANY, 16, 1000)
        cluster.node(2).pause()
        time.sleep(0.5)  # a twentieth of the token time
        cluster.node(2).resume()
        for member in members:
            member.wait_for_messages(MANY)
        agree_all(members)
        holds(views == [len(member.views()) for member in members], "the ring was formed anew")


@case()
def restarted_before_it_is_missed(lab):
    with lab.cluster(3, token=5000) as cluster:
        one, two, three = cluster.formed()
        cluster.node(3).kill()
        cluster.start(3)
        again = cluster.member(3)
        for member in (one, two, again):
            until(lambda member=member: three.address not in last_members(member),
                  "the former member is gone")
        cluster.wait([one, two, again], 1, 2, 3)
        talk([one, two, again], 100, 500)
        agree(one, two)
        agree(one, again, since="last")


def last_members(member):
    changes = member.changes()
    return changes[-1].members if changes else []


@case("1", "3")
def restarted_after_it_was_missed(lab, which):
    """Node 1 is the ring's representative, node 3 is not."""
    dead = int(which)
    alive = [index for index in (1, 2, 3) if index != dead]
    with lab.cluster(3) as cluster:
        members = cluster.formed()
        left = [members[index - 1] for index in alive]
        cluster.node(dead).kill()
        cluster.wait(left, *alive)
        talk(left, 100, 500)
        cluster.start(dead)
        back = cluster.member(dead)
        cluster.wait([*left, back], 1, 2, 3)
        talk([*left, back], 100, 500)
        agree_all(left)
        agree(left[0], back, since="last")


@case()
def killed_again_and_again(lab):
    with lab.cluster(3) as cluster:
        one, two, _ = cluster.formed()
        for _ in range(4):
            one.send(500, 16, 3000)
            cluster.node(3).kill()
            cluster.wait([one, two], 1, 2)
            cluster.start(3)
            back = cluster.member(3)
            cluster.wait([one, two, back], 1, 2, 3)
        drain([one])
        talk([one, two, back], 1, 16)
        agree(one, two)
        agree(one, back, since="last")
