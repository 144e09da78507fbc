"""Rings for measuring, on the means of the system tests, and the load program on their nodes."""

import contextlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path[:0] = [HERE, os.path.join(ROOT, "test", "system")]
sys.dont_write_bytecode = True

from harness import knet  # noqa: E402
from harness.lab import Lab, compile_tools  # noqa: E402
from harness.netns import port  # noqa: E402
from harness.waiting import Failed, until  # noqa: E402

NODES = 3
LIMIT_S = 120
TOKEN_MS = 3000
DAEMONS = ("corosync", "baton")
OFFLOAD = os.path.join(HERE, "offload.py")


class Bench:
    """What a measuring program works with, as its options say."""

    def __init__(self, folder, options):
        self.folder, self.options = folder, options
        compile_tools(os.path.join(folder, "tools"), ("participant", "cpgload"))
        run = os.path.join(folder, "run")
        os.makedirs(run)
        self.lab = Lab(run, "corosync", options.build)
        self.library = (self.lab.own_library() if options.library == "ours"
                        else self.lab.debian_library())

    @contextlib.contextmanager
    def bare(self, daemon, setting, nodes=NODES, token=TOKEN_MS):
        """A cluster of this daemon; it is not started."""
        made = self.lab.cluster(kinds=daemon[0] * nodes, token=token, **setting.options())
        try:
            for node in made.nodes:
                self.prepare(node)
            yield made
        finally:
            made.close()

    @contextlib.contextmanager
    def ring(self, daemon, setting):
        """A ring of three; nothing else runs in it."""
        with self.bare(daemon, setting) as made:
            for member in made.formed():
                member.quit()
            if setting.over_knet:
                knet.wait_for_links(made.nodes)
            yield made

    def prepare(self, node):
        """The wires of a node as the options want them."""
        for link in node.network.links:
            ends = ((node.space, f"eth{link}"), (node.network.switch, port(node.index, link)))
            for space, device in ends:
                if self.options.mtu:
                    space.run("ip", "link", "set", device, "mtu", str(self.options.mtu))
                if self.options.no_offload:
                    space.run(sys.executable, OFFLOAD, device)

    def load(self, nodes, size, senders, rate=0, guarantee="agreed"):
        """Run the load program on these nodes, the first of which send; what they measured together."""
        words = [len(nodes), senders, size, rate, self.options.seconds, guarantee]
        processes = [self.start(node, int(place < senders), words)
                     for place, node in enumerate(nodes)]
        outputs = ends_of(processes, self.options.seconds + LIMIT_S)
        results = [json.loads(output) for output in outputs]
        if len({(result["digest"], result["messages"]) for result in results}) != 1:
            raise Failed(f"the members saw different orders: {results}")
        sending = [result for result in results if result["samples"]]
        return {"size": size, "senders": senders, "rate": rate, "guarantee": guarantee,
                "per_second": min(result["per_second"] for result in results),
                "p50_us": statistics.mean(result["p50_us"] for result in sending),
                "p99_us": max(result["p99_us"] for result in sending)}

    def start(self, node, role, words):
        members, senders, *rest = words
        arguments = ["bench", members, senders, role, *rest]
        return subprocess.Popen(
            node.space.command(self.lab.tool("cpgload"), *map(str, arguments)),
            env=dict(os.environ, **self.library.environment()), text=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)


def ends_of(processes, seconds):
    """What each printed, when all have ended."""
    try:
        for process in processes:
            until(lambda process=process: process.poll() is not None, "the load ends", seconds=seconds)
        outputs = [process.communicate()[0] for process in processes]
    finally:
        for process in processes:
            if process.poll() is None:
                process.kill()
                process.communicate()
    if any(process.returncode for process in processes):
        raise Failed(f"cpgload failed: {outputs}")
    return outputs


def numbers(text):
    """An argument: numbers with commas between them."""
    return [int(word) for word in text.split(",")]


def add_options(parser, rounds=5, seconds=2):
    """What all measuring programs are told in the same words."""
    parser.add_argument("--build", metavar="DIR", help="build folder with exec/batond")
    parser.add_argument("--library", choices=("debian", "ours"), default="debian",
                        help="the libcpg of the clients (default debian)")
    parser.add_argument("--no-offload", action="store_true",
                        help="the wires do no segmentation, as most network cards")
    parser.add_argument("--mtu", type=int, metavar="BYTES", help="of the wires (default 1500)")
    parser.add_argument("--seconds", type=float, default=seconds,
                        help=f"length of one load (default {seconds})")
    parser.add_argument("--rounds", type=int, default=rounds,
                        help=f"default {rounds}; fewer is for a first look")
    parser.add_argument("--json", metavar="FILE", help="write all single results there")


def check_options(parser, options, daemons=DAEMONS):
    if not options.build and ("baton" in daemons or options.library == "ours"):
        parser.error("--build is needed")
    if options.build:
        options.build = os.path.abspath(options.build)


def conditions(options):
    """How it was measured, in a line above the table."""
    wires = f", MTU {options.mtu}" if options.mtu else ""
    wires += ", no offload on the wires" if options.no_offload else ""
    return (f"libcpg: {options.library}; medians, rounds: {options.rounds}, of {options.seconds:g} s "
            f"each{wires}")


def say(text):
    """How it goes, for who waits; the table alone is the output."""
    print(text, file=sys.stderr, flush=True)


def by_turns(rounds, contenders):
    """Each of them once in a round; every other round backwards, so that nobody is always the first."""
    for turn in range(1, rounds + 1):
        for contender in contenders if turn % 2 else reversed(contenders):
            began = time.monotonic()
            yield contender
            say(f"round {turn} of {rounds}: {contender}, {time.monotonic() - began:.0f} s")


def run(main):
    """The frame of a measuring program: its options, its bench, its exit code."""
    stop_on_signals()
    try:
        sys.exit(main())
    except Failed as error:
        say(f"{os.path.basename(sys.argv[0])}: {error}")
        sys.exit(1)


@contextlib.contextmanager
def bench(options):
    """The means of a run, and a word if others use the machine."""
    load = os.getloadavg()[0]
    if load > os.cpu_count() / 2:
        say(f"this machine has something else to do (load {load:.1f}): the figures will be noise")
    with tempfile.TemporaryDirectory(prefix="baton-bench-") as folder:
        yield Bench(folder, options)


def stop_on_signals():
    """An interrupt unwinds the stack, so that everything is cleaned up."""
    import signal

    def stop(_number, _frame):
        raise SystemExit(130)
    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
