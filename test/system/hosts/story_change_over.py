"""From Corosync to Baton and back, host by host, under Pacemaker: doc/migrate-from-corosync.md as a story.

To Baton with each host on standby in its turn, back in maintenance mode. Every start of a resource is counted,
so that none can move and come back unseen. With --daemon corosync the hosts change nothing: the control.
"""

import re

from harness.waiting import holds, until
from hosts import expect, state
from hosts.plan import Plan
from hosts.ring import ENCRYPTED
from hosts.story_pacemaker import UNITS, crm, form

PLAN = Plan(ring=ENCRYPTED, changes=True)
STARTS = r"Result of start operation for (\w+)"


def starts(cluster):
    """How often each resource was started, on whichever host."""
    found = "".join(host.run(f"grep -oE '{STARTS}' /var/log/pacemaker/pacemaker.log").out
                    for host in cluster.hosts)
    names = re.findall(STARTS, found)
    return {name: names.count(name) for name in expect.RESOURCES}


def places(cluster):
    """On which host each resource runs."""
    now = state.read(cluster)
    return {name: now["h1"]["pacemaker"].get("resources", {}).get(name) for name in expect.RESOURCES}


def others(host):
    return tuple(index for index in (1, 2, 3) if index != host.index)


def change(cluster, host, software):
    """What the page tells to do on the host itself, with nothing of the cluster manager's there."""
    cluster.stop(*reversed(UNITS), hosts=[host])
    until(lambda: expect.together(state.read(cluster), others(host)), f"{host.name} is gone for the others",
          seconds=90)
    software(host)
    cluster.start("pacemaker", hosts=[host])
    until(lambda: expect.together(state.read(cluster), (1, 2, 3)), f"{host.name} is back", seconds=120)


@PLAN.step("formation", expect.whole)
def formation(cluster):
    form(cluster)
    crm(cluster, "configure rsc_defaults resource-stickiness=100")


def to_baton(cluster, host):
    """What ran there is started once, on another host; nothing else is."""
    before, had = starts(cluster), places(cluster)
    crm(cluster, f"node standby {host.name}")
    until(lambda: expect.served(state.read(cluster), others(host)), f"the others serve what {host.name} had",
          seconds=60)
    change(cluster, host, cluster.software.settle_in)
    crm(cluster, f"node online {host.name}")
    until(lambda: expect.whole(state.read(cluster)), "the cluster is whole", seconds=60)
    wanted = {name: before[name] + (had[name] == f"Started {host.name}") for name in before}
    holds(starts(cluster) == wanted,
          f"starts: {starts(cluster)}, and it should be {wanted}; before: {before}, {had}")


def back(cluster, host):
    """Nothing is started or moved: resources run on while nobody looks after them."""
    before, had = starts(cluster), places(cluster)
    crm(cluster, "configure property maintenance-mode=true")
    change(cluster, host, cluster.software.leave)
    crm(cluster, "configure property maintenance-mode=false")
    until(lambda: places(cluster) == had, lambda: f"all is where it was: {had}; it is {places(cluster)}",
          seconds=60)
    holds(starts(cluster) == before, f"starts: {starts(cluster)}, and they were {before}")


for each in (1, 2, 3):
    PLAN.step(f"h{each} to Baton", expect.whole)(
        lambda cluster, each=each: to_baton(cluster, cluster.host(each)))
for each in (1, 2, 3):
    PLAN.step(f"h{each} back", expect.whole)(
        lambda cluster, each=each: back(cluster, cluster.host(each)))
