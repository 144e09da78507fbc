"""A cluster goes from Corosync to Baton and back, node by node, while its clients work on.

Three nodes with two encrypted links, as doc/migrate-from-corosync.md has it. In a control run each node
is only restarted.
"""

from harness import faults, knet
from harness.cases import case
from harness.order import agree, agree_all, drain, unbroken
from harness.quorum_watch import QuorumWatch
from harness.stream import Stream
from harness.waiting import holds, until

TOKEN_MS, SOME = 2000, 30
# A link is found, and missed, sooner than the token would have it: the test is not about that.
PINGS_MS = (200, 1000)


class Live:
    """What runs on a node: a member that sends for most of the time, and one who looks at quorum."""

    def __init__(self, cluster, index):
        self.node, self.member = cluster.node(index), cluster.member(index)
        self.watch = self.stream = None

    def work(self):
        self.watch = self.watch or QuorumWatch(self.node)
        self.stream = Stream(self.member)

    def rest(self):
        if self.stream:
            self.stream.stop()

    def end(self):
        self.rest()
        if self.watch:
            self.watch.close()


class ChangeOver:
    def __init__(self, cluster):
        self.cluster = cluster
        cluster.start()
        self.live = {index: Live(cluster, index) for index in (1, 2, 3)}
        self.together()

    def together(self):
        cluster, members = self.cluster, [one.member for one in self.live.values()]
        cluster.wait(members, *self.live)
        knet.wait_for_links(cluster.nodes)

    @staticmethod
    def hears(receiver, sender):
        """The receiver has had some messages more of this sender."""
        before = receiver.heard.get(sender.address, 0)
        until(lambda: receiver.must_live() and receiver.heard.get(sender.address, 0) >= before + SOME,
              f"{receiver.path} hears {sender.path}")

    def swap(self, index, software):
        """Stop, swap and start this node; then everybody rests and compares what came."""
        for one in self.live.values():
            one.work()
        leaving = self.live.pop(index)
        stay = [one.member for one in self.live.values()]
        for sender in (*stay, leaving.member):
            self.hears(stay[0], sender)
        leaving.node.leave()
        leaving.end()
        self.cluster.wait(stay, *self.live)
        leaving.node.software = software
        self.cluster.start(index)
        self.live[index] = Live(self.cluster, index)
        self.together()
        new = self.live[index]
        new.work()
        self.hears(stay[0], new.member)
        for one in self.live.values():
            one.rest()
            if one.member in stay:
                one.watch.never_lost()
        self.compare(stay, leaving.member, new.member)

    def compare(self, stay, gone, new):
        """Of who stayed everything came, of who left a beginning, at who came an end."""
        everybody = [*stay, new]
        drain(everybody)
        for receiver in everybody:
            for sender in everybody:
                until(lambda: receiver.has_all_from(sender), f"{receiver.path} has what {sender.path} sent")
        for receiver in stay:
            for sender in everybody:
                count = unbroken(receiver, sender, None if sender in self.older_than(receiver) else 1)
                holds(count >= SOME, f"{receiver.path}: only {count} of {sender.path}")
            unbroken(receiver, gone, None if gone in self.older_than(receiver) else 1)
        for sender in everybody:
            unbroken(new, sender, None)
        agree_all(stay)
        agree(stay[0], new, since="last")

    def older_than(self, member):
        return self.cluster.members[:self.cluster.members.index(member)]

    def end(self):
        for one in self.live.values():
            one.end()


@case("one_percent_lost", more=("all_arrives",))
def there_and_back(lab, network):
    with knet.ring(lab, "ccc-2-nss-passive", token=TOKEN_MS, repeats=20, pings_ms=PINGS_MS) as cluster:
        if network == "one_percent_lost":
            faults.lose(cluster.network, cluster.nodes, 1)
        change = ChangeOver(cluster)
        try:
            for software in (lab.software(lab.daemon), lab.software("corosync")):
                for index in (1, 2, 3):
                    change.swap(index, software)
        finally:
            change.end()
        if network == "one_percent_lost":
            holds(faults.dropped(cluster.network) > 50, "the rule dropped next to nothing")
