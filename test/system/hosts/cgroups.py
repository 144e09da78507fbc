"""A control group for each host, in every hierarchy that this machine has.

The service manager of a host keeps its services apart by control groups, and takes the group in which
it was started for the root. Two hosts that were started in the same group would take each other's
services for their own.
"""

import os
import time

MOUNTS = "/sys/fs/cgroup"
PREFIX = "baton-hosts"
PATIENCE_S = 10


def hierarchies():
    """The folder in which this process is, in each hierarchy."""
    with open("/proc/self/cgroup", encoding="ascii") as source:
        for line in source:
            number, controllers, path = line.rstrip("\n").split(":", 2)
            names = ["unified", ""] if number == "0" else [controllers.removeprefix("name=")]
            for name in names:
                if os.path.exists(os.path.join(MOUNTS, name, "cgroup.procs")):
                    yield os.path.join(MOUNTS, name, path.lstrip("/"))
                    break


def remove(folder):
    """Remove a group and those below it; what still has a process in it stays."""
    for path, _, _ in os.walk(folder, topdown=False):
        try:
            os.rmdir(path)
        except OSError:
            pass


def remove_leftovers():
    """Groups of runs that did not come to their end."""
    for parent in hierarchies():
        for name in os.listdir(parent):
            words = name.split(".")
            if words[0] == PREFIX and not os.path.exists(f"/proc/{words[1]}"):
                remove(os.path.join(parent, name))


class Group:
    def __init__(self, name):
        self.folders = [os.path.join(parent, f"{PREFIX}.{os.getpid()}.{name}") for parent in hierarchies()]
        for folder in self.folders:
            os.makedirs(folder, exist_ok=True)
            if os.path.exists(os.path.join(folder, "cpuset.cpus")):
                self.inherit(folder)

    @staticmethod
    def inherit(folder):
        """A new group of the old cpuset hierarchy has no processor and takes no process."""
        for name in ("cpuset.cpus", "cpuset.mems"):
            with open(os.path.join(os.path.dirname(folder), name), encoding="ascii") as source:
                value = source.read()
            with open(os.path.join(folder, name), "w", encoding="ascii") as out:
                out.write(value)

    def enter(self):
        """Put the calling process into it: for a process that is about to become another program."""
        for folder in self.folders:
            with open(os.path.join(folder, "cgroup.procs"), "w", encoding="ascii") as out:
                out.write("0")

    def close(self):
        end = time.monotonic() + PATIENCE_S
        while any(os.path.exists(folder) for folder in self.folders) and time.monotonic() < end:
            for folder in self.folders:
                remove(folder)
            time.sleep(0.05)
