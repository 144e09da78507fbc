"""Many clients, and clients that stop, die or go in the middle of things."""

from harness.cases import case
from harness.order import agree, agree_all, talk
from harness.waiting import holds, until

LEFT, DOWN = "/2", "/5"  # reasons: left the group; the process ended
GROWTH_KB = 96 * 1024  # what one client may let wait, and then some


@case()
def many_clients(lab):
    groups, each = 5, 4  # 5 groups with 4 members on each of 3 nodes
    with lab.cluster(3) as cluster:
        cluster.start()
        everyone = {f"group{number}": [cluster.member(index, f"group{number}")
                                       for index in (1, 2, 3) for _ in range(each)]
                    for number in range(groups)}
        for members in everyone.values():
            for member in members:
                member.wait_for_members(3 * each)
        for members in everyone.values():
            for member in members:
                member.send(20, 16, 2000)
        for members in everyone.values():
            for member in members:
                member.wait_for_messages(20 * len(members))
            agree_all(members)


@case()
def a_stopped_client_holds_up_nobody(lab):
    """It gets everything later, in order, or is cut off; the daemon does not grow without end."""
    with lab.cluster(3) as cluster:
        one, two, three = cluster.formed()
        idle = cluster.member(1)
        idle.wait_for_members(4)
        before = cluster.node(1).memory_kb()
        idle.stop()
        talk([two, three], 1500, 40000)
        one.wait_for_messages(3000)
        after = cluster.node(1).memory_kb()
        idle.resume()
        until(lambda: "lost" in idle.events() or len(idle.messages()) == 3000, "its end or all")
        agree_all([one, two, three])
        if lab.daemon == "baton":
            lab.holds_memory(before, after, GROWTH_KB)


@case()
def a_client_dies_in_the_middle(lab):
    with lab.cluster(3) as cluster:
        one, two, three = cluster.formed()
        victim = cluster.member(2)
        victim.wait_for_members(4)
        address = victim.address
        for member in (one, three):
            member.send(300, 16, 30000)
        victim.send(30, 1500000)
        until(lambda: any(address in line for line in one.messages()), "a message of the victim")
        victim.kill()
        for member in (one, two, three):
            until(lambda member=member: address + DOWN in last_left(member), "its end is known")
            member.wait_for_messages(600)
        talk([one, two, three], 1, 16)
        agree_all([one, two, three])


def last_left(member):
    changes = [change for change in member.changes() if change.left]
    return changes[-1].left if changes else []


@case()
def a_client_leaves(lab):
    with lab.cluster(3) as cluster:
        one, two, three = cluster.formed()
        address = two.address
        two.order("leave")
        for member in (one, two, three):
            until(lambda member=member: last_left(member) == [address + LEFT], "the leave is known")
        talk([one, three], 50, 500)
        agree(one, three)


@case()
def coming_and_going(lab):
    with lab.cluster(3) as cluster:
        one, two, three = cluster.formed()
        for member in (one, two, three):
            member.send(2000, 16, 1000)
        for number in range(20):
            guest = cluster.member(1 + number % 3)
            guest.wait_for_members(4)
            guest.quit()
            until(lambda guest=guest: guest.address + DOWN in last_left(one), "the guest has gone")
        talk([one, two, three], 1, 16)
        agree_all([one, two, three])


@case()
def membership_is_the_same_everywhere(lab):
    with lab.cluster(3) as cluster:
        members = cluster.formed()
        for member in members:
            member.order("members")
        answers = [until(lambda member=member: member.of_kind("members"), "an answer")
                   for member in members]
        wanted = "members " + ",".join(member.address for member in members)
        holds(all(answer == [wanted] for answer in answers), f"{answers}, not {wanted}")
