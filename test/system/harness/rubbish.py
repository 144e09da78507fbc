"""A client that sends nonsense (tools/rubbish.c), and how much of it."""

import os
import re
import subprocess

from harness.waiting import Failed, until


class Rubbish:
    """Nonsense for some seconds from a node's namespaces, in a process of its own."""

    def __init__(self, lab, node, kind, seed, seconds, service="cpg"):
        self.path, self.limit_s = os.path.join(node.folder, f"rubbish{seed}.log"), seconds + 60
        with open(self.path, "wb") as out:
            self.process = subprocess.Popen(
                node.space.command(lab.tool("rubbish"), service, str(seconds), str(seed), kind),
                stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT)

    def requests(self):
        """Wait for its end; the number of requests that went out."""
        until(lambda: self.process.poll() is not None, "the end of the rubbish", self.limit_s)
        with open(self.path, encoding="utf-8", errors="replace") as source:
            found = re.search(r"^requests (\d+)", source.read(), re.MULTILINE)
        if not found:
            raise Failed(f"{self.path}: it ended with {self.process.returncode}")
        return int(found.group(1))
