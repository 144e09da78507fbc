"""Links whose options, addresses and names change while the ring runs, and links in trouble.

The names are as in test_knet.py.
"""

import re

from harness import config, faults
from harness.cases import case
from harness.knet import PATIENT, connected, lines_about, ring, wait_for_links
from harness.netns import address, port
from harness.order import agree_all, number_of_views, talk
from harness.settings import edit, file_of, key, run, succeeds
from harness.waiting import holds, until

ONE_WAY = """table bridge oneway {{
    chain forward {{
        type filter hook forward priority 0
        iifname "{port}" drop
    }}
}}
"""
# A path that takes no large packets and says nothing: knet counts the payload, this the whole packet.
SMALL = """table bridge small {
    chain forward {
        type filter hook forward priority 0
        ether type ip @nh,16,16 > 900 drop
    }
}
"""
QUICK_MTU = "knet_pmtud_interval: 1"


def set_key(node, name, kind, value):
    return run(node, "corosync-cmapctl", "-s", name, kind, value)


def statistic(node, name):
    code, text = run(node, "corosync-cmapctl", "-m", "stats", "-g", f"stats.knet.{name}")
    holds(code == 0, f"node {node.index} has a number {name}: {text}")
    return int(text.split(" = ")[1])


@case("bb-2-nss-passive", needs_build=True)
def options_change_key_by_key(lab, name):
    with ring(lab, name, **PATIENT) as cluster:
        members = cluster.formed()
        wait_for_links(cluster.nodes)
        first, views = cluster.node(1), number_of_views(members)
        set_key(first, "totem.knet_mtu", "u32", "1000")
        until(lambda: lines_about(first, "MTU manually set to: 1000"), "libknet has the new MTU")
        holds(key(first, "runtime.config.totem.knet_mtu") == "1000", "the map shows it")
        set_key(first, "totem.interface.1.knet_link_priority", "u8", "9")
        until(lambda: lines_about(first, r"best link: 1 \(pri: 9\)"), "libknet has the new priority")
        set_key(first, "totem.interface.0.knet_ping_timeout", "u32", "700")
        holds(key(first, "runtime.config.totem.interface.0.knet_ping_timeout") == "700",
              "the map shows the new time")
        set_key(first, "totem.knet_compression_model", "str", "gzip")
        holds(key(first, "totem.knet_compression_model") is None, "a wrong word is put back")
        set_key(first, "totem.knet_compression_model", "str", "zlib")
        talk(members, 50, 3000, 30000)
        until(lambda: statistic(first, "handle.tx_compressed_packets") > 0, "it compresses")
        agree_all(members)
        holds(number_of_views(members) == views, "the membership changed with the options")


@case("bb-1-clear-passive", needs_build=True)
def what_libknet_logs_follows_a_reload(lab, name):
    with ring(lab, name) as cluster:
        cluster.formed()
        wait_for_links(cluster.nodes)
        first = cluster.node(1)
        holds(not lines_about(first, r"debug +\[KNET"), "libknet is not verbose at first")
        edit([first], "^    timestamp: on$",
             "    timestamp: on\n    logger_subsys {\n        subsys: KNET\n        debug: on\n    }")
        succeeds(first)
        until(lambda: lines_about(first, r"debug +\[KNET"), "libknet is verbose")
        edit([first], "^        debug: on$", "        debug: off")
        succeeds(first)
        said = len(lines_about(first, r"debug +\[KNET"))
        set_key(first, "totem.interface.0.knet_link_priority", "u8", "9")
        until(lambda: lines_about(first, r"\(pri: 9\)"), "libknet says what changed")
        holds(len(lines_about(first, r"debug +\[KNET")) == said, "libknet is verbose no more")


@case("bbb-2-nss-passive", "bb-2-clear-passive", needs_build=True)
def an_address_changes_while_another_link_stays(lab, name):
    with ring(lab, name, **PATIENT) as cluster:
        members = cluster.formed()
        wait_for_links(cluster.nodes)
        views = number_of_views(members)
        for link in (1, 0):
            old, new = address(2, 4, link), address(12, 4, link)
            cluster.node(2).space.run("ip", "address", "replace", f"{new}/24", "dev", f"eth{link}")
            edit(cluster.nodes, re.escape(f"ring{link}_addr: {old}") + "$", f"ring{link}_addr: {new}")
            succeeds(cluster.node(1))
            # With the old address goes every later one of its network.
            cluster.node(2).space.run("ip", "address", "del", f"{old}/24", "dev", f"eth{link}")
            cluster.node(2).space.run("ip", "address", "replace", f"{new}/24", "dev", f"eth{link}")
            for node in cluster.nodes:
                until(lambda node=node, new=new: new in run(node, "corosync-cfgtool", "-n")[1] or
                      node.index == 2, f"node {node.index} has the new address")
            wait_for_links(cluster.nodes)
            talk(members, 50, 16, 20000)
        agree_all(members)
        holds(key(cluster.node(2), "totem.interface.1.bindnetaddr") == address(12, 4, 1),
              "the map has the new address")
        holds(number_of_views(members) == views, "the membership changed with an address")


