"""What a cluster looks like, reduced to what must be the same whoever keeps it together.

Everything that differs from run to run is left out: times, process numbers, ring numbers, and who
of the equal members was elected.
"""

import hashlib
import json
import re
import xml.etree.ElementTree as xml
from concurrent.futures import ThreadPoolExecutor

QUORUM_FIELDS = ("Quorum provider", "Nodes", "Node ID", "Quorate", "Expected votes", "Highest expected",
                 "Total votes", "Quorum", "Flags")
NODE_FLAGS = ("online", "standby", "maintenance", "pending", "unclean", "shutdown", "expected_up")


def services(host):
    names = ("corosync", "pacemaker")
    return {name: host.run(f"systemctl is-active {name}").out.strip() for name in names}


def quorum(host):
    """What corosync-quorumtool says there, and its exit code.

    Of an error the first line: where Corosync's tool ends, Baton's adds a line that says what to do.
    """
    answer = host.run("corosync-quorumtool -p -s")
    lines = answer.out.splitlines()
    fields = {name.strip(): re.sub(r"\s+", " ", value.strip())
              for name, value in (line.split(":", 1) for line in lines if ":" in line)
              if name.strip() in QUORUM_FIELDS}
    members = [" ".join(line.split()) for line in lines if re.match(r"\s+\d+\s+\d+\s", line)]
    return {"exit code": answer.code, "error": answer.err.split("\n", 1)[0], "members": members, **fields}


def ring(host):
    found = re.search(r"^Ring ID:\s+(\S+)", host.run("corosync-quorumtool -s").out, re.MULTILINE)
    return found.group(1) if found else None


def pacemaker(host):
    """The cluster manager's view there: nodes, where each resource runs, what failed."""
    answer = host.run("crm_mon --one-shot --inactive --output-as=xml", seconds=20)
    tree = xml.fromstring(answer.out) if answer.code == 0 else None
    controller = tree.find("summary/current_dc") if tree is not None else None
    if controller is None:  # between two states: it may answer, but has nothing to tell
        return {"exit code": answer.code}
    return {
        "exit code": 0,
        "controller": controller.get("present"),
        "with quorum": controller.get("with_quorum"),
        "nodes": {node.get("name"): node_flags(node) for node in tree.iterfind("nodes/node")},
        "resources": {one.get("id"): resource(one) for one in tree.iter("resource")},
        "failures": sorted(f"{one.get('op_key')} on {one.get('node')}: {one.get('exitstatus')}"
                           for one in tree.iterfind("failures/failure")),
    }


def node_flags(node):
    """Of one that is not there, not what is expected of it: that depends on whether it ever was elected."""
    flags = [flag for flag in NODE_FLAGS if node.get(flag) == "true"]
    return flags if "online" in flags else [flag for flag in flags if flag != "expected_up"]


def resource(one):
    words = [one.get("role")] + [flag for flag in ("failed", "blocked", "orphaned")
                                 if one.get(flag) == "true"]
    return " ".join(words + sorted(node.get("name") for node in one.iterfind("node")))


def addresses(host):
    """The cluster's own addresses that are really there."""
    return sorted(re.findall(r"inet (10\.77\.0\.1\d\d)/", host.run("ip -4 address show dev eth0").out))


def configuration(host):
    """A checksum of the cluster manager's configuration as this host has it."""
    text = host.run("cibadmin --query --local --scope configuration", seconds=20).out
    return hashlib.sha256(text.encode()).hexdigest() if text else None


def groups(hosts, of):
    """The names of the hosts, those together for which `of` is the same."""
    found = {}
    for host in hosts:
        found.setdefault(of(host), []).append(host.name)
    return sorted(found.values())


def read_host(host):
    if not host.is_on():
        return "off"
    return {"services": services(host), "quorum": quorum(host), "pacemaker": pacemaker(host),
            "addresses": addresses(host)}


def read(cluster):
    """The whole cluster, host by host, and who agrees with whom."""
    with ThreadPoolExecutor() as readers:
        state = dict(zip([host.name for host in cluster.hosts], readers.map(read_host, cluster.hosts)))
    state["rings"] = groups(cluster.on(), ring)
    state["configurations"] = groups(cluster.on(), configuration)
    return state


def without_places(state):
    """The same state, but not on which of the hosts a resource runs."""
    anywhere = json.loads(json.dumps(state))
    hosts = [host for host in anywhere.values() if isinstance(host, dict)]
    for host in hosts:
        resources = host["pacemaker"].get("resources", {})
        host["pacemaker"]["resources"] = {name: where.split()[0] for name, where in resources.items()}
    anywhere["addresses"] = sorted(one for host in hosts for one in host.pop("addresses"))
    return anywhere


def is_idle(cluster):
    """Nothing is going on: the controllers that are there have nothing to do."""
    told = [host.run(f"crmadmin --quiet --status {host.name}", seconds=10).out.strip() for host in cluster.on()]
    return all(state in ("S_IDLE", "S_NOT_DC", "") for state in told)
