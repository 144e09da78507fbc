"""What goes wrong on the network: partitions, loss, duplicates, packets out of order."""

import os
import subprocess

from harness.netns import address, port
from harness.waiting import until

LOSS = """table bridge loss {{
    chain forward {{
        type filter hook forward priority 0
        {where}meta l4proto udp numgen random mod 1000 < {per_mille} counter drop
    }}
}}
"""

# A port that is cut, in both directions: its carrier stays.
CUT = """table bridge cut-{port} {{
    chain forward {{
        type filter hook forward priority 2
        iifname "{port}" counter drop
        oifname "{port}" counter drop
    }}
}}
"""

DUPLICATES = """table netdev twice {{
    chain {port} {{
        type filter hook ingress device {port} priority 0
        meta protocol ip meta l4proto udp numgen random mod 1000 < {per_mille} counter dup to side0
    }}
}}
"""

ONE_WAY = """table bridge oneway {{
    chain forward {{
        type filter hook forward priority 1
        iifname "port{sender}" oifname {{ {receivers} }} meta l4proto udp drop
    }}
}}
"""

# Packets longer than this vanish, and nobody is told. The length is that of the whole packet.
NARROW = """table bridge narrow {{
    chain forward {{
        type filter hook forward priority 4
        ether type ip @nh,16,16 > {longest} counter drop
    }}
}}
"""

DEAF = """table bridge deaf {{
    chain forward {{
        type filter hook forward priority 3
{rules}    }}
}}
"""

COUNT = """table ip heard {{
    chain input {{
        type filter hook input priority 0
        ip saddr {address} meta l4proto udp counter
    }}
}}
"""


def single_frames(nodes):
    """Let no train of datagrams pass as one packet, or it would be lost and delayed as one."""
    for node in nodes:
        for link in node.network.links:
            node.space.run("ip", "link", "set", f"eth{link}", "gso_max_segs", "1")


def partition(network, *sides):
    """Nodes of one side hear one another and nobody else. Each side is a list of nodes."""
    for number, side in enumerate(sides):
        for node in side:
            network.move(node.index, number)


def heal(network, nodes):
    partition(network, nodes)


def lose(network, nodes, percent, links=None):
    """Drop this share of all datagrams on their way through the switch, for each receiver anew.

    With `links` only of those on these links.
    """
    single_frames(nodes)
    ports = ", ".join(f'"{port(node.index, link)}"' for node in nodes for link in links or ())
    network.switch.nft(LOSS.format(per_mille=percent * 10,
                                   where=f"iifname {{ {ports} }} " if ports else ""))


def lose_no_more(network):
    network.switch.run("nft", "delete", "table", "bridge", "loss")


def dropped(network):
    """How many datagrams were lost so far."""
    text = network.switch.run("nft", "list", "table", "bridge", "loss")
    return int(text.split("counter packets ")[1].split()[0])


def duplicate(network, nodes, percent):
    """Send this share of the datagrams of each node twice."""
    for node in nodes:
        network.switch.nft(DUPLICATES.format(port=port(node.index), per_mille=percent * 10))


def duplicate_no_more(network):
    network.switch.run("nft", "delete", "table", "netdev", "twice")


def deafen(network, sender, receivers):
    """What this node sends reaches the others, but not these."""
    network.switch.nft(ONE_WAY.format(
        sender=sender.index, receivers=", ".join(f'"{port(node.index)}"' for node in receivers)))


def deafen_no_more(network):
    network.switch.run("nft", "delete", "table", "bridge", "oneway")


def tear(network, *pairs):
    """Of each pair (sender, receiver) of nodes the second does not hear the first, on any link."""
    rules = "".join(f'        iifname "{port(sender.index, link)}" oifname "{port(receiver.index, link)}"'
                    " meta l4proto udp drop\n" for sender, receiver in pairs for link in network.links)
    network.switch.nft(DEAF.format(rules=rules))


def tear_no_more(network):
    network.switch.run("nft", "delete", "table", "bridge", "deaf")


def narrow(network, longest):
    network.switch.nft(NARROW.format(longest=longest))


def unplug(network, node, plugged=False, link=0):
    """Pull the cable of a node, or put it in again."""
    network.switch.run("ip", "link", "set", port(node.index, link), "up" if plugged else "down")


def cut(network, node, link):
    """Nothing more comes or goes over this link of the node, which nothing tells it."""
    network.switch.nft(CUT.format(port=port(node.index, link)))


def mend(network, node, link):
    network.switch.run("nft", "delete", "table", "bridge", f"cut-{port(node.index, link)}")


def doubled(network):
    """How many datagrams were sent twice so far."""
    text = network.switch.run("nft", "list", "table", "netdev", "twice")
    return sum(int(part.split()[0]) for part in text.split("counter packets ")[1:])


def count_from(node, sender):
    """Begin to count the datagrams of one sender that reach this node."""
    node.space.nft(COUNT.format(address=address(sender.index)))


def counted(node):
    text = node.space.run("nft", "list", "table", "ip", "heard")
    return int(text.split("counter packets ")[1].split()[0])


class Shuffle:
    """Packets that arrive at a node on a link are delayed at random, so that later ones overtake them."""

    def __init__(self, node, program, percent, max_delay_ms, link=0):
        self.node, self.link = node, link
        log = os.path.join(node.folder, f"shuffle{link}.log")
        with open(log, "wb") as out:
            self.process = subprocess.Popen(
                node.space.command(program, str(link), str(percent), str(max_delay_ms), str(node.index)),
                stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT)
        until(lambda: os.path.getsize(log) > 0, "the packet queue is bound")
        self._rule("-A")

    def _rule(self, action):
        self.node.space.run("iptables", "-w", action, "INPUT", "-i", f"eth{self.link}", "-p", "udp",
                            "!", "-s", address(self.node.index, 4, self.link), "-j", "NFQUEUE",
                            "--queue-num", str(self.link))

    def packets(self):
        """How many came by so far."""
        text = self.node.space.run("iptables", "-w", "-nvxL", "INPUT")
        return sum(int(line.split()[0]) for line in text.splitlines()
                   if line.endswith(f"NFQUEUE num {self.link}"))

    def close(self):
        if self.process.poll() is None:
            self._rule("-D")
            self.process.kill()
        self.process.wait()
