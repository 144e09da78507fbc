"""Pacemaker on three hosts. Each step does something and says what must come of it."""

import base64
import random

from harness.waiting import until
from hosts import expect, ssh, state, views
from hosts.plan import Plan

PLAN = Plan()
UNITS = ("corosync", "pacemaker")
# Text that cannot be compressed to less than three million bytes.
LARGE_VALUES, LARGE_VALUE_BYTES = 1000, 3000
# Each connection takes three times as much of /dev/shm at once.
NO_LIMIT = "PCMK_ipc_buffer=8388608"


def others_see_the_loss(cluster, index):
    """The hosts that are left have noticed that this one is gone, and have taken over what it served."""
    left = [host.index for host in cluster.hosts if host.index != index]

    def have_taken_over():
        now = state.read(cluster)
        return expect.together(now, left) and expect.served(now, left)
    until(have_taken_over, f"h{index} is gone for the others", seconds=90)


def form(cluster):
    """Start it for the first time, and give it something to serve."""
    for host in cluster.hosts:
        host.write("/etc/default/pacemaker", NO_LIMIT + "\n")
    cluster.on_each("systemctl enable corosync pacemaker")
    cluster.start("pacemaker")
    until(lambda: expect.together(state.read(cluster), (1, 2, 3)), "all hosts are online", seconds=120)
    crm(cluster, "configure property stonith-enabled=false")
    crm(cluster, "configure primitive dummy ocf:pacemaker:Dummy op monitor interval=10s")
    crm(cluster, "configure primitive address ocf:heartbeat:IPaddr2"
        " params ip=10.77.0.101 cidr_netmask=24 op monitor interval=10s")


@PLAN.step("formation", expect.whole)
def formation(cluster):
    connect(cluster)
    form(cluster)


def connect(cluster):
    """pcs and crmsh on one host may act on the others."""
    ssh.connect(cluster.hosts)
    for host in cluster.hosts:
        host.must("echo hacluster:secret | chpasswd && systemctl enable --now pcsd")
    until(lambda: cluster.host(1).run("pcs host auth h1 h2 h3 -u hacluster -p secret").code == 0,
          "pcs knows the hosts", seconds=60)


def crm(cluster, words):
    cluster.on()[0].must(f"crm {words}")


@PLAN.step("standby", lambda now: expect.together(now, (1, 2, 3)) and expect.served(now, (2, 3)))
def standby(cluster):
    crm(cluster, "node standby h1")


@PLAN.step("online again", expect.whole)
def online_again(cluster):
    crm(cluster, "node online h1")


@PLAN.step("moved by pcs", expect.whole)
def moved_by_pcs(cluster):
    cluster.host(2).must("pcs resource move dummy h3 && pcs resource clear dummy")


@PLAN.step("power loss", lambda now: expect.together(now, (1, 3)) and expect.served(now, (1, 3)))
def power_loss(cluster):
    cluster.host(2).power_off()


@PLAN.step("power is back", expect.whole)
def power_is_back(cluster):
    cluster.host(2).boot()
    cluster.host(2).wait_for_boot()


@PLAN.step("daemon killed", expect.whole)
def daemon_killed(cluster):
    kill_and_start(cluster, cluster.host(3))


def kill_and_start(cluster, host):
    """Down long enough for the others to notice: Baton's unit would start it again by itself."""
    host.write("/run/systemd/system/corosync.service.d/once.conf", "[Service]\nRestart=no\n")
    host.must("systemctl daemon-reload && kill -9 $(systemctl show -p MainPID --value corosync)")
    others_see_the_loss(cluster, host.index)
    host.must("rm -r /run/systemd/system/corosync.service.d && systemctl daemon-reload"
              " && systemctl start corosync")


@PLAN.step("daemon of the controller killed", expect.whole)
def daemon_of_the_controller_killed(cluster):
    name = cluster.host(1).must("crmadmin -qD").split()[-1]
    kill_and_start(cluster, next(one for one in cluster.hosts if one.name == name))


