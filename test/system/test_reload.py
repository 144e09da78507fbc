"""The configuration is read again while the ring runs: all nodes take the new one, or none does."""

import os
import re
import signal
import subprocess

from harness.cases import case
from harness.rubbish import Rubbish
from harness.settings import LIMIT_S, edit, file_of, key, log_of, reload, run, succeeds
from harness.waiting import holds, until

FORMED_S, SOON_S = 150, 20
TOKEN, BEFORE, AFTER = "runtime.config.totem.token", "1000", "1500"
IN_PROGRESS = ("config.totemconfig_reload_in_progress", "config.reload_in_progress")
SETTINGS = ("totem.", "nodelist.", "quorum.", "logging.", "runtime.config.")
REFUSED = 7  # the number of the error is the exit code of corosync-cfgtool


def settings(node):
    """All keys that come from the configuration, or follow from it."""
    _, text = run(node, "corosync-cmapctl", *SETTINGS)
    return text


def edit_token(nodes, value):
    edit(nodes, r"^    token: \w+$", f"    token: {value}")


# What can be wrong with a file.
SPOILT = {
    "a value": lambda node: edit([node], r"^    token: \d+$", "    token: soon"),
    "the syntax": lambda node: edit([node], r"^logging {$", "logging {{"),
    "no file": lambda node: os.remove(file_of(node)),
}


def everywhere(nodes, name, value):
    until(lambda: all(key(node, name) == value for node in nodes),
          lambda: f"{name} is {value}: {[key(node, name) for node in nodes]}")


def in_rest(nodes):
    """No reload is under way on any node."""
    for name in IN_PROGRESS:
        until(lambda name=name: all(key(node, name) in ("0", None) for node in nodes),
              lambda name=name: f"{name}: {[key(node, name) for node in nodes]}")


def logs_debugging(lab, node):
    """Whether the daemon logs the requests that it refuses, which it does for debugging alone."""
    Rubbish(lab, node, "mild", node.index, 1).requests()
    return re.search(r" debug +\[", log_of(node)) is not None


def expected_votes(node):
    _, text = run(node, "corosync-quorumtool", "-s")
    found = re.search(r"^Expected votes: +(\d+)", text, re.MULTILINE)
    return found.group(1) if found else None


@case("bbb", "cbb", needs_build=True)
def the_ring_heeds_it(lab, kinds):
    """Before the change it would take more than a minute to miss a silent node."""
    with lab.cluster(kinds=kinds, token=30000, repeats=20) as cluster:
        members = cluster.formed(seconds=FORMED_S)
        edit_token(cluster.nodes, "2000")
        everywhere(cluster.nodes, TOKEN, "30000")  # a file alone changes nothing
        succeeds(cluster.node(2))
        everywhere(cluster.nodes, TOKEN, "2000")
        in_rest(cluster.nodes)
        cluster.node(3).kill()
        cluster.wait(members[:2], 1, 2, seconds=SOON_S)


@case("initiator", "other", needs_build=True)
def one_bad_file_and_nothing_changes(lab, where):
    with lab.cluster(kinds="bbb") as cluster:
        cluster.formed()
        bad = cluster.node(1 if where == "initiator" else 2)
        before = [settings(node) for node in cluster.nodes]
        holds(all(f"{TOKEN} (u32) = {BEFORE}" in text for text in before), "settings are known")
        for what, spoil in SPOILT.items():
            with open(file_of(bad), encoding="utf-8") as source:
                good = source.read()
            edit_token(cluster.nodes, AFTER)
            spoil(bad)
            code, text = reload(cluster.node(1))
            holds(code == REFUSED, f"{what}: it is refused: {code}, {text}")
            in_rest(cluster.nodes)
            for node, known in zip(cluster.nodes, before):
                holds(settings(node) == known, f"{what}: node {node.index} has what it had")
                why = key(node, "config.reload_error_message") or ""
                holds(f"node {bad.index} (node{bad.index}): {file_of(bad)}" in why,
                      f"{what}: node {node.index} says which node refused and why: {why!r}")
            with open(file_of(bad), "w", encoding="utf-8") as out:
                out.write(good)
        edit_token(cluster.nodes, AFTER)
        succeeds(cluster.node(3))
        everywhere(cluster.nodes, TOKEN, AFTER)
        everywhere(cluster.nodes, "config.reload_error_message", None)


