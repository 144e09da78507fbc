"""The configuration file of one node."""

from harness.netns import address

PORT = 5405

TEXT = """totem {{
    version: 2
    cluster_name: system-test
    transport: {transport}
    ip_version: {ip_version}
    token: {token}
    token_coefficient: 0
    token_retransmits_before_loss_const: {repeats}
{multicast}}}

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

NODE = """    node {{
        ring0_addr: {address}
        nodeid: {index}
        name: node{index}
    }}
"""

INTERFACE = """    interface {{
        ringnumber: 0
        bindnetaddr: {network}
        mcastaddr: {group}
        mcastport: {port}
    }}
"""


def write(path, listed, transport="udpu", family=4, token=1000, repeats=4, quorum=(),
          provider="corosync_votequorum", more=""):
    """Write the file for a cluster that lists the nodes with these indices.

    `token` is in milliseconds; `repeats` is how often a lost token is sent again within that time.
    `quorum` are lines for the section of that name, besides the provider, which may be None.
    `more` are whole sections.
    """
    nodes = "".join(NODE.format(address=address(index, family), index=index) for index in listed)
    group, network = ("239.77.1.1", "10.77.0.0") if family == 4 else ("ff15::77", "fd77::")
    multicast = INTERFACE.format(network=network, group=group, port=PORT)
    with open(path, "w", encoding="utf-8") as out:
        out.write(TEXT.format(transport=transport, ip_version=f"ipv{family}", token=token, repeats=repeats,
                              multicast=multicast if transport == "udp" else "", nodes=nodes,
                              provider=f"    provider: {provider}\n" if provider else "",
                              quorum="".join(f"    {line}\n" for line in quorum)) + more)