@case("bbb-2-clear-passive", needs_build=True)
def links_are_added_and_removed(lab, name):
    with ring(lab, name, token=3000, repeats=12) as cluster:
        members = cluster.formed()
        wait_for_links(cluster.nodes)
        views = number_of_views(members)
        edit_each(cluster, r"^        (ring1_addr: .*)$", r"        # \1")
        succeeds(cluster.node(1))
        for node in cluster.nodes:
            others = {(other.index, 0) for other in cluster.nodes if other is not node}
            until(lambda node=node, others=others: connected(node) == others,
                  lambda node=node: f"node {node.index} has one link only: {connected(node)}")
            holds(key(node, "runtime.config.totem.interface.1.knet_ping_timeout") is None,
                  "the map shows nothing more of the link")
        edit_each(cluster, r"^        # (ring1_addr: .*)$", r"        \1")
        succeeds(cluster.node(2))
        wait_for_links(cluster.nodes)
        talk(members, 50, 16, 20000)
        agree_all(members)
        holds(number_of_views(members) == views, "the membership changed with the links")


def edit_each(cluster, pattern, replacement):
    """As edit(), for a line that each node has in each file."""
    for node in cluster.nodes:
        with open(file_of(node), encoding="utf-8") as source:
            text, count = re.subn(pattern, replacement, source.read(), flags=re.MULTILINE)
        holds(count == len(cluster.nodes), f"{count} lines are like {pattern}")
        with open(file_of(node), "w", encoding="utf-8") as out:
            out.write(text)


@case("bbc-1-nss-passive", "bbb-2-clear-passive")
def a_node_comes_and_goes_at_a_reload(lab, name):
    with ring(lab, name) as cluster:
        members = cluster.formed(1, 2, listed=(1, 2))
        for node in cluster.nodes[:2]:
            config.write(file_of(node), (1, 2, 3), **node.options)
        succeeds(cluster.node(1))
        cluster.start(3)
        members.append(cluster.member(3))
        cluster.wait(members, 1, 2, 3)
        wait_for_links(cluster.nodes)
        talk(members, 50, 16, 3000)
        cluster.node(3).leave()
        cluster.wait(members[:2], 1, 2)
        for node in cluster.nodes[:2]:
            config.write(file_of(node), (1, 2), **node.options)
        succeeds(cluster.node(2))
        for node, other in ((1, 2), (2, 1)):
            _, text = run(cluster.node(node), "corosync-cfgtool", "-n")
            holds(re.findall(r"(?m)^nodeid: (\d+)", text) == [str(other)], f"node {node} knows: {text}")
        wait_for_links(cluster.nodes[:2])
        talk(members[:2], 50, 16, 3000)


@case("bbb-2-clear-passive", needs_build=True)
def names_resolve_later(lab, name):
    """The ring forms over what is known; the other links come when the name server does."""
    with ring(lab, name, **PATIENT) as cluster:
        hosts = {node.index: f"{node.folder}/hosts" for node in cluster.nodes}
        for node in cluster.nodes:
            know(hosts[node.index], range(0))
            node.space.run("mount", "--bind", hosts[node.index], "/etc/hosts")
            named = f"{node.folder}/named.conf"
            config.write(named, (1, 2, 3), **node.options)
            with open(named, encoding="utf-8") as source:
                text = re.sub(r"ring1_addr: 10\.78\.0\.(\d)", r"ring1_addr: other\1", source.read())
            with open(named, "w", encoding="utf-8") as out:
                out.write(text)
            node.start((1, 2, 3), arguments=("-c", named))
        members = [cluster.member(node.index) for node in cluster.nodes]
        cluster.wait(members, 1, 2, 3)
        views = number_of_views(members)
        for node in cluster.nodes:
            holds(len(lines_about(node, "'other3' .*does not resolve; it is looked up again")) == 1,
                  f"node {node.index} says once that it does not know other3")
            know(hosts[node.index], (1, 2, 3))
        wait_for_links(cluster.nodes)
        holds(lines_about(cluster.node(1), r"'other3' \(ring1_addr of node 3\) resolves now"),
              "node 1 says that it knows other3")
        talk(members, 50, 16, 3000)
        agree_all(members)
        holds(number_of_views(members) == views, "the membership changed with the links")


