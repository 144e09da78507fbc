"""One node of a cluster: its namespaces, its daemon, its configuration."""

import glob
import os
import re
import signal
import subprocess

from harness import config
from harness.netns import Space
from harness.waiting import Failed, holds, until

STOP_S = 30
COMPLAINTS = re.compile(r"AddressSanitizer|LeakSanitizer|UndefinedBehaviorSanitizer|runtime error:"
                        r"|[Aa]ssertion.*failed|ASSERT")


class Software:
    """A daemon program and the environment that it wants."""

    def __init__(self, name, program, environment=None):
        self.name, self.program, self.environment = name, program, environment or {}


class Node:
    """A machine of the cluster. The daemon can be started, killed and started again in it."""

    def __init__(self, index, software, folder, network, **options):
        self.index, self.software, self.options = index, software, options
        self.folder = os.path.join(folder, f"node{index}")
        os.makedirs(self.folder)
        self.space, self.network = Space(), network
        network.plug(self.space, index)
        self.daemon = None
        self.starts = 0

    def start(self, listed, arguments=(), environment=None):
        """Start the daemon with a nodelist of these indices. It is not waited for."""
        path = os.path.join(self.folder, "corosync.conf")
        self.write_key()
        config.write(path, listed, **self.options)
        self.starts += 1
        self.log = os.path.join(self.folder, f"daemon{self.starts}.log")
        with open(self.log, "wb") as log:
            self.daemon = subprocess.Popen(
                self.space.command(self.software.program, "-f", "-c", path, *arguments),
                env=dict(os.environ, **self.software.environment, **(environment or {})),
                stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT)

    def write_key(self):
        """The key of the node is in a file of its own; no daemon looks at it before it is told to."""
        if self.options.get("key"):
            with open(os.path.join(self.folder, config.KEY_FILE), "wb") as out:
                out.write(self.options["key"])

    def running(self):
        return self.daemon is not None and self.daemon.poll() is None

    def signal(self, number):
        holds(self.running(), f"the daemon of node {self.index} has ended by itself")
        os.kill(self.daemon.pid, number)

    def kill(self):
        self.signal(signal.SIGKILL)
        self.daemon.wait()
        self.daemon = None

    def pause(self):
        self.signal(signal.SIGSTOP)

    def resume(self):
        self.signal(signal.SIGCONT)

    def leave(self):
        """Stop in good order; the exit code must say so."""
        self.signal(signal.SIGTERM)
        until(lambda: not self.running(), f"node {self.index} stops on SIGTERM", seconds=STOP_S)
        code, self.daemon = self.daemon.returncode, None
        holds(code == 0, f"the daemon of node {self.index} ended with {code} on SIGTERM")

    def memory_kb(self):
        """Resident memory, with all that is shared with clients."""
        holds(self.running(), f"the daemon of node {self.index} has ended by itself")
        with open(f"/proc/{self.daemon.pid}/smaps_rollup", encoding="ascii") as source:
            return int(re.search(r"^Rss:\s+(\d+)", source.read(), re.MULTILINE).group(1))

    def own_memory_kb(self):
        """Resident memory that is not shared with clients."""
        holds(self.running(), f"the daemon of node {self.index} has ended by itself")
        with open(f"/proc/{self.daemon.pid}/status", encoding="ascii") as source:
            return int(re.search(r"^RssAnon:\s+(\d+)", source.read(), re.MULTILINE).group(1))

    def descriptors(self):
        holds(self.running(), f"the daemon of node {self.index} has ended by itself")
        return len(os.listdir(f"/proc/{self.daemon.pid}/fd"))

    def cpu_s(self):
        """Processor time used by the daemon's threads since their start, as exactly as the kernel knows."""
        total_ns = 0
        for path in glob.glob(f"/proc/{self.daemon.pid}/task/*/schedstat"):
            with open(path, encoding="ascii") as source:
                total_ns += int(source.read().split()[0])
        return total_ns / 1e9

    def check(self):
        """The logs hold nothing that no test may cause."""
        for number in range(1, self.starts + 1):
            path = os.path.join(self.folder, f"daemon{number}.log")
            with open(path, encoding="utf-8", errors="replace") as source:
                for line in source:
                    if COMPLAINTS.search(line):
                        raise Failed(f"{path}: {line.strip()}")

    def close(self):
        if self.running():
            self.daemon.kill()
            self.daemon.wait()
        self.space.close()
