"""Paths that swallow large packets without a word, on encrypted links.

The names are as in test_knet.py.
"""

from harness import faults
from harness.cases import case
from harness.knet import PATIENT, lines_about, ring, wait_for_links
from harness.order import agree_all, drain, number_of_views, talk
from harness.settings import key
from harness.waiting import holds, until

LONGEST = 1200  # of the interfaces it is 1500
QUICK_MTU = "knet_pmtud_interval: 1"
LARGE = 60000  # many packets each


@case("bbc-1-nss-passive", "cbb-2-openssl-active")
def with_the_mtu_given_all_is_well(lab, name):
    with ring(lab, name, **PATIENT) as cluster:
        for node in cluster.nodes:
            node.options["totem"] = (*node.options["totem"], f"knet_mtu: {LONGEST}")
        members = cluster.formed()
        wait_for_links(cluster.nodes)
        holds(key(cluster.node(1), "runtime.config.totem.knet_mtu") == str(LONGEST), "it is in effect")
        talk(members, 5, LARGE)
        views = number_of_views(members)
        faults.narrow(cluster.network, LONGEST)
        talk(members, 20, LARGE)
        agree_all(members)
        holds(number_of_views(members) == views, "the ring did not notice")


@case("bbb-1-nss-passive", "bb-2-openssl-passive", needs_build=True)
def without_it_small_packets_are_sent_soon(lab, name):
    """The probes of libknet alone would take many minutes to find out."""
    with ring(lab, name, **PATIENT) as cluster:
        for node in cluster.nodes:
            node.options["totem"] = (*node.options["totem"], QUICK_MTU)
        members = cluster.formed()
        wait_for_links(cluster.nodes)
        talk(members, 5, LARGE)
        faults.narrow(cluster.network, LONGEST)
        for node in cluster.nodes:
            until(lambda node=node: lines_about(node, r"large packets .* node \d+ .* set knet_mtu"),
                  lambda node=node: f"node {node.index} says that large packets do not get through")
        cluster.wait(members, *(node.index for node in cluster.nodes))
        drain(members)
        talk(members, 20, LARGE)
        agree_all(members, since="last")
