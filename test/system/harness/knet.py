"""Rings on transport knet: how they are configured, and what their nodes say of the links."""

import glob
import re

from harness.settings import log_of, run
from harness.waiting import holds, until

AES256_SHA256 = ("crypto_cipher: aes256", "crypto_hash: sha256")
CRYPTO = {"clear": (), "nss": ("crypto_model: nss", *AES256_SHA256),
          "openssl": ("crypto_model: openssl", *AES256_SHA256)}
KEY = bytes(range(256))
OTHER_KEY = bytes(reversed(range(256)))


# Where libknet has the libraries that encrypt and compress for it.
MODULES = glob.glob("/usr/lib*/kronosnet") + glob.glob("/usr/lib/*/kronosnet")

# Between pings, and until silence is the end of a link. A young link is given ten times as long, which is
# still less than what the patient give the token.
EAGER, PATIENT = {"pings_ms": (100, 500)}, {"pings_ms": (100, 300), "token": 5000, "repeats": 20}


def ring(lab, name, **options):
    """A cluster as the name says: "bbc-2-nss-passive" are two Batons and a Corosync with two links.

    In a control run all are Corosync.
    """
    kinds, links, crypto, mode = name.split("-")
    return lab.cluster(kinds=kinds if lab.daemon == "baton" else "c" * len(kinds),
                       **settings(int(links), crypto, mode, **options))


def settings(links, crypto, mode, pings_ms=None, **options):
    """What the nodes of such a ring are given. One without a key does not encrypt."""
    if pings_ms:
        lines = (f"knet_ping_interval: {pings_ms[0]}", f"knet_ping_timeout: {pings_ms[1]}")
        options["interfaces"] = {link: lines for link in range(links)}
    return {"transport": "knet", "links": links, "totem": (*CRYPTO[crypto], f"link_mode: {mode}"),
            "key": KEY if CRYPTO[crypto] else None, **options}


def hide_modules(node):
    """As if nobody had installed them on this node. What its daemon has loaded it has."""
    holds(MODULES, "the libraries of libknet are found")
    for folder in MODULES:
        node.space.run("mount", "-t", "tmpfs", "tmpfs", folder)


def show_modules(node):
    for folder in MODULES:
        node.space.run("umount", folder)


def connected(node):
    """Pairs of another node and a link that this one has to it, as corosync-cfgtool tells."""
    _, text = run(node, "corosync-cfgtool", "-n")
    found = set()
    for part in re.split(r"(?m)^nodeid: ", text)[1:]:
        for link in re.findall(r"^ +LINK: (\d+) .* enabled connected", part, re.MULTILINE):
            found.add((int(part.split()[0]), int(link)))
    return found


def wait_for_links(nodes, lost=()):
    """Until each of these nodes has all links to all others, but for the (node, link) that are lost."""
    def all_links(node):
        others = {other.index for other in nodes} - {node.index}
        return {(other, link) for other in others for link in node.network.links
                if (other, link) not in lost and (node.index, link) not in lost}
    for node in nodes:
        until(lambda node=node: connected(node) == all_links(node),
              lambda node=node: f"node {node.index} has the links {sorted(all_links(node))};"
              f" it has {sorted(connected(node))}")


def lines_about(node, pattern):
    """Lines of the daemon's log in which this is found."""
    return [line for line in log_of(node).splitlines() if re.search(pattern, line)]


def says_who_is_not_understood(node, others):
    """One line for each, that names the peer and what may be wrong; not one for each packet."""
    for other in others:
        pattern = rf"node {other}\b.*\b(key|encrypt)"
        until(lambda: lines_about(node, pattern),
              f"node {node.index} says that it does not understand node {other}")
        holds(len(lines_about(node, pattern)) <= 3,
              f"node {node.index} says it again and again: {lines_about(node, pattern)[:4]}")
