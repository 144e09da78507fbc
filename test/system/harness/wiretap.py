"""What passes over a link, heard at the switch (tools/wiretap.py)."""

import os
import subprocess
import sys

from harness.netns import port
from harness.waiting import until

PROGRAM = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "tools", "wiretap.py")
LIMIT = 16 << 20


class Wiretap:
    """Listens at a node's port, from the moment it is made until its bytes are asked for."""

    def __init__(self, network, node, link=0):
        self.path = os.path.join(node.folder, f"wire{link}")
        words = network.switch.command(sys.executable, PROGRAM, port(node.index, link), self.path, str(LIMIT))
        self.process = subprocess.Popen(words, stdin=subprocess.PIPE, stderr=subprocess.DEVNULL)
        until(lambda: os.path.exists(self.path), "the wire is tapped")

    def size(self):
        return os.path.getsize(self.path)

    def count(self, pattern):
        """How often this was heard so far."""
        with open(self.path, "rb") as source:
            return source.read().count(pattern)

    def bytes(self):
        """All that was heard; it listens no longer."""
        self.process.stdin.close()
        self.process.wait()
        with open(self.path, "rb") as source:
            return source.read()
