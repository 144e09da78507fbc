"""A three-node ring for measuring, on the means of the system tests."""

import json
import os
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "test", "system"))
sys.dont_write_bytecode = True

from harness import knet  # noqa: E402
from harness.lab import Lab, compile_tools  # noqa: E402
from harness.waiting import Failed, until  # noqa: E402

NODES = 3
LIMIT_S = 120
DAEMONS = ("corosync", "baton")
KNET = {"knet": "clear", "knet-nss": "nss", "knet-openssl": "openssl"}  # and how it is encrypted
TRANSPORTS = ("udpu", "udp", *KNET)


def laboratory(build, base):
    """The means of a run; the helper programs are built with the compiler of the system."""
    compile_tools(os.path.join(base, "tools"), ("participant", "cpgload"))
    folder = os.path.join(base, "run")
    os.makedirs(folder)
    return Lab(folder, "corosync", build)


def add_network(parser):
    parser.add_argument("--transport", choices=TRANSPORTS, default="udpu")
    parser.add_argument("--links", type=int, choices=range(1, 9), default=1, metavar="N")


def check_links(parser, options):
    if options.links > 1 and options.transport not in KNET:
        parser.error(f"transport {options.transport} has one link")


def temporary_folder():
    return tempfile.TemporaryDirectory(prefix="baton-bench-")


def cluster(lab, daemon, transport="udpu", links=1):
    """A cluster of this daemon, formed; nothing else runs in it."""
    kinds = {"corosync": "c", "baton": "b"}[daemon] * NODES
    settings = (knet.settings(links, KNET[transport], "passive") if transport in KNET
                else {"transport": transport})
    made = lab.cluster(kinds=kinds, token=3000, **settings)
    try:
        for member in made.formed():
            member.quit()
        if transport in KNET:
            knet.wait_for_links(made.nodes)
    except BaseException:
        made.close()
        raise
    return made


def load(made, library, size, senders, rate, seconds):
    """Run the load program on each node once; what each has measured, checked for agreement."""
    processes = [start(made, node, library, size, senders, rate, seconds) for node in made.nodes]
    try:
        for process in processes:
            until(lambda: process.poll() is not None, "the load ends", seconds=seconds + LIMIT_S)
        outputs = [process.communicate()[0] for process in processes]
    finally:
        for process in processes:
            if process.poll() is None:
                process.kill()
                process.communicate()
    if any(process.returncode for process in processes):
        raise Failed(f"cpgload failed: {outputs}")
    results = [json.loads(output) for output in outputs]
    if len({(result["digest"], result["messages"]) for result in results}) != 1:
        raise Failed(f"the members saw different orders: {results}")
    return results


def start(made, node, library, size, senders, rate, seconds):
    words = ["bench", NODES, senders, int(node.index <= senders), size, rate, seconds]
    return subprocess.Popen(node.space.command(made.lab.tool("cpgload"), *map(str, words)),
                            env=dict(os.environ, **library.environment()), text=True,
                            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)


def stop_on_signals():
    """An interrupt unwinds the stack, so that everything is cleaned up."""
    import signal

    def stop(_number, _frame):
        raise SystemExit(130)
    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
