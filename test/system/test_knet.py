"""Rings on transport knet, of Corosync (c) and Baton (b): messages, links, nodes that die.

A name says nodes, links, encryption and link mode. Not every combination is here, but every two values of
different kinds meet in one. In a control run all nodes are Corosync.
"""

from harness import faults
from harness.cases import case
from harness.knet import PATIENT, ring, wait_for_links
from harness.order import agree, agree_all, drain, number_of_views, talk
from harness.waiting import holds


@case("cbb-1-clear-passive", "cbb-2-nss-active", "bbc-2-openssl-passive", "ccb-2-clear-active",
      "bcc-1-nss-passive", "ccb-1-openssl-active", "bbb-2-clear-rr", "bbb-2-nss-passive", "bbb-1-openssl-rr",
      more=("bbc-1-clear-active", "bcc-2-openssl-passive", "cbb-1-openssl-passive", "bbb-2-openssl-active"))
def the_same_order_everywhere(lab, name):
    same_order(lab, name)


@case("bbc-2-nss-passive", more=("ccb-1-clear-passive",))
def over_ipv6(lab, name):
    same_order(lab, name, family=6)


def same_order(lab, name, **options):
    with ring(lab, name, **options) as cluster:
        members = cluster.formed()
        wait_for_links(cluster.nodes)
        talk(members, 100, 16, 3000)
        talk(members, 10, 10000, 200000)
        talk(members, 1, 1048576)
        agree_all(members)


@case("bbc-2-nss-passive", "bcc-2-clear-active", more=("ccb-2-openssl-passive", "bbb-2-nss-rr"))
def a_link_is_lost_while_messages_flow(lab, name):
    with ring(lab, name, **PATIENT) as cluster:
        members = cluster.formed()
        wait_for_links(cluster.nodes)
        views = number_of_views(members)
        for link in (0, 1):
            for member in members:
                member.send(1000, 16, 3000)
            members[0].wait_for_messages(len(members[0].messages()) + 200)
            faults.cut(cluster.network, cluster.node(2), link)
            wait_for_links(cluster.nodes, lost=((2, link),))
            talk(members, 100, 16, 20000)
            faults.mend(cluster.network, cluster.node(2), link)
            wait_for_links(cluster.nodes)
        talk(members, 100, 16, 20000)
        agree_all(members)
        holds(number_of_views(members) == views, "the membership changed for the sake of a link")


@case("cbb-2-openssl-active-2", "ccb-2-clear-passive-1", "bcc-1-openssl-passive-3")
def a_node_loses_all_links(lab, name):
    name, lost = name[:-2], int(name[-1])
    with ring(lab, name) as cluster:
        members = cluster.formed()
        apart = cluster.node(lost)
        rest = [member for member in members if member.node is not apart]
        for member in members:
            member.send(500, 16, 3000)
        rest[0].wait_for_messages(100)
        for link in cluster.network.links:
            faults.unplug(cluster.network, apart, link=link)
        cluster.wait(rest, *(member.node.index for member in rest))
        cluster.wait([members[lost - 1]], lost)
        drain(rest)
        talk(rest, 100, 16, 20000)
        for link in cluster.network.links:
            faults.unplug(cluster.network, apart, plugged=True, link=link)
        cluster.wait(members, 1, 2, 3)
        wait_for_links(cluster.nodes)
        drain(members)
        talk(members, 100, 16, 20000)
        agree(*rest)
        agree_all(members, since="last")


@case("cbb-2-nss-passive-1", "bcc-1-nss-active-1", "ccb-2-openssl-passive-3",
      more=("bbc-2-clear-passive-2", "ccb-1-clear-passive-1"))
def killed_and_back(lab, name):
    name, dead = name[:-2], int(name[-1])
    with ring(lab, name) as cluster:
        members = cluster.formed()
        left = [member for member in members if member.node.index != dead]
        for member in members:
            member.send(1000, 16, 3000)
        left[0].wait_for_messages(200)
        cluster.node(dead).kill()
        cluster.wait(left, *(member.node.index for member in left))
        drain(left)
        cluster.start(dead)
        back = cluster.member(dead)
        cluster.wait([*left, back], 1, 2, 3)
        wait_for_links(cluster.nodes)
        talk([*left, back], 100, 16, 20000)
        agree_all(left)
        agree(left[0], back, since="last")
