"""What a node says of quorum, from now until it is asked (corosync-quorumtool -m)."""

import os
import re
import subprocess

from harness.settings import run
from harness.waiting import holds, until

QUORATE = re.compile(r"^Quorate: +(\w+)", re.MULTILINE)


class QuorumWatch:
    """It begins when the node is quorate."""

    def __init__(self, node):
        until(lambda: QUORATE.findall(run(node, "corosync-quorumtool", "-s")[1]) == ["Yes"],
              f"node {node.index} is quorate")
        self.node, self.path = node, os.path.join(node.folder, f"quorum{node.starts}")
        with open(self.path, "wb") as out:
            self.process = subprocess.Popen(
                node.space.command("stdbuf", "-oL", "corosync-quorumtool", "-m"), stdin=subprocess.DEVNULL,
                stdout=out, stderr=subprocess.STDOUT)
        until(lambda: self.verdicts(), f"{self.path}: node {node.index} tells of quorum")

    def verdicts(self):
        """Yes or No for each membership."""
        with open(self.path, encoding="utf-8") as source:
            return QUORATE.findall(source.read())

    def never_lost(self):
        """There were changes, and it was quorate after each of them."""
        verdicts = self.verdicts()
        holds(len(verdicts) > 1 and set(verdicts) == {"Yes"}, f"{self.path}: {verdicts}")

    def close(self):
        self.process.kill()
        self.process.wait()
