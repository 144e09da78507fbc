"""A client that need not keep to the protocol (tools/hostile.py), in a node's namespaces."""

import os
import re
import subprocess
import sys

from harness.waiting import Failed, until

TOOL = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "tools",
                    "hostile.py")


class Hostile:
    """One process of one kind against one service; see the tool for the kinds."""

    def __init__(self, node, service, kind, seconds, *more):
        self.path = os.path.join(node.folder, f"{kind}-{service}-{len(os.listdir(node.folder))}.log")
        self.limit_s = seconds + 90
        with open(self.path, "wb") as out:
            self.process = subprocess.Popen(
                node.space.command(sys.executable, TOOL, service, kind, str(seconds),
                                   *map(str, more)),
                stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT)

    def numbers(self, what):
        """All that it has printed so far of one kind."""
        with open(self.path, encoding="utf-8", errors="replace") as source:
            found = [int(number) for number in re.findall(rf"\b{what} (\d+)\n?", source.read())]
        if not found and self.process.poll() is not None:
            raise Failed(f"{self.path}: it ended with {self.process.returncode}")
        return found

    def number(self, what):
        """Wait for its end; one of the numbers that it printed."""
        until(lambda: self.process.poll() is not None, f"the end of {self.path}", self.limit_s)
        return self.numbers(what)[0]

    def wait_for(self, what, number):
        """Until the last number of this kind is this one."""
        until(lambda: self.numbers(what)[-1:] == [number],
              lambda: f"{what} {number} in {self.path}, which has {self.numbers(what)[-3:]}",
              self.limit_s)

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
