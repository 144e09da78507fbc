"""The network is torn: two nodes do not hear each other, and both hear all others.

A name says which nodes there are (b Baton, c Corosync), the transport, and who is torn apart: "1and3" do not hear
each other, of "3to1" node 1 does not hear node 3.
"""

import re

from harness import faults, knet
from harness.cases import case
from harness.knet import lines_about
from harness.order import agree, agree_all, drain, number_of_views, talk
from harness.settings import log_of
from harness.waiting import holds, until
from harness.wiretap import Wiretap

# Who keeps apart calls several times a second. On knet pings come on top of it.
A_WHILE = {"udpu": 60, "knet": 120}
# A machine with much else to do must not be taken for a torn network.
PATIENT, PINGS_MS = {"token": 3000, "repeats": 12}, (200, 4000)
# The beginning of what Batons say of whom they hear (wire/hearing.h), and how often they have said it.
MARK, SOME = b"BHEARAC1", 40
REFUSED_BY_COROSYNC = re.compile(
    r"too (short|long|big)|corrupt|invalid|malformed|exceeds|bad magic|unsupported version|wrong type|"
    r"expected length|unknown", re.IGNORECASE)


class Torn:
    """What a name says."""

    def __init__(self, lab, name):
        kinds, self.transport, pair = name.split("-")
        self.one, self.other = map(int, re.split("and|to", pair))
        self.mutual = "and" in pair
        options = knet.settings(1, "clear", "passive", PINGS_MS) if self.transport == "knet" else {}
        self.cluster = lab.cluster(kinds=kinds, **{"transport": self.transport, **options}, **PATIENT)

    def tear(self):
        pairs = [(self.cluster.node(self.one), self.cluster.node(self.other))]
        faults.tear(self.cluster.network, *pairs, *((pairs[0][::-1],) if self.mutual else ()))

    def witness(self):
        """A Corosync; if there is one, it hears both."""
        others = [node for node in self.cluster.nodes if node.software.name == "corosync"]
        return max(others, key=lambda node: node.index not in (self.one, self.other))

    def line(self):
        """What the log of a member says. Of two directions it may know of one first."""
        deaf = f"node {self.other} does not hear node {self.one}"
        both = f"node {self.one} and node {self.other} do not hear each other"
        back = f"node {self.one} does not hear node {self.other}"
        return f"({'|'.join((both, deaf, back) if self.mutual or self.transport == 'knet' else (deaf,))}).*: "


def stays_so(cluster, members, hears_both, outside):
    """For as long as it takes the outsider to call so often."""
    before = number_of_views(members)
    faults.count_from(hears_both, outside)
    enough = A_WHILE[outside.options["transport"]]
    until(lambda: faults.counted(hears_both) >= enough, "the outsider calls for a while")
    holds(number_of_views(members) == before, f"it stays so: {before}, {number_of_views(members)}")
    for node in cluster.nodes:
        holds(node.running(), f"node {node.index} runs")


@case("bbb-udpu-1and3", "bbb-knet-3to1", "bbbb-knet-2and3", "bbbb-udpu-4to1",
      more=("bbb-knet-1and2", "bbb-udpu-2to3"), needs_build=True)
