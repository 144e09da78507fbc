"""What a client program prints, beside what it should print.

The texts in answers/ were printed by the system's library on the system's daemon. Every library must
print them on every daemon, so that a program cannot tell one from the other. To write them anew, after
a program was changed:

    RECORD_ANSWERS=1 test/system/run-all --only the_systems_library --jobs 1
"""

import difflib
import os
import signal
import subprocess

from harness.waiting import Failed, until

FOLDER = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "answers")
LIMIT_S = 60


class Program:
    """A running client program. `place` has a folder, a lab, and a command to run words in it."""

    def __init__(self, place, name, mode, library, robust=False):
        self.name, self.mode = name, mode
        self.path = os.path.join(place.folder, f"{name}-{mode}.txt")
        words = [place.lab.tool(name), mode] + (["--robust"] if robust else [])
        with open(self.path, "wb") as out:
            self.process = subprocess.Popen(
                place.command(*words), stdin=subprocess.PIPE, stdout=out,
                stderr=subprocess.STDOUT, env=dict(os.environ, **library.environment()))

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()
        self.process.stdin.close()

    def text(self):
        with open(self.path, encoding="utf-8", errors="replace") as source:
            return source.read()

    def wait_ready(self, count):
        until(lambda: self.text().count("ready\n") >= count or self.process.poll() is not None,
              f"{self.path}: ready")

    def go_on(self):
        self.process.stdin.write(b"\n")
        self.process.stdin.flush()

    def ended(self):
        """Its output, and how it ended."""
        try:
            code = self.process.wait(LIMIT_S)
        except subprocess.TimeoutExpired as error:
            raise Failed(f"{self.path}: it hangs after\n{self.text()[-2000:]}") from error
        return f"{self.text()}ended with {code}\n"


class Place:
    """A node of a cluster, or with None no place in particular: for programs without a daemon."""

    def __init__(self, lab, node=None):
        self.lab = lab
        self.folder = node.folder if node else lab.fresh_folder()
        self.command = node.space.command if node else lambda *words: list(words)


def compare(name, mode, text):
    path = os.path.join(FOLDER, f"{name}-{mode}.txt")
    if os.environ.get("RECORD_ANSWERS"):
        with open(path, "w", encoding="utf-8") as out:
            out.write(text)
    with open(path, encoding="utf-8") as source:
        wanted = source.read()
    if text != wanted:
        lines = difflib.unified_diff(wanted.splitlines(), text.splitlines(), "expected", "printed",
                                     lineterm="")
        raise Failed(f"{name} {mode}:\n" + "\n".join(lines))


def check(place, name, mode, library, *steps, robust=False):
    """Run a program, do the steps, one whenever it says "ready", and compare what it printed."""
    with Program(place, name, mode, library, robust) as program:
        for number, step in enumerate(steps, 1):
            program.wait_ready(number)
            step()
            program.go_on()
        compare(name, mode, program.ended())
