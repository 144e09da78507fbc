"""The configuration file of one node."""

import os

from harness.netns import address

PORT = 5405
KEY_FILE = "authkey"

TEXT = """totem {{
    version: 2
    cluster_name: system-test
    transport: {transport}
    ip_version: {ip_version}
    token: {token}
    token_coefficient: 0
    token_retransmits_before_loss_const: {repeats}
{more_totem}{interfaces}}}

nodelist {{
{nodes}}}

quorum {{
{provider}{quorum}}}

logging {{
    to_stderr: yes
    to_syslog: no
    to_logfile: no
    timestamp: on
}}

system {{
    sched_rr: no
    move_to_root_cgroup: no
}}
"""

MULTICAST = ("ringnumber: 0", "bindnetaddr: {network}", "mcastaddr: {group}", f"mcastport: {PORT}")


def lines(depth, texts):
    return "".join(f"{'    ' * depth}{text}\n" for text in texts)


def section(name, texts):
    """One that is within another."""
    return f"    {name} {{\n{lines(2, texts)}    }}\n"


def node(index, family, links):
    addresses = [f"ring{link}_addr: {address(index, family, link)}" for link in range(links)]
    return section("node", addresses + [f"nodeid: {index}", f"name: node{index}"])


def multicast(family):
    group, network = ("239.77.1.1", "10.77.0.0") if family == 4 else ("ff15::77", "fd77::")
    return section("interface", [text.format(network=network, group=group) for text in MULTICAST])


def write(path, listed, transport="udpu", family=4, token=1000, repeats=4, quorum=(),
          provider="corosync_votequorum", more="", links=1, totem=(), interfaces=None, key=None):
    """Write the file for a cluster that lists the nodes with these indices.

    `token` is in milliseconds; `repeats` is how often a lost token is sent again within that time.
    `quorum` and `totem` are lines for the sections of that name; the provider may be None.
    `interfaces` has lines for links, by their numbers. `more` are whole sections. With a `key` the file
    names the key file beside it.
    """
    totem = list(totem) + ([f"keyfile: {os.path.join(os.path.dirname(path), KEY_FILE)}"] if key else [])
    parts = [section("interface", [f"linknumber: {link}", *texts])
             for link, texts in (interfaces or {}).items()]
    with open(path, "w", encoding="utf-8") as out:
        out.write(TEXT.format(transport=transport, ip_version=f"ipv{family}", token=token, repeats=repeats,
                              more_totem=lines(1, totem),
                              interfaces=multicast(family) if transport == "udp" else "".join(parts),
                              nodes="".join(node(index, family, links) for index in listed),
                              provider=f"    provider: {provider}\n" if provider else "",
                              quorum=lines(1, quorum)) + more)
