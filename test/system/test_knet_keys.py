"""Encrypted rings: who has another key stays outside, nobody reads along, and keys change while messages flow.

The names are as in test_knet.py; a number behind them is the node that is told to reload.
"""

import struct

from harness import faults, knet
from harness.cases import case
from harness.client import Member
from harness.knet import EAGER, KEY, OTHER_KEY, ring, wait_for_links
from harness.order import agree_all, number_of_views, talk
from harness.settings import edit, succeeds
from harness.waiting import holds, until
from harness.wiretap import Wiretap

SECRET = "nobody-but-members-may-read-this"
STRANGER = 20  # datagrams after which a stranger has tried


def reload_under_traffic(cluster, members, by):
    """The membership stays, and not a message is lost, while the nodes take their files."""
    views = number_of_views(members)
    for member in members:
        member.send(1000, 16, 3000)
    members[0].wait_for_messages(len(members[0].messages()) + 200)
    succeeds(cluster.node(by))
    talk(members, 100, 16, 20000)
    agree_all(members)
    holds(number_of_views(members) == views, "the membership changed with the encryption")


def stays_outside(cluster, members, stranger):
    """The last node starts and tries; nobody takes notice of it, nor it of them."""
    alone, views = stranger.index, number_of_views(members)
    faults.count_from(cluster.node(1), stranger)
    stranger.start(range(1, alone + 1))
    lonely = cluster.member(alone)
    cluster.wait([lonely], alone)
    until(lambda: faults.counted(cluster.node(1)) >= STRANGER, "the stranger has sent to node 1")
    talk(members, 50, 16, 3000)
    holds(number_of_views(members) == views, "the ring took notice of the stranger")
    holds(set(lonely.views()) == {str(alone)}, f"the stranger saw nobody but itself: {lonely.views()}")


@case("cbb-2-nss-passive-1", "bcc-2-openssl-active-1", more=("ccb-1-nss-passive-3", "bbb-2-openssl-rr-2"))
def another_key(lab, name):
    """All take a new key in the running ring. Who has the old one stays outside from then on."""
    name, by = name[:-2], int(name[-1])
    with ring(lab, name, **EAGER) as cluster:
        members = cluster.formed()
        wait_for_links(cluster.nodes)
        for node in cluster.nodes:
            node.options["key"] = OTHER_KEY
            node.write_key()
        reload_under_traffic(cluster, members, by)
        last = cluster.node(3)
        last.leave()
        cluster.wait(members[:2], 1, 2)
        last.options["key"] = KEY
        stays_outside(cluster, members[:2], last)
        last.kill()
        last.options["key"] = OTHER_KEY
        cluster.start(3)
        members[2] = cluster.member(3)
        cluster.wait(members, 1, 2, 3)
        talk(members, 100, 16, 3000)


@case("bbc-2-openssl-passive-1", "ccb-1-nss-active-3")
def another_cipher(lab, name):
    """Cipher, hash and library, and it stays so for who comes back."""
    name, by = name[:-2], int(name[-1])
    other = "nss" if "openssl" in name else "openssl"
    with ring(lab, name) as cluster:
        members = cluster.formed()
        wait_for_links(cluster.nodes)
        for pattern, line in (("crypto_model: .*", f"crypto_model: {other}"),
                              ("crypto_cipher: aes256", "crypto_cipher: aes128"),
                              ("crypto_hash: sha256", "crypto_hash: sha512")):
            edit(cluster.nodes, f"^    {pattern}$", f"    {line}")
        reload_under_traffic(cluster, members, by)
        cluster.node(3).leave()
        cluster.wait(members[:2], 1, 2)
        cluster.node(3).options["totem"] = (f"crypto_model: {other}", "crypto_cipher: aes128",
                                            "crypto_hash: sha512")
        cluster.start(3)
        members[2] = cluster.member(3)
        cluster.wait(members, 1, 2, 3)
        talk(members, 100, 16, 3000)


STRANGERS = {"another key": {"key": OTHER_KEY}, "no encryption": {"totem": (), "key": None},
             "another cipher": {"totem": ("crypto_cipher: aes128", "crypto_hash: sha256")},
             "encryption": {"totem": knet.CRYPTO["nss"], "key": KEY}}


@case(*(f"{name}, {wrong}" for name, wrong in (
    ("bbc-1-nss-passive", "another key"), ("ccb-2-openssl-passive", "another key"),
    ("bcb-2-nss-active", "no encryption"))), more=(
        "bbc-1-openssl-passive, no encryption", "bbb-1-nss-passive, another cipher",
        "cbb-1-clear-passive, encryption"))
def a_stranger_stays_outside(lab, name):
    """Until its file says the same as that of the others. A Baton that encrypts says whom it does not hear."""
    name, wrong = name.split(", ")
    with ring(lab, name, **EAGER) as cluster:
        members = cluster.formed(1, 2, listed=(1, 2, 3))
        stranger = cluster.node(3)
        right = dict(stranger.options)
        stranger.options.update(STRANGERS[wrong])
        stays_outside(cluster, members, stranger)
        for node in cluster.nodes:
            if node.software.name == "baton" and node.options.get("key"):
                says_who_is_not_understood(node, (1, 2) if node is stranger else (3,))
        stranger.kill()
        stranger.options = right
        cluster.start(3)
        members.append(cluster.member(3))
        cluster.wait(members, 1, 2, 3)
        talk(members, 100, 16, 3000)
        agree_all(members, since="last")


def says_who_is_not_understood(node, others):
    """One line for each, that names the peer and what may be wrong; not one for each packet."""
    for other in others:
        pattern = rf"node {other}\b.*\b(key|encrypt)"
        until(lambda: knet.lines_about(node, pattern),
              f"node {node.index} says that it does not understand node {other}")
        holds(len(knet.lines_about(node, pattern)) <= 3,
              f"node {node.index} says it again and again: {knet.lines_about(node, pattern)[:4]}")


@case("cbb-2-nss-passive", "bcc-1-openssl-active", "bbc-2-clear-passive")
def nothing_is_seen_in_clear(lab, name):
    """Neither what clients send nor to which group. Without encryption both are, which proves the tap."""
    with ring(lab, name) as cluster:
        cluster.start()
        members = [cluster.member(index, group=SECRET) for index in (1, 2, 3)]
        cluster.wait(members, 1, 2, 3)
        wait_for_links(cluster.nodes)
        taps = [Wiretap(cluster.network, cluster.node(2), link) for link in cluster.network.links]
        talk(members, 100, 1000)
        heard = b"".join(tap.bytes() for tap in taps)
        payloads = [struct.pack("<III", Member.MAGIC, number, 1000) for number in range(1, 101)]
        seen = SECRET.encode() in heard or any(payload in heard for payload in payloads)
        holds(len(heard) > 2 * 100 * 1000, f"the messages went over this wire: {len(heard)} bytes")
        holds(seen == ("clear" in name), "seen in clear" if seen else "the tap hears nothing")
