"""A cluster: some nodes on one network, with group members on them."""

import os
import signal
import traceback

from harness import faults
from harness.client import Member
from harness.netns import Network
from harness.node import STOP_S, Node
from harness.waiting import DEADLINE_S, holds, until

STRANGERS_MAX = 24  # nodes that find each other by asking; see Network.acquaint()


class Cluster:
    """`software` has one entry per node; nodes are numbered from 1 and start when told to."""

    def __init__(self, lab, software, **options):
        self.lab, self.members, self.nodes, self.shuffles = lab, [], [], []
        self.folder = lab.fresh_folder()
        self.network = Network(options.get("links", 1))
        try:
            for index, kind in enumerate(software, 1):
                self.nodes.append(Node(index, kind, self.folder, self.network, **options))
            if len(software) > STRANGERS_MAX:
                for node in self.nodes:
                    self.network.acquaint(node.space, node.index, len(software))
        except BaseException:
            self.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        try:
            if kind is None:
                self.finish()
        finally:
            self.close()

    def node(self, index):
        return self.nodes[index - 1]

    def start(self, *indices, listed=None):
        """Start these nodes, or all; the nodelist names all nodes unless told otherwise."""
        for index in indices or range(1, len(self.nodes) + 1):
            self.node(index).start(listed or range(1, len(self.nodes) + 1))

    def member(self, index, group="test", library=None):
        """A new group member on this node. Libraries take turns, so that both are always used."""
        path = os.path.join(self.folder, f"member{len(self.members) + 1}-node{index}.log")
        member = Member(self.node(index), self.lab.tool("participant"), path, group,
                        library or self.lab.library_for(len(self.members)))
        self.members.append(member)
        return member

    def formed(self, *indices, seconds=DEADLINE_S, **options):
        """Start these nodes (or all), each with a member of one group; wait until all see all."""
        indices = indices or tuple(range(1, len(self.nodes) + 1))
        self.start(*indices, **options)
        members = [self.member(index) for index in indices]
        self.wait(members, *indices, seconds=seconds)
        return members

    def wait(self, members, *indices, **limits):
        for member in members:
            member.wait_for_nodes(*indices, **limits)

    def shuffle(self, percent, max_delay_ms):
        faults.single_frames(self.nodes)
        for node in self.nodes:
            self.shuffles.append(
                faults.Shuffle(node, self.lab.tool("shuffle"), percent, max_delay_ms))

    def finish(self):
        """What must be true at the end of every test: clean logs, and all daemons stop in order."""
        for member in self.members:
            member.check()
        running = [node for node in self.nodes if node.daemon is not None]
        for node in running:
            node.signal(signal.SIGTERM)
        for node in running:
            until(lambda node=node: not node.running(), f"node {node.index} stops", seconds=STOP_S)
            holds(node.daemon.returncode == 0,
                  f"the daemon of node {node.index} ended with {node.daemon.returncode}")
        for node in self.nodes:
            node.check()

    def close(self):
        """End everything, whatever state it is in; one failure does not keep the rest alive."""
        parts = [member.kill for member in self.members]
        parts += [part.close for part in (*self.shuffles, *self.nodes, self.network)]
        for end in parts:
            try:
                end()
            except Exception:
                traceback.print_exc()
