"""A new key that not everybody gets: who misses it, who has another one, who cannot read its own.

The names are as in test_knet.py.
"""

import json
import os

from harness import config, faults
from harness.cases import case
from harness.knet import KEY, OTHER_KEY, lines_about, ring, wait_for_links
from harness.order import agree_all, number_of_views, talk
from harness.settings import key, reload, run, succeeds
from harness.waiting import holds, until

THIRD_KEY = bytes(range(128, 256)) * 2
CHANGED = "The encryption of the ring has changed: only the new one is accepted"
NOT_UNDERSTOOD = r"node {} \(.*\) sends packets that cannot be decrypted .* compare corosync.conf and the key file"
REFUSED = 7  # as in test_reload.py
# The pauses of a machine with much to do are not what these cases are about.
CALM = {"pings_ms": (200, 1500), "token": 3000, "repeats": 12}


def give(keys, *nodes):
    for node in nodes:
        node.options["key"] = keys
        node.write_key()


def batons(nodes):
    return [node for node in nodes if node.software.name == "baton"]


def says(node, pattern, most=2):
    """The line is there, and not again and again."""
    until(lambda: lines_about(node, pattern), f"node {node.index} says: {pattern}")
    holds(len(lines_about(node, pattern)) <= most, f"node {node.index} says it a few times at most: {pattern}")


def warned(lab, node):
    """The warnings of `baton status`."""
    environment = dict(lab.own_library().environment())
    environment.pop("LD_PRELOAD", None)  # the command itself has the sanitizers
    program = os.path.join(lab.build, "tools", ".libs", "baton")
    _, text = run(node, program, "--json", "status", environment=environment)
    return json.loads(text)["warnings"]


@case("bbb-2-nss-passive, reload", "bbc-1-nss-passive, reload", "ccb-1-openssl-passive, restart",
      more=("bbc-2-openssl-passive, restart", "ccb-2-nss-active, reload"))
def cut_off_meanwhile(lab, name):
    """Node 3 comes back with the old key and stays outside. It need not be restarted to take the new one."""
    name, cure = name.split(", ")
    with ring(lab, name, **CALM) as cluster:
        members = cluster.formed()
        wait_for_links(cluster.nodes)
        rest, late = cluster.nodes[:2], cluster.node(3)
        for link in cluster.network.links:
            faults.cut(cluster.network, late, link)
        cluster.wait(members[:2], 1, 2)
        cluster.wait(members[2:], 3)
        give(OTHER_KEY, *rest)
        succeeds(cluster.node(1))
        for node in batons(rest):
            says(node, CHANGED, most=1)
        talk(members[:2], 50, 16, 3000)
        views = number_of_views(members)
        for link in cluster.network.links:
            faults.mend(cluster.network, late, link)
        for node in batons(rest):
            says(node, NOT_UNDERSTOOD.format(3))
        for node in batons([late]):
            says(node, NOT_UNDERSTOOD.format(1))
            says(node, NOT_UNDERSTOOD.format(2))
        talk(members[:2], 50, 16, 3000)
        holds(number_of_views(members) == views, "with its old key it is no member")
        give(OTHER_KEY, late)
        if cure == "reload":
            succeeds(late)
        else:
            late.leave()
            cluster.start(3)
            members[2] = cluster.member(3)
        cluster.wait(members, 1, 2, 3)
        wait_for_links(cluster.nodes)
        talk(members, 50, 16, 3000)
        agree_all(members, since="last")


@case("bbb-2-nss-passive", "bbb-1-openssl-passive", needs_build=True)
def one_has_another_one(lab, name):
    """All go on under the old key, and who is started with it comes in. Another reload takes it back, or mends it."""
    with ring(lab, name, **CALM) as cluster:
        members = cluster.formed()
        wait_for_links(cluster.nodes)
        first, second, wrong = cluster.nodes
        views = number_of_views(members)
        give(OTHER_KEY, first, second)
        give(THIRD_KEY, wrong)
        succeeds(first)
        for node in (first, second):
            says(node, "node 3 has not the new encryption of the ring: the old one stays in use; give all nodes"
                       " the same key file", most=1)
        for other in (1, 2):
            says(wrong, f"node {other} has not the new encryption of the ring", most=1)
        holds(warned(lab, first) == ["the configured encryption of the ring is not in use, the old one is; it"
                                     " waits for node 3"], f"so says the status: {warned(lab, first)}")
        talk(members, 50, 16, 3000)
        holds(number_of_views(members) == views, "nobody was lost")
        second.leave()
        cluster.wait([members[0], members[2]], 1, 3)
        second.options["key"] = KEY
        cluster.start(2)
        members[1] = cluster.member(2)
        cluster.wait(members, 1, 2, 3)
        talk(members, 50, 16, 3000)
        views = number_of_views(members)
        give(KEY, *cluster.nodes)
        succeeds(second)
        for node in (first, wrong):
            says(node, "The encryption of the ring stays as it was", most=1)
        give(OTHER_KEY, *cluster.nodes)
        succeeds(wrong)
        for node in cluster.nodes:
            says(node, CHANGED, most=1)
        holds(warned(lab, first) == [], f"so says the status: {warned(lab, first)}")
        talk(members, 50, 16, 3000)
        agree_all([members[0], members[2]])
        holds(number_of_views(members) == views, "nobody was lost in the end")


@case("bbb-1-nss-passive", needs_build=True)
def one_cannot_read_it(lab, name):
    """Then nobody takes it, and everybody knows what it has."""
    with ring(lab, name, **CALM) as cluster:
        members = cluster.formed()
        wait_for_links(cluster.nodes)
        views = number_of_views(members)
        give(OTHER_KEY, *cluster.nodes)
        os.remove(os.path.join(cluster.node(3).folder, config.KEY_FILE))
        code, text = reload(cluster.node(1))
        holds(code == REFUSED, f"it is refused: {code}, {text}")
        for node in cluster.nodes:
            says(node, r"Configuration not applied: node 3 \(node3\): .*corosync.conf:\d+: error: keyfile: cannot",
                 most=1)
            holds(not lines_about(node, "The encryption of the ring"), f"node {node.index} changes nothing")
        give(KEY, *cluster.nodes)
        succeeds(cluster.node(2))
        talk(members, 50, 16, 3000)
        for node in cluster.nodes:
            holds(not lines_about(node, "The encryption of the ring"), f"node {node.index} has had this key")
            holds(key(node, "config.reload_error_message") is None, f"node {node.index} complains of nothing")
        give(OTHER_KEY, *cluster.nodes)
        succeeds(cluster.node(3))
        for node in cluster.nodes:
            says(node, CHANGED, most=1)
        talk(members, 50, 16, 3000)
        agree_all(members)
        holds(number_of_views(members) == views, "the membership changed with the key")
