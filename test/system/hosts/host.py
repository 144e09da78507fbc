"""One machine: its disk, its network, its service manager. It can be switched off at any moment."""

import contextlib
import os
import re
import signal
import subprocess

from harness.netns import Space, address
from harness.waiting import Failed, until
from hosts.cgroups import Group

COMMAND_S = 120
BOOT_S = 90


def children(process):
    try:
        with open(f"/proc/{process}/task/{process}/children", encoding="ascii") as source:
            return [int(child) for child in source.read().split()]
    except (FileNotFoundError, ProcessLookupError):
        return []


class Answer:
    """What a command printed and how it ended."""

    def __init__(self, words, code, out, err):
        self.words, self.code, self.out, self.err = words, code, out, err

    def __str__(self):
        return f"{self.words}: exit code {self.code}\n{self.out}{self.err}"


class Host:
    """Number `index`, named h1, h2, ... Its disk is a layer over the common root."""

    def __init__(self, index, base, folder, network):
        self.index, self.name = index, f"h{index}"
        self.base, self.network = base, network
        self.folder = os.path.join(folder, self.name)
        self.root = os.path.join(self.folder, "root")
        for part in ("disk", "work", "root"):
            os.makedirs(os.path.join(self.folder, part))
        self.space = self.group = self.machine = self.leader = None
        self.write("/etc/hostname", f"{self.name}\n")

    @property
    def address(self):
        return address(self.index)

    def boot(self):
        """Switch it on. Use `wait_for_boot` when all are on.

        All its processes are within one process namespace that dies with this program: what the host
        itself makes would live on.
        """
        self.space = Space()
        self.network.plug(self.space, self.index)
        layers = f"lowerdir={self.base},upperdir={self.folder}/disk,workdir={self.folder}/work"
        self.space.run("mount", "-t", "overlay", "overlay", "-o", layers, self.root)
        self.group = Group(self.name)
        with open(os.path.join(self.folder, "console"), "ab") as console:
            self.machine = subprocess.Popen(
                self.space.command(
                    "unshare", "--pid", "--fork", "--kill-child", "--mount-proc",
                    "systemd-nspawn", "-q", "--register=no", "--keep-unit", f"--directory={self.root}",
                    f"--machine={self.name}", f"--hostname={self.name}", "--resolv-conf=off",
                    "--timezone=off", "--link-journal=no", "--capability=all", "--console=pipe",
                    "--network-namespace-path=/proc/self/ns/net", "--boot"),
                stdin=subprocess.DEVNULL, stdout=console, stderr=subprocess.STDOUT,
                preexec_fn=self.group.enter)

    def first_process(self):
        """The host's process 1, as it is numbered here; None while there is none."""
        if self.machine.poll() is not None:
            raise Failed(f"{self.name} does not boot (log: {self.folder}/console)")
        for container in children(self.machine.pid):
            for child in children(container):
                with open(f"/proc/{child}/status", encoding="ascii") as source:
                    numbers = re.search(r"^NSpid:\s+(.*)$", source.read(), re.MULTILINE).group(1).split()
                if len(numbers) == 3 and numbers[-1] == "1":
                    return child
        return None

    def wait_for_boot(self):
        self.leader = until(self.first_process, f"{self.name} has a process 1", seconds=BOOT_S)
        until(self.is_up, f"{self.name} boots", seconds=BOOT_S)

    def is_up(self):
        return self.run("systemctl is-system-running").out.strip() in ("running", "degraded")

    def is_on(self):
        return self.leader is not None

    def run(self, words, given=None, seconds=COMMAND_S):
        """Run a shell command in it."""
        command = ["nsenter", "-t", str(self.leader), "-m", "-u", "-i", "-n", "-p", "-C", "--",
                   "/usr/bin/env", "-i", "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
                   "LC_ALL=C", "HOME=/root", "TERM=dumb", "timeout", "-k", "5", str(seconds),
                   "/bin/sh", "-c", words]
        stdin = {"input": given} if given is not None else {"stdin": subprocess.DEVNULL}
        done = subprocess.run(command, check=False, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              text=True, errors="replace", **stdin)
        return Answer(words, done.returncode, done.stdout, done.stderr)

    def must(self, words, given=None, seconds=COMMAND_S):
        """Run a command that has to succeed; its output is returned."""
        answer = self.run(words, given, seconds)
        if answer.code != 0:
            raise Failed(f"{self.name}: {answer}")
        return answer.out

    def write(self, path, text, mode=0o644):
        """Put a file onto its disk, whether it is on or off."""
        self._put(path, text.encode(), mode)

    def add(self, stage):
        """Everything in this folder, while the host is off."""
        subprocess.run(["cp", "-a", f"{stage}/.", os.path.join(self.folder, "disk")], check=True)

    def copy(self, source, path, mode=0o755):
        with open(source, "rb") as program:
            self._put(path, program.read(), mode)

    def _put(self, path, content, mode):
        top = f"/proc/{self.leader}/root" if self.is_on() else os.path.join(self.folder, "disk")
        path = os.path.join(top, path.lstrip("/"))
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as out:
            out.write(content)
        os.chmod(path, mode)

    def keep_logs(self, folder):
        """Save what a reader of a failure wants to see."""
        folder = os.path.join(folder, self.name)
        os.makedirs(folder, exist_ok=True)
        if not self.is_on():
            return
        for name, words in (("journal", "journalctl --no-pager -o short-precise"),
                            ("pacemaker.log", "cat /var/log/pacemaker/pacemaker.log"),
                            ("corosync.log", "cat /var/log/corosync/corosync.log"),
                            ("cib.xml", "cat /var/lib/pacemaker/cib/cib.xml")):
            with open(os.path.join(folder, name), "a", encoding="utf-8") as out:
                out.write(self.run(words).out)

    def power_off(self):
        """The plug is pulled: nothing in it does anything more. What was on its disk stays there."""
        if self.leader is not None:
            with contextlib.suppress(ProcessLookupError):  # it went off by itself
                os.kill(self.leader, signal.SIGKILL)
        elif self.machine is not None:
            self.machine.kill()
        if self.machine is not None:
            self.machine.wait()
        if self.space is not None:
            self.network.unplug(self.index)
            self.space.close()
            self.group.close()
        self.space = self.group = self.machine = self.leader = None
