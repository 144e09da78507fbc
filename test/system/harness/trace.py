"""Traces: what the harness itself knows, and the judgement of all that was written."""

import os
import resource
import subprocess
import time

from harness.waiting import Failed

GROUPS = ("a", "b")  # those of clients/chatter.c


class Trace:
    """The harness's own file: what was done to the cluster, and who was killed."""

    def __init__(self, path):
        self.path, self.file = path, open(path, "w", encoding="ascii", buffering=1)

    def tell(self, node, kind, text=""):
        """The clock is the one that daemons and clients use for their traces."""
        now = time.clock_gettime_ns(time.CLOCK_BOOTTIME)
        self.file.write(f"{now} {node} {kind}{' ' + text if text else ''}\n")

    def died(self, node, pid):
        for group in GROUPS:
            self.tell(node, "died", f"client={pid} group={group}")

    def close(self):
        self.file.close()


def last_ring(path):
    """The last ring in a daemon's trace, and its members; nothing if there is none."""
    from_the_end = ["bash", "-c", 'tac "$1" | grep -m 1 " regular "', "last_ring", path]
    line = subprocess.run(from_the_end, check=False, stdout=subprocess.PIPE, text=True).stdout
    return line.split()[3:5]


def judge(program, files, *options):
    """What the oracle says, as lines; the last one counts."""
    most = max(len(files) + 64, 1024)
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    allow = lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (min(most, limit), limit))  # noqa: E731
    done = subprocess.run([program, *options, *files], check=False, text=True, preexec_fn=allow,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode not in (0, 1):
        raise Failed(f"{program}: {done.stdout}")
    return done.stdout.splitlines()


def judge_of(build):
    return os.path.join(build, "test", "oracle", "judge")