def the_rest_goes_on_as_one_ring(lab, name):
    """One of the two stays outside, the higher; that is so once and for all, until they hear each other."""
    torn = Torn(lab, name)
    with torn.cluster as cluster:
        members = cluster.formed()
        if torn.transport == "knet":
            knet.wait_for_links(cluster.nodes)
        talk(members, 50, 16, 3000)
        before = number_of_views(members)
        outside = max(torn.one, torn.other)
        ring = [member for member in members if member.node.index != outside]
        torn.tear()
        cluster.wait(ring, *(member.node.index for member in ring))
        cluster.wait([members[outside - 1]], outside)
        talk(ring, 100, 16, 20000)
        after = number_of_views(members)
        holds(all(now - count <= 3 for count, now in zip(before, after)),
              f"few memberships until then: {before}, {after}")
        hears_both = next(node for node in cluster.nodes if node.index not in (torn.one, torn.other))
        stays_so(cluster, members, hears_both, cluster.node(outside))
        talk(ring, 100, 16, 20000)
        holds(number_of_views(members) == after, "it stays so under traffic")
        for member in ring:
            said = lines_about(member.node, torn.line() + "they cannot be in one ring, check the network")
            holds(1 <= len(said) <= 2, f"node {member.node.index} says once why: {said}")
        faults.tear_no_more(cluster.network)
        cluster.wait(members, *(node.index for node in cluster.nodes))
        talk(members, 100, 16, 20000)
        agree_all(ring)
        agree(ring[0], members[outside - 1], since="last")


@case("bbbb-udpu-4to2", needs_build=True)
def what_another_repeats_is_heard(lab, name):
    """The token does not go that way, and the next to have it repeats what was missed. Nobody need stay outside."""
    torn = Torn(lab, name)
    with torn.cluster as cluster:
        members = cluster.formed()
        views = number_of_views(members)
        torn.tear()
        for _ in range(5):
            talk(members, 50, 16, 20000)
        agree_all(members)
        holds(number_of_views(members) == views, "the ring stayed whole")


@case("bbb-udpu-3to2", needs_build=True)
def who_cannot_receive_puts_itself_out(lab, name):
    """Here the next to have the token is who is not heard. It may try again, which nobody is hurt by."""
    torn = Torn(lab, name)
    with torn.cluster as cluster:
        one, deaf, three = members = cluster.formed()
        torn.tear()
        for member in members:
            member.send(100, 16, 3000)
        cluster.wait([one, three], 1, 3)
        cluster.wait([deaf], 2)
        until(lambda: lines_about(cluster.node(1), torn.line() + "they cannot be in one ring"), "it is told why")
        drain([one, three])
        faults.tear_no_more(cluster.network)
        cluster.wait(members, 1, 2, 3)
        drain(members)
        talk(members, 50, 16, 3000)
        agree(one, three)
        agree_all(members, since="last")


def meet(members):
    """Until all hear all. A ring that was hurt before may break once more, and its messages with it."""
    def met():
        if all(receiver.has_all_from(sender) for receiver in members for sender in members):
            return True
        for member in members:
            if member.has_all_from(member):
                member.send(1, 16)
        return False
    for member in members:
        member.send(1, 16)
    until(met, "all hear all again", seconds=90)


@case("bbc-udpu-1and2", "ccb-udpu-1and3", "bbc-knet-1and3", "ccb-knet-2and3",
      more=("bbc-udpu-3to1", "bcb-udpu-1and2", "ccb-knet-3to1"), needs_build=True)
def a_mixed_one_loses_nobody(lab, name):
    """Nothing is promised while it is torn, as among Corosyncs. What Batons say then is no offence to them."""
    torn = Torn(lab, name)
    with torn.cluster as cluster:
        members = cluster.formed()
        if torn.transport == "knet":
            knet.wait_for_links(cluster.nodes)
        talk(members, 50, 16, 3000)
        tap = Wiretap(cluster.network, torn.witness())
        torn.tear()
        until(lambda: tap.count(MARK) >= SOME, lambda: f"Batons tell whom they hear: {tap.count(MARK)}")
        faults.tear_no_more(cluster.network)
        tap.bytes()
        meet(members)
        cluster.wait(members, 1, 2, 3)
        talk(members, 100, 16, 20000)
        agree_all(members, since="last")
        for node in cluster.nodes:
            holds(node.starts == 1 and node.running(), f"the daemon of node {node.index} is the same")
            if node.software.name == "corosync":
                wrong = [line for line in log_of(node).splitlines() if REFUSED_BY_COROSYNC.search(line)]
                holds(not wrong, f"node {node.index} finds no fault with what it was sent: {wrong[:4]}")
