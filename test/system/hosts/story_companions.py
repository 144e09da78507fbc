"""What else of Debian lives on the ring: DLM's daemon, sbd and corosync-notifyd.

DLM's daemon runs with a stand-in for the kernel's half, which a test machine need not have: it joins,
follows the membership and tells the kernel where the nodes are; no lockspace can be made. sbd runs
without a watchdog: it watches, and would reset nothing.
"""

import re

from harness.waiting import until
from hosts import expect, views
from hosts.plan import Plan

PLAN = Plan()
NOTIFIED = "/var/log/notified"
SBD = "SBD_PACEMAKER=yes\nSBD_STARTMODE=always\nSBD_DELAY_START=no\nSBD_WATCHDOG_DEV=/dev/null\n"
DLM_DEVICES = ("dlm_plock", "dlm-monitor", "dlm-control")
DLM_SETTINGS = "/sys/kernel/config/dlm/cluster"
DLM_NAMES = ("cluster_name", "tcp_port", "buffer_size", "rsbtbl_size", "recover_timer", "toss_secs",
             "scan_secs", "log_debug", "log_info", "protocol", "mark", "new_rsb_count", "recover_callbacks")


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


@PLAN.step("dlm_controld joined", whole)
def dlm_joined(cluster):
    for host in cluster.hosts:
        start_dlm(host)
    until(lambda: all(len(dlm_members(host)) == 3 for host in cluster.hosts),
          lambda: f"dlm_controld has three members: {[dlm_members(host) for host in cluster.hosts]}")


@PLAN.step("dlm_controld lost a node", members(2))
def dlm_lost_a_node(cluster):
    cluster.host(3).power_off()
    until(lambda: all(len(dlm_members(host)) == 2 for host in cluster.on()), "DLM has two members")


@PLAN.step("dlm_controld joined again", whole)
def dlm_joined_again(cluster):
    cluster.host(3).boot()
    cluster.host(3).wait_for_boot()
    cluster.start("corosync", hosts=[cluster.host(3)])
    start_dlm(cluster.host(3))
    until(lambda: all(len(dlm_members(host)) == 3 for host in cluster.hosts), "DLM has three members")


@PLAN.step("sbd", lambda now: members(3)(now) and now["h2"]["services"]["pacemaker"] == "active")
def sbd(cluster):
    """Without a disk and without a watchdog: it watches the ring and the cluster manager."""
    host = cluster.host(2)
    host.write("/etc/default/sbd", SBD)
    host.must("systemctl enable sbd && systemctl stop corosync && systemctl start corosync pacemaker")
    until(lambda: "Servant cluster is healthy" in host.run("journalctl -o cat -u sbd").out, "sbd is content")


def start_dlm(host):
    stand_in(host)
    host.must("systemd-run -q --unit dlm-by-hand dlm_controld -D -f 0 -q 0")


def stand_in(host):
    """What dlm_controld wants to see of the kernel, in place of a DLM that the kernel may not have."""
    devices = " ".join(DLM_DEVICES)
    host.must(f"""set -e
        mount -t tmpfs tmpfs /sys/kernel
        mkdir -p {DLM_SETTINGS}/comms {DLM_SETTINGS}/spaces /dev/misc/pts
        for name in {' '.join(DLM_NAMES)}; do echo 0 >{DLM_SETTINGS}/$name; done
        mount --bind /dev/pts /dev/misc/pts
        cat /proc/misc >/run/misc
        for name in {devices}; do mknod /dev/misc/$name c 5 2; echo "  2 $name" >>/run/misc; done
        mount --bind /run/misc /proc/misc""")


def dlm_members(host):
    text = host.run("dlm_tool status").out
    return re.findall(r"(?m)^node (\d+) M ", text)


def dlm(host):
    """The members that it has, and whether quorum and groups agree on the ring."""
    rings = re.search(r"quorate (\d) ring seq (\d+) (\d+)", host.run("dlm_tool status").out)
    return {"members": dlm_members(host), "quorate": rings and rings.group(1),
            "same ring": rings and rings.group(2) == rings.group(3),
            "groups": host.run("corosync-cpgtool -n").out.split(),
            "addresses": host.run(f"ls {DLM_SETTINGS}/comms").out.split(),
            "told to the kernel": sorted(set(re.findall(
                r"set_configfs_node (\d+ \S+ local \d)", host.run("journalctl -o cat -u dlm-by-hand").out)))}


def notified(cluster):
    """What happened, each kind of line once: tests come and go as clients, how often is no matter.

    Whether it still sees its own first connection end is a question of microseconds.
    """
    text = cluster.host(1).run(f"cat {NOTIFIED}").out
    lines = [re.sub(r"0x[0-9a-f]+\.\d+\.", "CLIENT.", line) for line in text.splitlines()
             if not line.startswith("[debug]") and "corosync-notify" not in line]
    return {"notified": sorted(set(lines))}


def sbd_said(cluster):
    """Its own lines, as a set: its parts report in no fixed order."""
    text = cluster.host(2).run("journalctl -o cat -u sbd").out
    return {"said": sorted({re.sub(r"\d+", "N", line) for line in text.splitlines()
                            if "Servant" in line or "Monitoring" in line}),
            **views.read(cluster.host(2), ("systemctl is-active sbd corosync pacemaker",))}


def all_of_dlm(cluster):
    return {host.name: dlm(host) for host in cluster.on()}


PLAN.look("notified of a return", notified)
PLAN.look("dlm_controld joined", all_of_dlm)
PLAN.look("dlm_controld lost a node", all_of_dlm)
PLAN.look("dlm_controld joined again", all_of_dlm)
PLAN.look("sbd", sbd_said)
