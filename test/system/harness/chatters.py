"""Clients that chatter (clients/chatter.c): one place for each, filled again when it is empty."""

import os
import signal
import subprocess
import time

PAUSE_S = 0.3  # before a place is filled again


class Place:
    """A chatter on one node, with one library; whoever ends is followed by another."""

    def __init__(self, node, name, program, library, dice, trace):
        self.node, self.program, self.library = node, program, library
        self.dice, self.trace = dice, trace
        self.process, self.paused, self.free_since, self.count = None, False, 0, 0
        self.name = name

    def fill(self, quiet=False):
        """Start a chatter if there is none, the daemon runs, and the last one is gone a while."""
        if self.lives() or not self.node.running() or time.monotonic() < self.free_since + PAUSE_S:
            return
        self.count += 1
        path = self.path(self.count)
        words = [self.program, path, str(self.dice.getrandbits(60))] + (["quiet"] if quiet else [])
        with open(path + ".err", "wb") as errors:
            self.process = subprocess.Popen(
                self.node.space.command(*words), stdin=subprocess.DEVNULL, stdout=errors,
                stderr=subprocess.STDOUT, env=dict(os.environ, **self.library.environment()))

    def path(self, number):
        return os.path.join(self.node.folder, f"{self.name}-{number}.trace")

    def files(self):
        return [path for path in map(self.path, range(1, self.count + 1)) if os.path.exists(path)]

    def lives(self):
        """Whether there is one; an end is noticed here."""
        if self.process is None:
            return False
        if self.process.poll() is None:
            return True
        self.process, self.paused, self.free_since = None, False, time.monotonic()
        return False

    def kill(self):
        """At once, in the middle of whatever it does. It cannot write that down itself."""
        if not self.lives():
            return
        pid = self.process.pid
        self.process.kill()
        self.process.wait()
        self.trace.died(self.node.index, pid)
        self.lives()

    def signal(self, number):
        if self.lives():
            os.kill(self.process.pid, number)

    def pause(self):
        self.paused = True
        self.signal(signal.SIGSTOP)

    def resume(self):
        self.paused = False
        self.signal(signal.SIGCONT)

    def close(self):
        """Without a word: the trace has ended before."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
