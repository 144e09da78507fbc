"""Chaos: a cluster under traffic, to which one mishap after the other happens, and its judgement."""

import glob
import os
import random
import signal
import time
from collections import Counter

from harness import faults
from harness.chatters import Place
from harness.mishaps import CLIENT, MISHAPS, NODE, Clock
from harness.trace import Trace, judge, judge_of, last_ring
from harness.waiting import Failed, until

NODES, CLIENTS_PER_NODE = 5, 2
TOKEN_MS = 600
TURN_S, BETWEEN_S, AT_ONCE = 0.05, 0.8, 4
SILENT_S, SETTLE_S = 3, 120  # nothing is written for so long; that must happen within so long


class Chaos:
    """`mixed`: the last node is Debian's Corosync; then only what clients see can be judged."""

    def __init__(self, lab, seed, mixed=False):
        self.lab, self.seed, self.mixed = lab, seed, mixed
        self.dice = random.Random(seed)
        kinds = "b" * (NODES - 1) + ("c" if mixed else "b")
        self.cluster = lab.cluster(kinds=kinds, token=TOKEN_MS)
        self.network, self.nodes, self.tool = self.cluster.network, self.cluster.nodes, lab.tool
        self.trace = Trace(os.path.join(self.cluster.folder, "harness.trace"))
        self.clocks = {node.index: Clock(os.path.join(node.folder, "clock")) for node in self.nodes}
        self.places = [self._place(node, number) for node in self.nodes
                       for number in range(CLIENTS_PER_NODE)]
        self.running, self.claimed, self.happened = [], set(), Counter()
        self.down = set()

    def _place(self, node, number):
        return Place(node, f"chatter{number}", self.tool("chatter"),
                     self.lab.library_for(node.index + number), self.dice, self.trace)

    # ---- daemons

    def start(self, node):
        arguments, environment = (), {}
        if node.software.name == "baton":
            path = os.path.join(node.folder, f"ring{node.starts + 1}.trace")
            arguments = ("--trace-file", path)
            if not self.lab.sanitizers:  # which must be loaded first
                environment = self.clocks[node.index].environment(self.tool("strange_clock"))
        node.start(range(1, NODES + 1), arguments, environment)
        self.down.discard(node)

    def kill(self, node):
        """One that was killed before it began has not failed."""
        node.kill()
        self.down.add(node)
        if node.software.name != "baton" or self._began(node):
            self.trace.tell(node.index, "fail")

    def _ring_trace(self, node):
        return os.path.join(node.folder, f"ring{node.starts}.trace")

    def _began(self, node):
        path = self._ring_trace(node)
        return os.path.exists(path) and os.path.getsize(path) > 0

    def leave(self, node):
        if node.software.name == "baton":  # before it begins it does not know the signal
            until(lambda: self._began(node), f"the daemon of node {node.index} begins")
        node.leave()
        self.down.add(node)
        if self.mixed:  # else its own trace tells
            self.trace.tell(node.index, "leave")

    def must_run(self):
        for node in self.nodes:
            if node in self.down or node.running():
                continue
            if node.software.name != "baton":  # what ends others is none of our business
                self.down.add(node)
                self.trace.tell(node.index, "fail")
                self.happened["foreign daemon ended"] += 1
                self.running.append((time.monotonic() + 1, "restart",
                                     lambda node=node: self.start(node)))
            else:
                raise Failed(f"the daemon of node {node.index} ended by itself with "
                             f"{node.daemon.returncode}; its log is {node.log}")

    # ---- mishaps

    def is_free(self, thing):
        return thing not in self.claimed and thing not in self.down

    def _things(self, claim):
        if claim is NODE:
            return [node for node in self.nodes if self.is_free(node)]
        if claim is CLIENT:
            return [place for place in self.places if self.is_free(place) and place.lives()]
        return [claim] if self.is_free(claim) else []

    def _begin(self):
        mishap = self.dice.choices(MISHAPS, [each.weight for each in MISHAPS])[0]
        things = self._things(mishap.claim)
        seconds = self.dice.uniform(*mishap.seconds)
        if not things or len(self.running) >= AT_ONCE:
            return
        thing = self.dice.choice(things)
        self.trace.tell(0, "fault")
        named = () if isinstance(thing, str) else (thing,)
        end = mishap.begin(self, *named)
        self.claimed.add(thing)
        self.running.append((time.monotonic() + seconds, thing, end))
        self.happened[mishap.name] += 1

    def _end(self, everything=False):
        for entry in list(self.running):
            due, thing, end = entry
            if everything or time.monotonic() >= due:
                self.running.remove(entry)
                self.claimed.discard(thing)
                self.trace.tell(0, "fault")
                end()

    # ---- the whole of it

    def run(self, seconds, say):
        if self.mixed:
            self.trace.tell(NODES, "foreign")
        faults.single_frames(self.nodes)
        for node in self.nodes:
            self.start(node)
        began = time.monotonic()
        next_mishap, next_word = began + 3, began + 60
        while time.monotonic() < began + seconds:
            self.must_run()
            for place in self.places:
                place.fill()
            self._end()
            if time.monotonic() >= next_mishap:
                next_mishap = time.monotonic() + self.dice.expovariate(1 / BETWEEN_S)
                self._begin()
            if time.monotonic() >= next_word:
                next_word += 60
                say(self.progress(time.monotonic() - began))
            time.sleep(TURN_S)
        self._end(everything=True)
        self.settle()
        self.stop()

    def progress(self, seconds):
        size = sum(os.path.getsize(path) for path in self.files() if os.path.exists(path))
        return (f"minute {seconds / 60:.0f}: {sum(self.happened.values())} mishaps, "
                f"{sum(node.starts for node in self.nodes)} starts of daemons, "
                f"{sum(place.count for place in self.places)} of clients, "
                f"{size / 1e6:.0f} MB of traces")

    def settle(self):
        """No mishaps any more; until all daemons are in one ring and nothing is said any more."""
        self.trace.tell(0, "calm")
        for place in self.places:
            place.signal(signal.SIGUSR1)
        silent_since, before = time.monotonic(), None

        def silent():
            nonlocal silent_since, before
            self.must_run()
            for place in self.places:
                place.fill(quiet=True)
            now = [os.path.getsize(path) for place in self.places for path in place.files()]
            if now != before or not all(place.lives() and place.files() for place in self.places):
                silent_since, before = time.monotonic(), now
            return time.monotonic() > silent_since + SILENT_S and self.is_one_ring()
        until(silent, "all messages have come and all clients are silent", seconds=SETTLE_S)

    def is_one_ring(self):
        rings = {tuple(last_ring(self._ring_trace(node)))
                 for node in self.nodes if node.software.name == "baton"}
        everybody = "members=" + ",".join(str(node.index) for node in self.nodes)
        return len(rings) == 1 and everybody in rings.pop()

    def stop(self):
        """Observation ends with all of them alive: nobody sees another one go."""
        for place in self.places:
            place.signal(signal.SIGSTOP)
        for node in self.nodes:
            node.pause()
        for node in self.nodes:
            if node.software.name == "baton":
                self.trace.tell(node.index, "end")
        self.close()
        for node in self.nodes:
            node.check()

    def files(self):
        clients = [path for place in self.places for path in place.files()]
        daemons = [] if self.mixed else sorted(
            glob.glob(os.path.join(self.cluster.folder, "node*", "ring*.trace")))
        return [self.trace.path, *daemons, *clients]

    def judge(self):
        """The oracle's lines; the last one counts events and violations."""
        options = ["--counts", "--quiescent", "--settle", str(SETTLE_S * 1000)]
        return judge(judge_of(self.lab.build), self.files(), *options,
                     *(["--clients"] if self.mixed else []))

    def close(self):
        self.trace.close()
        for place in self.places:
            place.close()
        for _due, _thing, end in self.running:
            try:
                end()
            except Exception:  # what is left of the cluster goes with its namespaces
                pass
        self.running = []
        self.cluster.close()