@case(needs_build=True)
def a_check_changes_nothing(lab):
    with lab.cluster(kinds="bbb") as cluster:
        cluster.formed()
        edit_token(cluster.nodes, AFTER)
        program = os.path.join(lab.build, "tools", ".libs", "baton")
        environment = dict(lab.own_library().environment())
        environment.pop("LD_PRELOAD", None)  # the command itself has the sanitizers
        code, text = run(cluster.node(1), program, "reload", "--check", environment=environment)
        holds(code == 0 and "nothing was changed" in text, f"all files are good: {code}, {text}")
        for index in (1, 2, 3):
            holds(re.search(rf"^ +{index} +node{index} +ok ", text, re.MULTILINE),
                  f"the table has node {index}: {text}")
        edit([cluster.node(2)], r"^    token: \d+$", "    token: soon")
        code, text = run(cluster.node(1), program, "reload", "--check", environment=environment)
        holds(code != 0 and re.search(r"^ +2 +node2 +refused ", text, re.MULTILINE),
              f"node 2 would refuse: {code}, {text}")
        everywhere(cluster.nodes, TOKEN, BEFORE)
        in_rest(cluster.nodes)


@case(needs_build=True)
def logging_and_votes(lab):
    with lab.cluster(kinds="bbb", quorum=("expected_votes: 3",)) as cluster:
        cluster.formed()
        until(lambda: all(expected_votes(node) == "3" for node in cluster.nodes), "3 are expected")
        holds(not logs_debugging(lab, cluster.node(1)), "nothing is logged for debugging yet")
        edit(cluster.nodes, r"^    to_syslog: no$", "    to_syslog: no\n    debug: on")
        edit(cluster.nodes, r"^    expected_votes: 3$", "    expected_votes: 5")
        succeeds(cluster.node(2))
        everywhere(cluster.nodes, "logging.debug", "on")
        until(lambda: all(expected_votes(node) == "5" for node in cluster.nodes),
              lambda: f"5 are expected: {[expected_votes(node) for node in cluster.nodes]}")
        for node in cluster.nodes:
            holds(logs_debugging(lab, node), f"node {node.index} logs for debugging")


@case(needs_build=True)
def a_signal_asks_too(lab):
    with lab.cluster(kinds="bbb") as cluster:
        cluster.formed()
        edit_token(cluster.nodes, AFTER)
        cluster.node(2).signal(signal.SIGHUP)
        everywhere(cluster.nodes, TOKEN, AFTER)
        in_rest(cluster.nodes)


@case("asked", "asks", needs_build=True)
def a_node_dies_in_the_middle(lab, which):
    """Who remains is of one mind, whether it was in time or not, and can be asked again."""
    with lab.cluster(kinds="bbb") as cluster:
        members = cluster.formed()
        edit_token(cluster.nodes, AFTER)
        asks, dies, rest = (1, 3, (1, 2)) if which == "asked" else (3, 3, (1, 2))
        if which == "asked":
            cluster.node(dies).pause()  # it never answers
        asking = subprocess.Popen(
            cluster.node(asks).space.command("corosync-cfgtool", "-R"), stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        if which == "asks":
            until(lambda: "requested by node 3" in log_of(cluster.node(1))
                  or asking.poll() is not None, "the question goes round")
        cluster.node(dies).kill()
        asking.wait(LIMIT_S)
        left = [cluster.node(index) for index in rest]
        cluster.wait(members[:2], *rest)
        in_rest(left)
        until(lambda: key(left[0], TOKEN) == key(left[1], TOKEN), "both have the same")
        succeeds(left[1])
        everywhere(left, TOKEN, AFTER)


@case("from Corosync", "from Baton", needs_build=True)
def both_kinds_take_it(lab, who):
    with lab.cluster(kinds="cbb", quorum=("expected_votes: 3",)) as cluster:
        cluster.formed()
        edit_token(cluster.nodes, AFTER)
        edit(cluster.nodes, r"^    expected_votes: 3$", "    expected_votes: 5")
        succeeds(cluster.node(1 if who == "from Corosync" else 2))
        everywhere(cluster.nodes, TOKEN, AFTER)
        in_rest(cluster.nodes)
        until(lambda: all(expected_votes(node) == "5" for node in cluster.nodes),
              lambda: f"5 are expected: {[expected_votes(node) for node in cluster.nodes]}")
