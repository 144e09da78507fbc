"""Corosync's command line tools, Debian's and ours, on either daemon: the same text and exit codes.

A cluster is brought into a state, and every command is run on its node 1. Debian's tools on Corosync are
the control. What may differ stands in DIFFERENCES, with its reason; a difference that is not there
fails, and so does an entry that no longer occurs.
"""

import os
import re
import subprocess

from harness.cases import case
from harness.waiting import Failed, holds, until

LIMIT_S = 40
TOOLS = ("corosync-cfgtool", "corosync-cmapctl", "corosync-cpgtool", "corosync-keygen",
         "corosync-notifyd", "corosync-quorumtool")

QUESTIONS = (
    "cfgtool -s", "cfgtool -s -b", "cfgtool -n", "cfgtool -a 1", "cfgtool -a 2", "cfgtool -s -n",
    "quorumtool", "quorumtool -s", "quorumtool -l", "quorumtool -l -a", "quorumtool -l -i",
    "quorumtool -l -a -i", "quorumtool -p", "quorumtool -p -s", "quorumtool -p -l", "quorumtool -H",
    "quorumtool -l -o n", "quorumtool -l -o i", "quorumtool -l -o a",
    "cmapctl nodelist", "cmapctl quorum", "cmapctl runtime.votequorum", "cmapctl runtime.members",
    "cmapctl -g runtime.votequorum.this_node_id", "cmapctl -q -g totem.transport",
    "cpgtool", "cpgtool -n", "cpgtool -d,", "cpgtool -e")
ORDERS = (
    "cfgtool -a 99", "cfgtool -a x", "cfgtool -k 0", "cfgtool -k 99", "cfgtool -z", "cfgtool -L",
    "cfgtool", "cfgtool -h", "cfgtool -R", "cfgtool --frob", "cfgtool -a",
    "quorumtool -e 0", "quorumtool -e x", "quorumtool -e 3", "quorumtool -v -1", "quorumtool -v 1",
    "quorumtool -v 2 -n 99", "quorumtool -n 0", "quorumtool -o q", "quorumtool -f", "quorumtool -V",
    "quorumtool -h", "quorumtool -z",
    "cmapctl -g no.such.key", "cmapctl no.such", "cmapctl -s a.b u8 4", "cmapctl a.b",
    "cmapctl -s a.b u8 300", "cmapctl -s a.b u8 abc", "cmapctl -s a.b zz 1", "cmapctl -s a.b u8",
    "cmapctl -s -- a.i i8 -5", "cmapctl -s a.f flt 1.5", "cmapctl -s a.d dbl 1.5e10",
    "cmapctl -s a.u u64 99999999999999999999", "cmapctl -s a.t str text", "cmapctl a.",
    "cmapctl -b a.", "cmapctl -q a.", "cmapctl -d a.f", "cmapctl -d a.f", "cmapctl -D a.",
    "cmapctl a.", "cmapctl -s nodelist.node.0.nodeid u32 4", "cmapctl -s ab u8 1", "cmapctl -g",
    "cmapctl -d", "cmapctl -m nomap", "cmapctl -m stats -g stats.srp.avg_token_workload",
    "cmapctl -m stats -s a.b u8 1", "cmapctl -C nothing", "cmapctl -C all", "cmapctl -p /no/such",
    "cmapctl -h", "cmapctl -z", "cpgtool -h", "cpgtool -z", "keygen -h", "keygen -z", "keygen -s 127",
    "keygen -k /no/such/folder/key", "keygen -k /run/key", "keygen -k /run/key -s 1000", "notifyd -h",
    "notifyd -z", "notifyd -o")
DOWN = ("cfgtool -s", "cfgtool -n", "cfgtool -R", "cfgtool -L", "cfgtool -k 1", "cfgtool -a 1",
        "cfgtool -H", "quorumtool", "quorumtool -l", "quorumtool -e 3", "cmapctl", "cmapctl -g a.b",
        "cmapctl -s a.b u8 1", "cpgtool", "cpgtool -n", "notifyd -f -o")

# Where (state, command, which tool on which daemon), as regular expressions, and why.
DIFFERENCES = (
    ("down|forbidden", ".*", "ours on .*",
     "a second line on standard error says what is wrong with the daemon"),
)


def alone(cluster):
    cluster.start(1)


def all_three(cluster):
    cluster.formed()


def two_of_two(cluster):
    cluster.formed()


def all_of_four(cluster):
    cluster.formed()


def one_left(cluster):
    members = cluster.formed()
    cluster.node(3).leave()
    cluster.wait(members[:2], 1, 2)


def one_died(cluster):
    members = cluster.formed()
    cluster.node(3).kill()
    cluster.wait(members[:2], 1, 2)


def inquorate(cluster):
    members = cluster.formed()
    for index in (2, 3):
        cluster.node(index).kill()
    cluster.wait(members[:1], 1)


def nothing(_cluster):
    pass


