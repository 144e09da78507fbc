"""Memory, load and supervised processes that fail, and a watchdog that is none.

A failure may restart this machine or switch it off. So no daemon here is able to: it runs without the
capability for that, which is checked before anything is allowed to fail.
"""

import os
import re
import signal
import subprocess

from harness.answers import Place, check
from harness.cases import case
from harness.node import Software
from harness.waiting import holds, until

CAP_SYS_BOOT = 22
LIMIT_S, FORMED_S, SOON_S = 20, 30, 25
MEMORY, LOAD = "resources.system.memory_used.", "resources.system.load_15min."
CHANCE = re.compile(r"(\.(current|last_updated) \(\w+\) =) .*[1-9].*")
FILE = """
resources {{
    watchdog_device: {device}
    watchdog_timeout: {timeout}
    system {{
        memory_used {{
            max: 99
            recovery: {recovery}
        }}
        load_15min {{
            max: 10000.5
        }}
    }}
}}
"""
QUIET = dict(device="off", timeout=4, recovery="nothing")


def harmless(lab, software):
    """The same daemon without the right to restart the machine."""
    path = os.path.join(lab.fresh_folder(), software.name)
    with open(path, "w", encoding="utf-8") as out:
        out.write("#!/bin/sh\nexec setpriv --bounding-set=-sys_boot --inh-caps=-sys_boot "
                  f"'{software.program}' \"$@\"\n")
    os.chmod(path, 0o755)
    return Software(software.name, path, software.environment)


def is_harmless(node):
    with open(f"/proc/{node.daemon.pid}/status", encoding="ascii") as source:
        sets = re.findall(r"^Cap(?:Prm|Eff|Bnd|Inh|Amb):\s+([0-9a-f]+)$", source.read(), re.MULTILINE)
    return len(sets) == 5 and not any(int(one, 16) >> CAP_SYS_BOOT & 1 for one in sets)


def run(node, *words):
    return subprocess.run(node.space.command(*words), check=False, stdin=subprocess.DEVNULL, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=LIMIT_S).stdout


def put(node, key, kind, value):
    text = run(node, "corosync-cmapctl", "-s", key, kind, value)
    holds(text == "", f"{key} is set: {text}")


def state(node, prefix):
    return run(node, "corosync-cmapctl", "-g", prefix + "state").split(" = ")[-1].strip()


def log_of(node):
    with open(node.log, encoding="utf-8", errors="replace") as source:
        return source.read()


def says(node, text):
    until(lambda: re.search(text, log_of(node)), f"the log says {text}", seconds=SOON_S)


class Alone:
    """A cluster of one node that can do no harm, with this section in its file."""

    def __init__(self, lab, kind, **section):
        self.cluster = lab.cluster(kinds=kind, more=FILE.format(**dict(QUIET, **section)))
        self.node = self.cluster.node(1)
        self.node.software = harmless(lab, self.node.software)

    def __enter__(self):
        self.cluster.__enter__()
        try:
            self.cluster.formed(seconds=FORMED_S)
            until(lambda: is_harmless(self.node), "the daemon cannot restart this machine")
        except BaseException:
            self.cluster.close()
            raise
        return self.node

    def __exit__(self, *error):
        return self.cluster.__exit__(*error)


def shown(node):
    """All keys, their types and values, but for what is by chance."""
    text = run(node, "corosync-cmapctl", "resources.")
    services = run(node, "corosync-cmapctl", "internal_configuration.service.6", "runtime.services.mon.",
                   "internal_configuration.service.7", "runtime.services.wd.")
    return CHANCE.sub(r"\1 SOMETHING", text) + services


def keys_of(lab, kind):
    """What is shown as things change, in one list."""
    with Alone(lab, kind) as node:
        until(lambda: state(node, MEMORY) == state(node, LOAD) == "running", "both are measured")
        seen = [shown(node)]
        put(node, LOAD + "max", "str", "much")
        until(lambda: state(node, LOAD) == "stopped", "no number is no limit")
        seen.append(shown(node))
        put(node, MEMORY + "max", "str", "0")
        until(lambda: state(node, MEMORY) == "failed", "some memory is always used")
        put(node, "resources.watchdog_timeout", "u32", "121")
        put(node, "resources.process.1.state", "str", "failed")
        seen.append(shown(node))
        put(node, MEMORY + "max", "str", "98")
        until(lambda: state(node, MEMORY) == "running", "and runs again")
        put(node, "resources.watchdog_timeout", "u32", "120")
        seen.append(shown(node))
    return seen


@case(needs_build=True)
def the_keys_are_the_same(lab):
    control, ours = keys_of(lab, "c"), keys_of(lab, "b")
    holds(control == ours, "\n".join(("of Corosync:", *control, "of Baton:", *ours)))
    holds("memory_used.current (u32) = SOMETHING" in ours[0] and "watchdog_timeout (u32) = 4" in ours[0],
          ours[0])