@PLAN.step("cluster manager killed", expect.whole)
def cluster_manager_killed(cluster):
    """All but the one who starts them again, who is held until the others have taken over.

    If it were not, it would depend on who is started first whether the others had time to.
    """
    host, other = cluster.host(2), cluster.host(1)
    host.must("kill -STOP $(pidof pacemakerd)"
              " && kill -9 $(pidof pacemaker-controld pacemaker-based pacemaker-attrd)")
    until(lambda: not any(host.name in where for where in state.pacemaker(other)["resources"].values()),
          "the others have taken over", seconds=60)
    host.must("kill -CONT $(pidof pacemakerd)")


@PLAN.step("network cut", lambda now: expect.together(now, (2, 3)) and expect.served(now, (2, 3))
      and expect.together(now, (1,), quorate=False) and expect.stopped(now, (1,)))
def network_cut(cluster):
    cluster.cut((1,), (2, 3))


@PLAN.step("network healed", expect.whole)
def network_healed(cluster):
    cluster.heal()


@PLAN.step("three ways cut", lambda now: all(
    expect.together(now, (index,), quorate=False) and expect.stopped(now, (index,)) for index in (1, 2, 3)))
def three_ways_cut(cluster):
    cluster.cut((1,), (2,), (3,))


@PLAN.step("healed from three ways", expect.whole, placed=False)
def healed_from_three_ways(cluster):
    cluster.heal()


@PLAN.step("stopped in order", lambda now: expect.together(now, (1, 3)) and expect.served(now, (1, 3))
      and expect.inactive(now, 2))
def stopped_in_order(cluster):
    cluster.stop("pacemaker", "corosync", hosts=[cluster.host(2)])


@PLAN.step("started in order", expect.whole)
def started_in_order(cluster):
    cluster.start(*UNITS, hosts=[cluster.host(2)])


@PLAN.step("daemon stopped under the cluster manager", lambda now: expect.together(now, (1, 2))
      and expect.served(now, (1, 2)) and expect.inactive(now, 3))
def daemon_stopped(cluster):
    cluster.stop("corosync", hosts=[cluster.host(3)])


@PLAN.step("started again", expect.whole)
def started_again(cluster):
    cluster.start(*UNITS, hosts=[cluster.host(3)])


@PLAN.step("rolling restart", expect.whole)
def rolling_restart(cluster):
    for host in cluster.hosts:
        cluster.stop(*reversed(UNITS), hosts=[host])
        others_see_the_loss(cluster, host.index)
        cluster.start(*UNITS, hosts=[host])
        until(lambda: expect.whole(state.read(cluster)), f"{host.name} is back", seconds=120)


@PLAN.step("large configuration", expect.whole)
def large_configuration(cluster):
    draw = random.Random(1)
    values = "".join(
        f'<nvpair id="large-{number}" name="large-{number}"'
        f' value="{base64.b64encode(draw.randbytes(LARGE_VALUE_BYTES)).decode()}"/>'
        for number in range(LARGE_VALUES))
    cluster.host(2).must(f"{NO_LIMIT} cibadmin --create --scope crm_config --xml-pipe",
                         given=f'<cluster_property_set id="large">{values}</cluster_property_set>')
    until(lambda: all(host.run(f"{NO_LIMIT} cibadmin --query --local | grep -c large-999").out.strip() == "1"
                      for host in cluster.hosts), "the large configuration is everywhere", seconds=60)


@PLAN.step("large configuration removed", expect.whole)
def large_configuration_removed(cluster):
    cluster.host(3).must(f"{NO_LIMIT} cibadmin --delete --scope crm_config --xml-text"
                         " '<cluster_property_set id=\"large\"/>'")


@PLAN.step("all stopped", lambda now: all(expect.inactive(now, index) for index in (1, 2, 3)))
def all_stopped(cluster):
    cluster.host(2).must("pcs cluster stop --all")


@PLAN.step("all started", expect.whole)
def all_started(cluster):
    cluster.host(3).must("pcs cluster start --all")


@PLAN.step("all lose power", lambda now: all(now[f"h{index}"] == "off" for index in (1, 2, 3)))
def all_lose_power(cluster):
    for host in cluster.hosts:
        host.power_off()


@PLAN.step("all have power again", expect.whole)
def all_have_power_again(cluster):
    for host in cluster.hosts:
        host.boot()
    for host in cluster.hosts:
        host.wait_for_boot()


for moment in ("formation", "stopped in order"):
    PLAN.look(moment, lambda cluster: views.read(cluster.host(1), views.OF_PACEMAKER))
