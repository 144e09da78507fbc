"""Namespaces and the wires between them.

A Space is a network and a mount namespace kept open by one sleeping process. It has no name in the
file system, so two runs never collide and nothing outlives the process: when it ends, the kernel takes
the interfaces and mounts away. Every process is started with a parent-death signal, which makes that
true even when the harness itself is killed.
"""

import subprocess

BRIDGES = 4  # the sides that a partition can have
PRIVATE_FOLDERS = ("/run", "/var/lib", "/var/log", "/dev/shm")
# What unshare is told, and the first words of the shell inside. In a chroot the root folder is no mount
# point and cannot be made private. That does no harm unless what is mounted below it is shared with the
# outside.
AS_THEY_ARE = ("--propagation", "unchanged")
MAKE_PRIVATE = ("mount --make-rprivate / 2>/dev/null || ! grep -q ' shared:' /proc/self/mountinfo"
                " || { echo 'mounts here are shared: make the root folder a mount point' >&2; exit 1; }")


def run(command, text=""):
    """Run a command to its end with this on its input; its output is returned, its failure raises with it."""
    done = subprocess.run(command, input=text, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          check=False)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(command)}: exit code {done.returncode}: {done.stdout}")
    return done.stdout


class Space:
    """One network and mount namespace."""

    def __init__(self):
        mounts = "; ".join(f"mount -t tmpfs tmpfs {folder}" for folder in PRIVATE_FOLDERS)
        folders = "mkdir -p /var/lib/corosync /var/log/corosync /run/lock"
        no_probing = "echo 0 > /proc/sys/net/ipv6/conf/default/accept_dad"
        script = (f"set -e; {MAKE_PRIVATE}; {mounts}; {folders}; {no_probing}; ip link set lo up; "
                  "echo ready; exec sleep infinity")
        self.process = subprocess.Popen(
            ["setpriv", "--pdeathsig", "KILL", "unshare", "--net", "--mount", *AS_THEY_ARE,
             "sh", "-c", script],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
        if self.process.stdout.readline() != "ready\n":
            raise RuntimeError("cannot make a namespace (root is needed)")

    @property
    def pid(self):
        return self.process.pid

    def command(self, *words):
        """The command that runs these words inside."""
        return ["setpriv", "--pdeathsig", "KILL", "nsenter", "-t", str(self.pid), "--net", "--mount",
                "--root", "--wdns=/", "--", *words]

    def run(self, *words):
        return run(self.command(*words))

    def ip(self, *lines):
        """Several commands of ip at once, which takes as long as one."""
        run(self.command("ip", "-batch", "-"), "".join(f"{line}\n" for line in lines))

    def nft(self, rules):
        """Load nftables rules, written as nft reads them from a file."""
        done = subprocess.run(self.command("nft", "-f", "-"), input=rules, text=True, check=False,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        if done.returncode != 0:
            raise RuntimeError(f"nft: {done.stdout}\n{rules}")

    def close(self):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()


class Network:
    """A switch for each link, with a port for each node; nodes can be moved to another side of a partition.

    The interface of a node on link 1 is eth1, and so on. The switches share one space, and rules in it
    count for all of them unless they name ports.
    """

    def __init__(self, links=1):
        self.switch, self.links = Space(), range(links)
        for link in self.links:
            for number in range(BRIDGES):
                self.switch.ip(f"link add {side(number, link)} type bridge mcast_snooping 0 forward_delay 0",
                               f"link set {side(number, link)} up")

    def plug(self, space, index):
        """Give a space its interfaces with the addresses of node `index`."""
        for link in self.links:
            self.switch.ip(f"link add {port(index, link)} type veth peer name eth{link} "
                           f"address {card(index, link)} netns {space.pid}",
                           f"link set {port(index, link)} master {side(0, link)} up")
            space.ip(*new_addresses(index, link), f"link set eth{link} up")

    def acquaint(self, space, index, count):
        """Tell this node where the others are, so that nobody asks.

        What is asked for is kept in a table that all namespaces share: 1024 entries, too few for the
        neighbours of more than thirty nodes. What is told does not count.
        """
        for link in self.links:
            space.ip(*(f"neighbour add {address(other, 4, link)} lladdr {card(other, link)} "
                       f"dev eth{link} nud permanent"
                       for other in range(1, count + 1) if other != index))

    def unplug(self, index):
        """Pull the cables and take them away, so that others can be plugged in."""
        for link in self.links:
            self.switch.run("ip", "link", "del", port(index, link))

    def move(self, index, number):
        for link in self.links:
            self.switch.run("ip", "link", "set", port(index, link), "master", side(number, link))

    def close(self):
        self.switch.close()


def side(number, link=0):
    return f"side{number}" + (f"link{link}" if link else "")


def port(index, link=0):
    return f"port{index}" + (f"link{link}" if link else "")


def address(index, family=4, link=0):
    return f"10.{77 + link}.0.{index}" if family == 4 else f"fd{77 + link}::{index:x}"


def card(index, link=0):
    """The hardware address of a node."""
    return f"02:4d:00:{link:02x}:{index >> 8:02x}:{index & 255:02x}"


def new_addresses(index, link=0):
    """What ip is to add."""
    return (f"address add {address(index, 4, link)}/24 dev eth{link}",
            f"address add {address(index, 6, link)}/64 dev eth{link} nodad")


def add_addresses(space, index, link=0):
    space.ip(*new_addresses(index, link))


def remove_addresses(space, index):
    space.run("ip", "address", "del", f"{address(index)}/24", "dev", "eth0")
    space.run("ip", "address", "del", f"{address(index, 6)}/64", "dev", "eth0")