def know(hosts, indices):
    with open(hosts, "w", encoding="utf-8") as out:
        out.write("127.0.0.1 localhost\n")
        out.writelines(f"{address(index, 4, 1)} other{index}\n" for index in indices)


@case("bbc-2-nss-passive", "bbb-1-clear-passive")
def an_interface_goes_down_and_comes_back(lab, name):
    with ring(lab, name, **PATIENT) as cluster:
        members = cluster.formed()
        wait_for_links(cluster.nodes)
        last = max(cluster.network.links)
        second = cluster.node(2)
        second.space.run("ip", "link", "set", f"eth{last}", "down")
        wait_for_links(cluster.nodes, lost=((2, last),))
        second.space.run("ip", "link", "set", f"eth{last}", "up")
        wait_for_links(cluster.nodes)
        cluster.wait(members, 1, 2, 3)
        talk(members, 50, 16, 20000)
        agree_all(members, since="last")


@case("bbc-2-clear-passive", "ccb-2-nss-passive")
def a_link_that_works_one_way_is_down_for_both(lab, name):
    with ring(lab, name, **PATIENT) as cluster:
        members = cluster.formed()
        wait_for_links(cluster.nodes)
        views = number_of_views(members)
        for link in (0, 1):
            cluster.network.switch.nft(ONE_WAY.format(port=port(2, link)))
            wait_for_links(cluster.nodes, lost=((2, link),))
            talk(members, 50, 16, 20000)
            faults.deafen_no_more(cluster.network)
            wait_for_links(cluster.nodes)
        talk(members, 50, 16, 20000)
        agree_all(members)
        holds(number_of_views(members) == views, "the membership changed for the sake of a link")


@case("bbb-2-clear-rr", "bbc-2-nss-active", more=("ccb-2-openssl-passive", "bcc-2-nss-rr"))
def a_link_is_slow_towards_one_node(lab, name):
    """Packets come late there and overtake each other; what it sends itself is in time."""
    with ring(lab, name, **PATIENT) as cluster:
        members = cluster.formed()
        wait_for_links(cluster.nodes)
        views = number_of_views(members)
        faults.single_frames(cluster.nodes)
        slow = faults.Shuffle(cluster.node(2), lab.tool("shuffle"), 50, 40, link=0)
        cluster.shuffles.append(slow)
        talk(members, 100, 16, 3000)
        talk(members, 5, 60000)
        wait_for_links(cluster.nodes)
        agree_all(members)
        holds(slow.packets() > 200, f"only {slow.packets()} packets took that way")
        holds(number_of_views(members) == views, "the membership changed for the sake of a link")


@case("bbc-1-clear-passive", "ccb-1-clear-passive")
def a_path_without_large_packets_is_found_out(lab, name):
    with ring(lab, name, **PATIENT) as cluster:
        for node in cluster.nodes:
            node.options["totem"] = (*node.options["totem"], QUICK_MTU)
        members = cluster.formed()
        wait_for_links(cluster.nodes)
        talk(members, 2, 60000)
        cluster.network.switch.nft(SMALL)
        for node in cluster.nodes:
            others = [other.index for other in cluster.nodes if other is not node]
            until(lambda node=node, others=others: all(mtu(node, other) < 900 for other in others),
                  lambda node=node: f"node {node.index} has found a small MTU")
        cluster.wait(members, 1, 2, 3)
        talk(members, 5, 60000)
        agree_all(members, since="last")


def mtu(node, other):
    return statistic(node, f"node{other}.link0.mtu")


@case("bb-2-clear-passive", needs_build=True)
def a_flapping_link_does_not_fill_the_log(lab, name):
    with ring(lab, name, pings_ms=(30, 90), token=5000, repeats=20) as cluster:
        members = cluster.formed()
        wait_for_links(cluster.nodes)
        first = cluster.node(1)
        for _ in range(8):
            faults.cut(cluster.network, cluster.node(2), 1)
            wait_for_links(cluster.nodes, lost=((2, 1),))
            faults.mend(cluster.network, cluster.node(2), 1)
            wait_for_links(cluster.nodes)
        about = lines_about(first, r"host: 2 link: 1 is (up|down)")
        holds(4 <= len(about) <= 10, f"some of 17 changes are in the log: {about}")
        until(lambda: lines_about(first, r"host: 2 link: 1 is up.*were kept back"),
              "the last state is in the log")
        talk(members, 10, 3000)
