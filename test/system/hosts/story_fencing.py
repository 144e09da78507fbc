"""Pacemaker with a fencing device: who is struck, and that the cluster is whole again afterwards."""

from harness.waiting import until
from hosts import expect
from hosts.fencing import Fencing
from hosts.plan import Plan
from hosts.story_pacemaker import UNITS, crm, form

PLAN = Plan()


def fenced(cluster, count):
    until(lambda: len(cluster.companions[0].done) == count,
          lambda: f"{count} hosts were struck; struck were {cluster.companions[0].done}", seconds=90)


@PLAN.step("formation", expect.whole)
def formation(cluster):
    Fencing(cluster)
    form(cluster)
    crm(cluster, "configure primitive plugs stonith:fence_plug params pcmk_host_list='h1 h2 h3'"
        " pcmk_host_check=static-list")
    crm(cluster, "configure property stonith-enabled=true")


@PLAN.step("power loss", expect.whole)
def power_loss(cluster):
    cluster.host(2).power_off()
    fenced(cluster, 1)


@PLAN.step("daemon killed", expect.whole)
def daemon_killed(cluster):
    cluster.host(3).must("kill -9 $(systemctl show -p MainPID --value corosync)")
    fenced(cluster, 2)


@PLAN.step("daemon frozen", expect.whole)
def daemon_frozen(cluster):
    cluster.host(1).must("kill -STOP $(systemctl show -p MainPID --value corosync)")
    fenced(cluster, 3)


@PLAN.step("network cut", lambda now: expect.together(now, (2, 3)) and expect.served(now, (2, 3))
           and expect.together(now, (1,), quorate=False) and expect.stopped(now, (1,)))
def network_cut(cluster):
    cluster.cut((1,), (2, 3))
    fenced(cluster, 4)


@PLAN.step("network healed", expect.whole)
def network_healed(cluster):
    cluster.heal()


@PLAN.step("stopped in order", lambda now: expect.together(now, (1, 3)) and expect.served(now, (1, 3))
           and expect.inactive(now, 2))
def stopped_in_order(cluster):
    cluster.stop("pacemaker", "corosync", hosts=[cluster.host(2)])


@PLAN.step("started in order", expect.whole)
def started_in_order(cluster):
    cluster.start(*UNITS, hosts=[cluster.host(2)])


PLAN.look("started in order", lambda cluster: {"struck": cluster.companions[0].done})
