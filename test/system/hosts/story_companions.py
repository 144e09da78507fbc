"""What else of Debian lives on the ring: DLM's daemon, sbd and corosync-notifyd.

The first two need devices of the kernel, which a test machine need not have: then they end at the same
point, with the same words, whoever keeps the hosts together.
"""

import re

from harness.waiting import until
from hosts import expect, state, views
from hosts.plan import Plan

PLAN = Plan()
NOTIFIED = "/var/log/notified"
UNITS = ("dlm_controld", "sbd", "corosync-notifyd")


def members(count):
    """Whoever is on counts so many nodes."""
    def holds(now):
        told = [now[name]["quorum"] for name in ("h1", "h2", "h3")
                if now[name] != "off" and not expect.inactive(now, int(name[1]))]
        return len(told) == count and all(
            one.get("Nodes") == str(count) and one.get("Quorate") == "Yes" for one in told)
    return holds


def whole(now):
    return members(3)(now) and all(now[name]["services"]["corosync"] == "active" for name in ("h1", "h2", "h3"))


@PLAN.step("formation", whole)
def formation(cluster):
    cluster.start("corosync")


@PLAN.step("notified of a loss", members(2))
def notified_of_a_loss(cluster):
    cluster.host(1).must("systemd-run -q --unit notified -p StandardOutput=file:" + NOTIFIED
                         + " corosync-notifyd -f -o -l")
    cluster.host(3).power_off()


@PLAN.step("notified of a return", whole)
def notified_of_a_return(cluster):
    cluster.host(3).boot()
    cluster.host(3).wait_for_boot()
    cluster.start("corosync", hosts=[cluster.host(3)])


@PLAN.step("notified of a daemon's end", lambda now: members(2)(now) and expect.inactive(now, 1))
def notified_of_an_end(cluster):
    cluster.stop("corosync", hosts=[cluster.host(1)])


@PLAN.step("the daemon returned", whole)
def the_daemon_returned(cluster):
    cluster.start("corosync", hosts=[cluster.host(1)])


@PLAN.step("dlm_controld", whole)
def dlm(cluster):
    """Started by hand, without the unit that loads the kernel's half first."""
    for host in cluster.hosts:
        host.run("systemd-run -q --unit dlm-by-hand dlm_controld -D -f 0 -q 0")
    for host in cluster.hosts:
        until(lambda host=host: host.run("journalctl -u dlm-by-hand | grep -c dlm_controld").out.strip() != "0",
              f"dlm_controld says something on {host.name}")


@PLAN.step("sbd", whole)
def sbd(cluster):
    host = cluster.host(2)
    host.write("/etc/default/sbd", "SBD_PACEMAKER=yes\nSBD_STARTMODE=always\nSBD_WATCHDOG_DEV=/dev/watchdog\n")
    host.run("systemctl start sbd", seconds=60)


def of_the_journal(host, unit):
    """What a unit has logged, without who and when; the last run of it only."""
    text = host.run(f"journalctl -o cat -u {unit}").out
    lines = [re.sub(r"^\d+ |0x[0-9a-f]+|\[\d+\]|\d{6,}", "", line) for line in text.splitlines()
             if "systemd" not in line]
    return views.hide("\n".join(lines)).splitlines()


def notified(cluster):
    text = cluster.host(1).run(f"cat {NOTIFIED}").out
    return {"notified": views.hide(re.sub(r"\bpid:? *\d+", "pid", text)).splitlines()}


def looked_at_dlm(cluster):
    host = cluster.host(1)
    return {"journal": of_the_journal(host, "dlm-by-hand"), **views.read(host, (
        "dlm_tool status", "dlm_tool dump | head -n 5", "corosync-cpgtool -n",
        "systemctl is-active dlm-by-hand", "systemctl start dlm; systemctl is-active dlm"))}


def looked_at_sbd(cluster):
    host = cluster.host(2)
    return {"journal": of_the_journal(host, "sbd"), **views.read(host, ("systemctl is-active sbd corosync",))}


PLAN.look("notified of a return", notified)
PLAN.look("dlm_controld", looked_at_dlm)
PLAN.look("sbd", looked_at_sbd)