@case("c", "b", needs_build=True)
def above_the_limit_the_machine_is_switched_off(lab, kind):
    with Alone(lab, kind, recovery="shutdown") as node:
        put(node, MEMORY + "max", "str", "0")
        says(node, 'shutdown resource "memory_used" failed!')
        if node.software.name == "baton":
            says(node, "this machine was not switched off: Operation not permitted")
        holds(node.running(), "a machine that stays on has its daemon")


@case("c", "b", needs_build=True)
def quit_ends_the_feeding_and_not_the_daemon(lab, kind):
    with Alone(lab, kind, recovery="quit") as node:
        put(node, MEMORY + "max", "str", "0")
        says(node, 'quit resource "memory_used" failed!')
        says(node, "(?i)not tickling|the watchdog is to reset this machine, but none is in use")
        holds(node.running(), "the daemon goes on")


@case("c", "b", needs_build=True)
def a_process_that_hangs_has_failed(lab, kind):
    with Alone(lab, kind) as node:
        check(Place(lab, node), "samtest", "mapped-quit", lab.debian_library(),
              *[lambda: None] * 3)
        prefix = re.search(r"resources\.process\.\d+\.",
                           run(node, "corosync-cmapctl", "resources.process.")).group()
        holds(state(node, prefix) == "failed", "its supervisor says so")
        says(node, f'quit resource "{prefix.split(".")[2]}" failed!')


@case("c", "b", needs_build=True)
def without_its_watchdog_the_node_goes_on(lab, kind):
    with Alone(lab, kind, device="/dev/no-such-watchdog", timeout=121) as node:
        says(node, "/dev/no-such-watchdog")
        says(node, "(?i)watchdog_timeout is .*range|watchdog_timeout is 121")
        holds("watchdog_timeout (u32) = 6" in shown(node), "the default is in effect")


class Watched(Alone):
    """The same with a watchdog that is a file."""

    def __init__(self, lab, kind):
        self.device = os.path.join(lab.fresh_folder(), "watchdog")
        with open(self.device, "wb"):
            pass
        super().__init__(lab, kind, device=self.device, recovery="watchdog")
        software = self.node.software
        software.environment = dict(software.environment,
                                    LD_PRELOAD=os.path.abspath(lab.tool("file_watchdog")))

    def left_as(self):
        with open(self.device, encoding="ascii") as source:
            return source.read()


@case("c", "b", needs_build=True)
def an_end_in_order_disarms_the_watchdog(lab, kind):
    watched = Watched(lab, kind)
    with watched as node:
        says(node, "is now being tickled|is armed")
        holds(watched.left_as() == "", "it is armed")
        node.leave()
        holds(watched.left_as() == "V", "it is disarmed")


@case("c", "b", needs_build=True)
def a_death_does_not(lab, kind):
    watched = Watched(lab, kind)
    with watched as node:
        node.kill()
        holds(watched.left_as() == "", "it is armed")


@case(needs_build=True)
def what_failed_is_fed_again_when_it_is_well(lab):
    with Watched(lab, "b") as node:
        put(node, MEMORY + "max", "str", "0")
        says(node, "is not fed any more: it resets this machine within 4 s")
        put(node, MEMORY + "max", "str", "99")
        says(node, "is fed again")


@case(needs_build=True)
def what_is_no_watchdog_is_not_written_to(lab):
    path = os.path.join(lab.fresh_folder(), "file")
    with open(path, "w", encoding="ascii"):
        pass
    with Alone(lab, "b", device=path) as node:
        says(node, "is no watchdog")
        node.leave()
    holds(os.path.getsize(path) == 0, "the file is as it was")


@case("c", "b", needs_build=True)
def a_reload_brings_another_limit(lab, kind):
    with Alone(lab, kind) as node:
        until(lambda: state(node, MEMORY) == "running", "memory is measured")
        path = os.path.join(node.folder, "corosync.conf")
        with open(path, encoding="utf-8") as source:
            text = source.read().replace("max: 99", "max: none")
        with open(path, "w", encoding="utf-8") as out:
            out.write(text)
        run(node, "corosync-cfgtool", "-R")
        until(lambda: state(node, MEMORY) == "stopped", "there is no limit any more")


@case(needs_build=True)
def a_watchdog_can_come_with_a_reload(lab):
    """It is tried again, even if nothing else has changed."""
    with Alone(lab, "b", device="/dev/no-such-watchdog") as node:
        count = lambda: len(re.findall("/dev/no-such-watchdog cannot be opened", log_of(node)))
        until(lambda: count() == 1, "it is missed")
        node.signal(signal.SIGHUP)
        until(lambda: count() == 2, "it is missed again")
