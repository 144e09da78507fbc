"""A group member in a node's namespaces (tools/participant.c), and what it printed."""

import os
import signal
import subprocess

from harness.waiting import Failed, until


class Change:
    """One change of a group's membership, as a member saw it."""

    def __init__(self, line):
        fields = dict(word.split("=", 1) for word in line.split()[1:])
        self.members, self.left, self.joined = (
            [item for item in fields[name].split(",") if item]
            for name in ("members", "left", "joined"))

    def nodes(self):
        return sorted({int(member.split(":")[0]) for member in self.members})


class Member:
    """A process that has joined a group; its events are read from its output file."""

    MAGIC = 0x6d656d62  # each message begins with it, its number and its size

    def __init__(self, node, program, path, group="test", library=None):
        self.node, self.path, self.read, self.partial = node, path, 0, ""
        self.lines, self.asked, self.heard = [], 0, {}
        environment = dict(os.environ, **(library.environment() if library else {}))
        with open(path, "wb") as out, open(path + ".err", "wb") as errors:
            self.process = subprocess.Popen(node.space.command(program, group), env=environment,
                                            stdin=subprocess.PIPE, stdout=out, stderr=errors)

    def order(self, text):
        self.process.stdin.write((text + "\n").encode())
        self.process.stdin.flush()

    def events(self):
        """All lines so far; a line still being written is left for later."""
        with open(self.path, encoding="utf-8") as source:
            source.seek(self.read)
            text = source.read()
        self.read += len(text.encode())
        *whole, self.partial = (self.partial + text).split("\n")
        for line in whole:
            if line.startswith("message"):
                _, sender, number, *_ = line.split()
                self.heard[sender] = int(number)
        self.lines += whole
        return self.lines

    def must_live(self):
        """Fail at once, rather than at a deadline, when there is nothing more to wait for."""
        if "lost" in self.events():
            raise Failed(f"{self.path}: the daemon of node {self.node.index} went away")
        if self.process.poll() is not None:
            raise Failed(f"{self.path}: it ended with {self.process.returncode}")
        return True

    def has_all_from(self, sender):
        """Whether the last message that the sender was asked to send has arrived."""
        self.must_live()
        return self.heard.get(sender.address, 0) == sender.asked

    def of_kind(self, kind):
        return [line for line in self.events() if line.startswith(kind + " ")]

    def messages(self):
        return self.of_kind("message")

    def changes(self):
        return [Change(line) for line in self.of_kind("change")]

    def views(self):
        return [line.split("members=")[1] for line in self.of_kind("view")]

    @property
    def address(self):
        """NODE:PID, the name under which the group knows this member."""
        return until(lambda: self.of_kind("me"), f"{self.path}: connected")[0].split()[1]

    def wait_for_nodes(self, *indices, **limits):
        """Until the group's members are on exactly these nodes and the ring consists of them."""
        wanted = sorted(indices)
        text = ",".join(map(str, wanted))
        until(lambda: self.must_live() and self._nodes() == wanted and self._ring() == text,
              lambda: f"node {self.node.index} sees nodes {wanted}; it sees members on "
                      f"{self._nodes()}, the ring {self._ring()}", **limits)

    def wait_for_members(self, count):
        """Until the group has this many members."""
        until(lambda: self.must_live() and self.changes() and len(self.changes()[-1].members) == count,
              lambda: f"{self.path}: {count} members")

    def _nodes(self):
        changes = self.changes()
        return changes[-1].nodes() if changes else []

    def _ring(self):
        views = self.views()
        return ",".join(sorted(views[-1].split(","), key=int)) if views else ""

    def send(self, count, size, largest=None):
        self.asked += count
        self.order(f"send {count} {size}" + (f" {largest}" if largest else ""))

    def wait_for_messages(self, count, **limits):
        until(lambda: self.must_live() and len(self.messages()) >= count,
              lambda: f"{count} messages at node {self.node.index}; {len(self.messages())} came",
              **limits)

    def stop(self):
        os.kill(self.process.pid, signal.SIGSTOP)

    def resume(self):
        os.kill(self.process.pid, signal.SIGCONT)

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.process.stdin.close()

    def quit(self):
        self.order("quit")
        self.process.wait(timeout=30)

    def check(self):
        """What may appear in no member's output, whatever the test did."""
        for line in self.events():
            if line.startswith("error") or line.endswith("damaged"):
                raise Failed(f"{self.path}: {line}")
