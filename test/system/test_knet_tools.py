"""What `baton links` and `baton notify` say when a link is cut and mended."""

import json
import os
import socket
import subprocess
import tempfile

from harness import faults
from harness.cases import case
from harness.knet import PATIENT, ring, wait_for_links
from harness.order import talk
from harness.settings import run
from harness.waiting import DEADLINE_S, holds, until


class Teller:
    """`baton notify` on a node, from when it is ready to tell."""

    def __init__(self, lab, node):
        self.path = os.path.join(node.folder, "events")
        # In a folder of its own: the path of a socket must be short.
        with tempfile.TemporaryDirectory() as folder, open(self.path, "wb") as out, \
                socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ready:
            ready.bind(os.path.join(folder, "ready"))
            ready.settimeout(DEADLINE_S)
            self.process = subprocess.Popen(
                node.space.command(own_program(lab), "notify", "--numeric"),
                stdin=subprocess.DEVNULL, stdout=out,
                stderr=subprocess.STDOUT,
                env=dict(os.environ, NOTIFY_SOCKET=ready.getsockname(), **own_environment(lab)))
            holds(ready.recv(100) == b"READY=1", "baton notify says that it is ready")

    def has_told(self, line):
        with open(self.path, encoding="utf-8") as source:
            return line in source.read()

    def close(self):
        self.process.kill()
        self.process.wait()


def own_program(lab):
    return os.path.join(lab.build, "tools", ".libs", "baton")


def own_environment(lab):
    environment = dict(lab.own_library().environment())
    environment.pop("LD_PRELOAD", None)  # the command itself has the sanitizers
    return environment


def baton_links(lab, node):
    """Exit code, and for each link to another node whether it is connected."""
    code, text = run(node, own_program(lab), "--json", "links", environment=own_environment(lab))
    holds(text.startswith("{"), f"baton links: {code}, {text}")
    return code, {(other["id"], link["link"]): link["connected"]
                  for other in json.loads(text)["nodes"] if not other["local"] for link in other["links"]}


@case("bbc-2-nss-passive", "ccb-2-clear-passive", needs_build=True)
def the_tools_show_links(lab, name):
    with ring(lab, name, **PATIENT) as cluster:
        members = cluster.formed()
        wait_for_links(cluster.nodes)
        whole = {(other, link): True for other in (2, 3) for link in (0, 1)}
        code, links = baton_links(lab, cluster.node(1))
        holds((code, links) == (0, whole), f"all links are there: {code}, {links}")
        teller = Teller(lab, cluster.node(1))
        faults.cut(cluster.network, cluster.node(2), 1)
        until(lambda: baton_links(lab, cluster.node(1))[1] == {**whole, (2, 1): False},
              lambda: f"link 1 to node 2 is shown as cut: {baton_links(lab, cluster.node(1))}")
        holds(baton_links(lab, cluster.node(1))[0] != 0, "the exit code says so")
        _, text = run(cluster.node(1), own_program(lab), "links", environment=own_environment(lab))
        holds([line.split()[3] for line in text.splitlines() if line.split()[:3:2] == ["2", "1"]]
              == ["DISCONNECTED"], f"the table shows it: {text}")
        until(lambda: teller.has_told("link 1 to node 2 is now disconnected\n"), "the event was told")
        faults.mend(cluster.network, cluster.node(2), 1)
        until(lambda: baton_links(lab, cluster.node(1)) == (0, whole),
              lambda: f"all links are back: {baton_links(lab, cluster.node(1))}")
        until(lambda: teller.has_told("link 1 to node 2 is now operational\n"), "the return was told")
        teller.close()
        talk(members, 10, 500)
