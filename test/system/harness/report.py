"""Running the cases, each in a process of its own, and saying how they went."""

import glob
import os
import signal
import subprocess
import sys
import time

from harness.waiting import PAUSE_S

TAIL_LINES = 25
KILL_AFTER_S = 20
# With which a Corosync sometimes ends itself when it meets others over multicast, also where all are
# Corosyncs (https://github.com/corosync/corosync/issues/371): of Baton such a case says nothing.
PEER_ENDED = "orf_token_rtr: Assertion `range < QUEUE_RTR_ITEMS_SIZE_MAX' failed"

AGAIN = "-again"


class Running:
    """A case under way."""

    def __init__(self, case, command, folder):
        self.case, self.folder, self.began = case, folder, time.monotonic()
        os.makedirs(folder)
        self.log = os.path.join(folder, "case.log")
        with open(self.log, "wb") as out:
            self.process = subprocess.Popen(
                ["setpriv", "--pdeathsig", "TERM", *command], stdin=subprocess.DEVNULL,
                stdout=out, stderr=subprocess.STDOUT, start_new_session=True)

    def too_long(self, limit_s):
        return time.monotonic() - self.began > limit_s

    def interrupt(self):
        """Let it clean up; what does not is killed, and its namespaces go with it."""
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(timeout=KILL_AFTER_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def folder_of(base, case):
    return os.path.join(base, case.name.translate(str.maketrans("[]", "--")).rstrip("-"))


def start(case, command_for, folder):
    return Running(case, command_for(case, folder), folder)


def lost_a_peer(one):
    """Whether the case failed with a mistake of Corosync that we know."""
    if one.process.returncode == 0:
        return False
    with open(one.log, encoding="utf-8", errors="replace") as source:
        return any(line.startswith("corosync: ") and PEER_ENDED in line for line in source)


def run_all(cases, command_for, base, jobs, limit_s):
    """Run the cases, at most `jobs` at a time; return the number of failures."""
    waiting, running, failures = list(cases), [], 0
    try:
        while waiting or running:
            while waiting and len(running) < jobs:
                one = waiting.pop(0)
                running.append(start(one, command_for, folder_of(base, one)))
            for one in [entry for entry in running if ended(entry, limit_s)]:
                running.remove(one)
                if lost_a_peer(one) and not one.folder.endswith(AGAIN):
                    print(f"again {one.case.name}: a Corosync ended itself ({one.log})", flush=True)
                    running.append(start(one.case, command_for, one.folder + AGAIN))
                else:
                    failures += not announce(one)
            time.sleep(PAUSE_S)
    finally:
        for one in running:
            one.interrupt()
    return failures


def ended(one, limit_s):
    if one.process.poll() is None and one.too_long(limit_s):
        one.interrupt()
    return one.process.poll() is not None


def announce(one):
    """One line for people and scripts; True if the case passed."""
    seconds = time.monotonic() - one.began
    if one.process.returncode == 0:
        print(f"ok {one.case.name} ({seconds:.1f} s)", flush=True)
        return True
    print(f"FAILED {one.case.name} (log: {one.log})", flush=True)
    with open(one.log, encoding="utf-8", errors="replace") as source:
        for line in source.readlines()[-3:]:
            print(f"    {line.rstrip()}", flush=True)
    return False


def show_logs(folder):
    """The end of every log of a failed case, the daemons' and the members'."""
    for path in sorted(glob.glob(os.path.join(folder, "**", "*.log"), recursive=True)):
        if os.path.basename(path) == "case.log":
            continue
        with open(path, encoding="utf-8", errors="replace") as source:
            lines = source.readlines()
        print(f"--- {path} ({len(lines)} lines)")
        sys.stdout.writelines(lines[-TAIL_LINES:])
