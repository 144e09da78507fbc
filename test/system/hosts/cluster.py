"""Hosts that make a cluster: their network, their files, and what is done to all of them."""

from harness import waiting
from harness.faults import heal, partition
from harness.netns import Network, address
from harness.waiting import until
from hosts import cgroups
from hosts.host import Host
from hosts.ring import UDPU

# A machine under load keeps daemons waiting that may not have real-time priority: see `patience`.
TOKEN_MS = 2000
CONFIGURATION = """totem {{
    version: 2
    cluster_name: hosts
{ring}    token: {token}
}}

nodelist {{
{nodes}}}

quorum {{
    provider: corosync_votequorum
{quorum}}}

logging {{
    to_logfile: yes
    logfile: /var/log/corosync/corosync.log
    to_syslog: yes
    timestamp: on
}}
"""


class Cluster:
    """`nodes` hosts in one nodelist, and `others` beside them that are in none.

    With `changes` each host begins with Corosync, whatever else is installed.
    """

    def __init__(self, base, folder, software, nodes=3, others=0, quorum="", stages=(), ring=UDPU,
                 changes=False):
        cgroups.remove_leftovers()
        self.software, self.ring = software, ring
        self.companions = []  # what ends before the hosts do
        self.network = Network(ring.links)
        self.hosts = [Host(index, base, folder, self.network) for index in range(1, nodes + 1)]
        self.others = [Host(index, base, folder, self.network)
                       for index in range(nodes + 1, nodes + others + 1)]
        try:
            self._furnish(quorum, stages)
            for host in self.all:
                host.boot()
            for host in self.all:
                host.wait_for_boot()
            for host in self.hosts if not changes else ():
                software.settle_in(host)
        except BaseException:
            self.close()
            raise

    @property
    def all(self):
        return self.hosts + self.others

    def host(self, index):
        return self.all[index - 1]

    def on(self):
        return [host for host in self.hosts if host.is_on()]

    def _furnish(self, quorum, stages):
        """Fill the disks before the first boot; stages are folders with what every host gets."""
        names = "127.0.0.1 localhost\n" + "".join(
            f"{address(host.index)} {host.name}\n" for host in self.all)
        for host in self.all:
            host.write("/etc/hosts", names)
            for stage in stages:
                host.add(stage)
        for host in self.hosts:
            host.write("/etc/corosync/corosync.conf", self.configuration(quorum))
            self.ring.put_on(host)
            self.software.put_on(host)

    def configuration(self, quorum=""):
        return CONFIGURATION.format(ring=self.ring.section(), token=TOKEN_MS * waiting.patience, quorum=quorum,
                                    nodes="".join(self.ring.node(host) for host in self.hosts))

    def on_each(self, words, hosts=None):
        for host in hosts or self.on():
            host.must(words)

    def start(self, *units, hosts=None):
        for host in hosts or self.on():
            host.must(f"systemctl start --no-block {' '.join(units)}")
        for host in hosts or self.on():
            until(lambda host=host: host.run(f"systemctl is-active {' '.join(units)}").code == 0,
                  lambda host=host: f"{host.name} starts {' '.join(units)}:\n"
                  f"{host.run('systemctl status --no-pager ' + ' '.join(units)).out}", seconds=60)

    def stop(self, *units, hosts=None):
        for host in hosts or self.on():
            host.must(f"systemctl stop {' '.join(units)}")

    def cut(self, *sides):
        """Only the hosts of one side hear one another. Each side is a list of indices."""
        partition(self.network, *([self.host(index) for index in side] for side in sides))

    def heal(self):
        heal(self.network, self.all)

    def keep_logs(self, folder):
        for host in self.all:
            host.keep_logs(folder)

    def close(self):
        for companion in self.companions:
            companion.close()
        for host in self.all:
            host.power_off()
        self.network.close()
