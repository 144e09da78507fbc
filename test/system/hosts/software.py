"""What keeps the hosts together: Debian's Corosync, or Baton in its place."""

import os
import subprocess

from harness.waiting import Failed


def chosen(options, folder):
    """What the command line of a runner asks for."""
    if options.daemon == "corosync":
        return Corosync()
    return KINDS[options.daemon](options.build, folder, options.libraries)


class Corosync:
    """It is in the root of every host."""

    name = "corosync"

    def put_on(self, host):
        """Nothing to add."""

    def settle_in(self, host):
        """Nothing to do."""

    def leave(self, host):
        """Nothing to do."""


class Baton:
    """Installed as an administrator would do it, then put in Corosync's place.

    `libraries` says with which client libraries the programs run: those of Debian or our own.
    """

    name = "baton"

    def __init__(self, build, folder, libraries="debian"):
        self.stage = os.path.join(folder, "stage")
        done = subprocess.run(["make", "-s", "-C", build, "install", f"DESTDIR={self.stage}"], check=False,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if done.returncode != 0:
            raise Failed(f"make install in {build}: {done.stdout}")
        if libraries == "debian":
            subprocess.run(["find", self.stage, "-name", "lib*.so*", "-delete"], check=True)

    def put_on(self, host):
        host.add(self.stage)

    def settle_in(self, host):
        host.must("ldconfig && baton-replace-corosync on")

    def leave(self, host):
        """Corosync has its place again."""
        host.must("baton-replace-corosync off")


class Mixed(Baton):
    """Corosync stays on the first host, as while a cluster is changed host by host."""

    name = "mixed"

    def put_on(self, host):
        if host.index > 1:
            super().put_on(host)

    def settle_in(self, host):
        if host.index > 1:
            super().settle_in(host)

    def leave(self, host):
        if host.index > 1:
            super().leave(host)


KINDS = {"baton": Baton, "mixed": Mixed}
