"""Addresses come and go, and some are none of ours."""

from harness import faults
from harness.cases import case
from harness.netns import add_addresses, remove_addresses
from harness.order import agree, agree_all, talk
from harness.waiting import holds, until


@case("udpu")
def removed_and_added_again(lab, transport):
    remove_and_add(lab, transport)


@case("udp", needs_build=True)
def removed_and_added(lab, transport):
    """A Corosync 3.1.7 on udp does not find back, so this has no control."""
    remove_and_add(lab, transport)


def remove_and_add(lab, transport):
    with lab.cluster(3, transport=transport) as cluster:
        one, two, three = cluster.formed()
        remove_addresses(cluster.node(2).space, 2)
        cluster.wait([one, three], 1, 3)
        cluster.wait([two], 2)
        add_addresses(cluster.node(2).space, 2)
        cluster.wait([one, two, three], 1, 2, 3)
        talk([one, two, three], 100, 500)
        agree(one, three)
        agree_all([one, two, three], since="last")


@case()
def interface_down_and_up_again(lab):
    with lab.cluster(3) as cluster:
        one, two, three = cluster.formed()
        cluster.node(2).space.run("ip", "link", "set", "eth0", "down")
        cluster.wait([one, three], 1, 3)
        cluster.node(2).space.run("ip", "link", "set", "eth0", "up")
        cluster.wait([one, two, three], 1, 2, 3)
        talk([one, two, three], 100, 500)
        agree(one, three)
        agree_all([one, two, three], since="last")


@case()
def an_unlisted_sender_is_refused(lab):
    """Node 4 lists everybody; nodes 1 to 3 do not list it, so to them it is a stranger."""
    with lab.cluster(4) as cluster:
        members = cluster.formed(1, 2, 3, listed=(1, 2, 3))
        views = [len(member.views()) for member in members]
        faults.count_from(cluster.node(1), cluster.node(4))
        cluster.start(4, listed=(1, 2, 3, 4))
        until(lambda: faults.counted(cluster.node(1)) >= 30, "the stranger has sent to node 1")
        talk(members, 100, 500)
        agree_all(members)
        holds(views == [len(member.views()) for member in members], "the stranger disturbed the ring")
