"""Encrypted rings: who has another key stays outside, nobody reads along, and keys change while messages flow.

The names are as in test_knet.py; a number behind them is the node that is told to reload.
"""

import os
import re
import struct

from harness import config, faults, knet
from harness.cases import case
from harness.client import Member
from harness.knet import EAGER, KEY, OTHER_KEY, PATIENT, ring, says_who_is_not_understood, wait_for_links
from harness.order import agree_all, number_of_views, talk
from harness.settings import edit, file_of, key, reload, run, succeeds
from harness.waiting import holds, until
from harness.wiretap import Wiretap

SECRET = "nobody-but-members-may-read-this"
REFUSED = 7  # the number of the error is the exit code of corosync-cfgtool
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


def is_refused(cluster, members, because):
    """By all, for what node 2 says; the ring goes on as it was."""
    views = number_of_views(members)
    code, text = reload(cluster.node(1))
    holds(code == REFUSED, f"the reload is refused: {code}, {text}")
    for node in cluster.nodes:
        why = key(node, "config.reload_error_message") or ""
        holds(re.search(rf"^node 2 \(node2\): .*{because}", why),
              f"node {node.index} says that node 2 refused, and why: {why!r}")
    talk(members, 50, 16, 3000)
    holds(number_of_views(members) == views, "the membership did not change")


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
    """Cipher, hash and library, and it stays so for who comes back.

    To load a library can take a busy daemon with sanitizers more than a second.
    """
    name, by = name[:-2], int(name[-1])
    other = "nss" if "openssl" in name else "openssl"
    with ring(lab, name, **PATIENT) as cluster:
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
    ("bcb-2-nss-active", "no encryption"), ("cbb-1-clear-passive", "encryption"))), more=(
        "bbc-1-openssl-passive, no encryption", "bbb-1-nss-passive, another cipher",
        "bbb-2-clear-active, encryption"))
def a_stranger_stays_outside(lab, name):
    """Until its file says the same as that of the others. A Baton says whom it does not understand."""
    name, wrong = name.split(", ")
    with ring(lab, name, **EAGER) as cluster:
        members = cluster.formed(1, 2, listed=(1, 2, 3))
        stranger = cluster.node(3)
        right = dict(stranger.options)
        stranger.options.update(STRANGERS[wrong])
        stays_outside(cluster, members, stranger)
        for node in cluster.nodes:
            if node.software.name == "baton":
                says_who_is_not_understood(node, (1, 2) if node is stranger else (3,))
        stranger.kill()
        stranger.options = right
        cluster.start(3)
        members.append(cluster.member(3))
        cluster.wait(members, 1, 2, 3)
        talk(members, 100, 16, 3000)
        agree_all(members, since="last")


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


@case("nss", "openssl", needs_build=True)
def a_library_that_is_missing(lab, model):
    """Nobody begins to encrypt while one of them cannot. Its check and its start say the same."""
    with ring(lab, "bbb-1-clear-passive", **EAGER) as cluster:
        members = cluster.formed()
        wait_for_links(cluster.nodes)
        without = cluster.node(2)
        knet.hide_modules(without)
        for node in cluster.nodes:
            node.options.update(totem=(*knet.CRYPTO[model], "link_mode: passive"), key=KEY)
            node.write_key()
            keyfile = f"keyfile: {os.path.join(node.folder, config.KEY_FILE)}"
            edit([node], "^    link_mode: passive$", "\n".join(
                f"    {line}" for line in (*node.options["totem"], keyfile)))
        is_refused(cluster, members, f"crypto_model {model}.*install")
        code, text = run(without, without.software.program, "-t", "-c", file_of(without))
        holds(code == 8 and f"cannot encrypt with crypto_model {model}" in text,
              f"the check refuses it: {code}, {text}")
        without.leave()
        without.start((1, 2, 3))
        until(lambda: not without.running(), "the daemon ends at once")
        holds(without.daemon.returncode != 0 and knet.lines_about(without, f"crypto_model {model}"),
              f"it says why: {without.daemon.returncode}")
        knet.show_modules(without)
        cluster.wait([members[0], members[2]], 1, 3)
        succeeds(cluster.node(1))
        cluster.start(2)
        members[1] = cluster.member(2)
        cluster.wait(members, 1, 2, 3)
        talk(members, 100, 16, 3000)


@case("it is short", "it is gone", needs_build=True)
def a_key_that_cannot_be_used(lab, name):
    """Nobody takes another key while one of them has none."""
    with ring(lab, "bbb-1-nss-passive", **EAGER) as cluster:
        members = cluster.formed()
        wait_for_links(cluster.nodes)
        for node in cluster.nodes:
            node.options["key"] = OTHER_KEY
            node.write_key()
        path = os.path.join(cluster.node(2).folder, config.KEY_FILE)
        os.truncate(path, 127)
        if "gone" in name:
            os.remove(path)
        is_refused(cluster, members, "keyfile: .*" + ("No such file" if "gone" in name else "127 bytes"))
        cluster.node(2).write_key()
        reload_under_traffic(cluster, members, 1)
