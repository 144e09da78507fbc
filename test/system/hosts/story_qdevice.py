"""Two hosts whose split a third one decides: corosync-qdevice on the two, corosync-qnetd on the third."""

from harness.waiting import until
from hosts import views
from hosts.plan import Plan

DEVICE = """    device {
        votes: 1
        model: net
        net {
            host: h3
            algorithm: ffsplit
            tls: off
        }
    }
"""
PLAN = Plan(nodes=2, others=1, quorum=DEVICE)
APART = """table bridge apart {
    chain forward {
        type filter hook forward priority 2
        iifname "port1" oifname "port2" drop
        iifname "port2" oifname "port1" drop
    }
}
"""


def counts(quorate, nodes, votes, device=True):
    """What a host must say of itself; `device`: whether the device gives it its vote."""
    def holds(host):
        if host == "off" or host["services"]["corosync"] != "active":
            return False
        told = host["quorum"]
        return told.get("Quorate") == ("Yes" if quorate else "No") and told.get("Nodes") == str(nodes) \
            and told.get("Total votes") == str(votes) and told.get("Expected votes") == "3" \
            and any(f" A,{'V' if device else 'NV'}," in line for line in told["members"])
    return holds


def both(check):
    return lambda now: check(now["h1"]) and check(now["h2"])


def one_of_two(now):
    """The device has chosen the side with the lowest node."""
    return counts(True, 1, 2)(now["h1"]) and counts(False, 1, 1, device=False)(now["h2"])


@PLAN.step("arbitrated", both(counts(True, 2, 3)))
def arbitrated(cluster):
    cluster.host(3).write("/etc/default/corosync-qnetd", 'COROSYNC_QNETD_OPTIONS="-s off"\n')
    cluster.host(3).must("systemctl start corosync-qnetd")
    cluster.on_each("systemctl enable corosync corosync-qdevice")
    cluster.start("corosync", "corosync-qdevice")


@PLAN.step("split", one_of_two)
def split(cluster):
    cluster.network.switch.nft(APART)


@PLAN.step("split healed", both(counts(True, 2, 3)))
def split_healed(cluster):
    cluster.network.switch.run("nft", "delete", "table", "bridge", "apart")


@PLAN.step("arbiter stopped", both(
    lambda host: host["quorum"].get("Quorate") == "Yes" and host["quorum"].get("Total votes") == "2"))
def arbiter_stopped(cluster):
    cluster.host(3).must("systemctl stop corosync-qnetd")


@PLAN.step("arbiter started", both(counts(True, 2, 3)))
def arbiter_started(cluster):
    cluster.host(3).must("systemctl start corosync-qnetd")


@PLAN.step("node lost", lambda now: counts(True, 1, 2)(now["h2"]) and now["h1"] == "off")
def node_lost(cluster):
    cluster.host(1).power_off()


@PLAN.step("node back", both(counts(True, 2, 3)))
def node_back(cluster):
    cluster.host(1).boot()
    cluster.host(1).wait_for_boot()


@PLAN.step("daemon killed", both(counts(True, 2, 3)))
def daemon_killed(cluster):
    host = cluster.host(2)
    host.must("kill -9 $(systemctl show -p MainPID --value corosync)")
    until(lambda: host.run("systemctl is-active corosync").code != 0, "the service manager has noticed")
    host.must("systemctl start corosync && systemctl restart corosync-qdevice")


@PLAN.step("device stopped", lambda now: now["h1"]["quorum"].get("Quorate") == "Yes"
           and now["h2"]["quorum"].get("Quorate") == "Yes" and now["h1"]["quorum"].get("Total votes") == "2")
def device_stopped(cluster):
    cluster.on_each("systemctl stop corosync-qdevice")


@PLAN.step("device started", both(counts(True, 2, 3)))
def device_started(cluster):
    cluster.on_each("systemctl start corosync-qdevice")


def look(cluster):
    seen = views.read(cluster.host(1), views.OF_THE_DEVICE)
    seen.update(views.read(cluster.host(3), ("corosync-qnetd-tool -l", "corosync-qnetd-tool -s")))
    return seen


PLAN.look("arbitrated", look)
PLAN.look("split", look)