# Name: how to get there, options of the cluster, commands.
STATES = {
    "alone": (alone, {}, QUESTIONS),
    "quorate": (all_three, {}, QUESTIONS),
    "orders": (all_three, {}, ORDERS),
    "left": (one_left, {}, QUESTIONS),
    "died": (one_died, {}, QUESTIONS),
    "inquorate": (inquorate, {}, QUESTIONS),
    "two_node": (two_of_two, {"nodes": 2, "quorum": ("two_node: 1",)}, QUESTIONS),
    "wait_for_all": (alone, {"quorum": ("wait_for_all: 1",)}, QUESTIONS),
    # Corosync does not start with these two in a cluster of an odd number of nodes.
    "rules": (all_of_four, {"nodes": 4, "quorum": ("auto_tie_breaker: 1", "last_man_standing: 1")},
              QUESTIONS),
    "no_provider": (alone, {"nodes": 1, "provider": None},
                    QUESTIONS + ("quorumtool -e 3", "quorumtool -v 1", "quorumtool -f",
                                 "quorumtool -m")),
    "down": (nothing, {"nodes": 1}, DOWN),
    "forbidden": (alone, {"nodes": 1}, DOWN),
}


def own_tools(lab, folder):
    """The folder with our command under Corosync's names, and what it needs to run."""
    path = os.path.join(folder, "own")
    os.makedirs(path, exist_ok=True)
    for name in TOOLS:
        link = os.path.join(path, name)
        if not os.path.islink(link):
            os.symlink(os.path.join(lab.build, "tools", ".libs", "baton"), link)
    environment = dict(lab.own_library().environment())
    environment.pop("LD_PRELOAD", None)  # the command itself has the sanitizers
    return dict(environment, PATH=path + ":" + os.environ["PATH"])


def run(cluster, command, environment, state):
    """Exit code and normalised text of a command on node 1."""
    words = ["corosync-" + command.split()[0], *command.split()[1:]]
    if state == "forbidden":
        words = ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", *words]
    done = subprocess.run(
        cluster.node(1).space.command(*words), check=False, stdin=subprocess.DEVNULL,
        env=dict(os.environ, **environment), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        timeout=LIMIT_S)
    return done.returncode, normal(done.stdout), normal(done.stderr)


def normal(output):
    """What differs from run to run is made equal: dates, process numbers, ring sequences."""
    text = output.decode("utf-8", "replace")
    text = re.sub(r"^Date: .*$", "Date:", text, flags=re.MULTILINE)
    text = re.sub(r"^(Ring ID: +)(\w+)\.\w+$", r"\1\2.SEQ", text, flags=re.MULTILINE)
    text = re.sub(r"^(Ring ID: +)\w+$", r"\1SEQ", text, flags=re.MULTILINE)
    text = re.sub(r"^\[debug\].*\n", "", text, flags=re.MULTILINE)
    text = re.sub(r"^(\t\t) *\d+(\t +\d+ \()", r"\1PID\2", text, flags=re.MULTILINE)
    text = re.sub(r"^(\w+,)\d+(,\d+)$", r"\1PID\2", text, flags=re.MULTILINE)
    text = re.sub(r"(avg_token_workload \(u32\)) = \d+", r"\1 = N", text)
    return text


def is_served(cluster):
    words = cluster.node(1).space.command("corosync-quorumtool", "-l")
    done = subprocess.run(words, check=False, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    return done.returncode == 0


def answers(lab, state, kind, tools):
    """All commands in this state of a cluster of this kind: one table for each set of tools."""
    if state == "orders" and len(tools) > 1:  # they change it: each needs its own cluster
        return [table for tool in tools for table in answers(lab, state, kind, (tool,))]
    reach, options, commands = STATES[state]
    options = dict(options)
    count = options.pop("nodes", 3)
    with lab.cluster(kinds=kind * count, **options) as cluster:
        reach(cluster)
        if state != "down":
            until(lambda: is_served(cluster), "node 1 serves its clients")
        environments = {"Debian's": {}, "ours": own_tools(lab, cluster.folder)}
        return [{(number, command): run(cluster, command, environments[tool], state)
                 for number, command in enumerate(commands)} for tool in tools]


def compare(state, control, other, runner):
    """Every difference must be one that is listed, and every one that is listed must occur."""
    different = [command for (number, command), answer in control.items()
                 if other[number, command] != answer]
    surprises = []
    listed = [entry for entry in DIFFERENCES
              if re.fullmatch(entry[0], state) and re.fullmatch(entry[2], runner)]
    for (number, command), answer in control.items():
        known = any(re.fullmatch(entry[1], command) for entry in listed)
        if other[number, command] != answer and not known:
            surprises.append(f"{command}\n  control: {answer}\n  {runner}: {other[number, command]}")
    holds(not surprises, f"{state}: {len(surprises)} differ\n" + "\n".join(surprises))
    for entry in listed:
        holds(any(re.fullmatch(entry[1], command) for command in different),
              f"{state}: no command differs any more as listed: {entry}")


def keeps_the_first_line(control, other):
    """A second line is added, never put in place of the first."""
    for (number, command), (code, output, errors) in control.items():
        own_code, own_output, own_errors = other[number, command]
        if (code, output) != (own_code, own_output) or not own_errors.startswith(errors):
            raise Failed(f"{command}: {own_code}, {own_output!r}, {own_errors!r}; "
                         f"control: {code}, {output!r}, {errors!r}")


@case(*STATES, needs_build=True)
def our_tools_on_corosync(lab, state):
    control, ours = answers(lab, state, "c", ("Debian's", "ours"))
    keeps_the_first_line(control, ours)
    compare(state, control, ours, "ours on corosync")


@case(*STATES, needs_build=True)
def both_on_baton(lab, state):
    (control,) = answers(lab, state, "c", ("Debian's",))
    debians, ours = answers(lab, state, "b", ("Debian's", "ours"))
    compare(state, control, debians, "Debian's on baton")
    compare(state, control, ours, "ours on baton")
