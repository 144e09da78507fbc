"""Running the tools in a state of a cluster; what may differ from run to run is made equal."""

import os
import re
import signal
import subprocess
import tempfile
import time

from harness.tool_commands import TOOLS
from harness.tool_states import ENDS, STATES, ended
from harness.waiting import until

TOGETHER_S = {"Debian's": 5, "ours": 13}  # theirs would wait for ever, ours for 10 s
FOLLOWED_S = 25
LIMIT_S = 40
HANGS = "hangs"


def own_tools(lab, folder):
    """The environment in which our programs have Corosync's names."""
    path = os.path.join(folder, "own")
    os.makedirs(path, exist_ok=True)
    programs = {f"corosync-{name}": "tools/.libs/baton" for name in TOOLS}
    for name, program in {**programs, "corosync": "exec/batond"}.items():
        link = os.path.join(path, name)
        if not os.path.islink(link):
            os.symlink(os.path.join(lab.build, program), link)
    environment = dict(lab.own_library().environment())
    environment.pop("LD_PRELOAD", None)  # the programs themselves have the sanitizers
    options = environment.get("ASAN_OPTIONS", "")
    return dict(environment, PATH=path + ":" + os.environ["PATH"],
                ASAN_OPTIONS=options + ":verify_asan_link_order=0")  # for stdbuf


class Run:
    """A command on node 1, from its start to its end."""

    def __init__(self, cluster, command, environment, state):
        if command.split()[0] in TOOLS:
            command = f"corosync-{command}"
        words = ["sh", "-c", command]
        if state == "forbidden":  # no shell: it could not reach our folder any more
            words = ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups",
                     *command.split()]
        self.outputs = [tempfile.TemporaryFile() for _ in range(2)]
        self.process = subprocess.Popen(
            cluster.node(1).space.command(*words), stdin=subprocess.DEVNULL, stdout=self.outputs[0],
            stderr=self.outputs[1], env=dict(os.environ, **environment), start_new_session=True)

    def answer(self, seconds):
        """Exit code and both texts, made comparable."""
        try:
            code = self.process.wait(max(seconds, 0.1))
        except subprocess.TimeoutExpired:
            code = HANGS
        try:
            os.killpg(self.process.pid, signal.SIGKILL)  # also what it left in the background
        except ProcessLookupError:
            pass
        self.process.wait()
        texts = []
        for output in self.outputs:
            output.seek(0)
            texts.append(normal(output.read()))
            output.close()
        return code, *texts


def normal(output):
    """Dates, process numbers, ring sequences and counters are not compared."""
    text = output.decode("utf-8", "replace")
    text = re.sub(r"^Date: .*$", "Date:", text, flags=re.MULTILINE)
    text = re.sub(r"^(Ring ID: +)(\w+)\.\w+$", r"\1\2.SEQ", text, flags=re.MULTILINE)
    text = re.sub(r"^(Ring ID: +)\w+$", r"\1SEQ", text, flags=re.MULTILINE)
    text = re.sub(r"^\[debug\].*\n", "", text, flags=re.MULTILINE)
    text = re.sub(r"^(\t\t) *\d+(\t +\d+ \()", r"\1PID\2", text, flags=re.MULTILINE)
    text = re.sub(r"^(.+[,:])\d+([,:]\d+)$", r"\1PID\2", text, flags=re.MULTILINE)
    text = re.sub(r"\b(stats\.ipcs\.service\d)\.\d+\.0x\w+", r"\1.PID.CONNECTION", text)
    text = re.sub(r"\b0x[0-9a-f]+\.\d+\.(corosync-)", r"CONNECTION.PID.\1", text)
    text = re.sub(r"^((?:runtime\.services\.\S+\.[rt]x|stats\.\S+) \([ui]\d+\)) = \d+", r"\1 = N", text,
                  flags=re.MULTILINE)
    text = re.sub(r"^(signal) time=\S+( sender)=\S+( -> destination)=.*( serial)=\d+", r"\1\2\3\4", text,
                  flags=re.MULTILINE)
    return text


def made_equal(command, answer):
    """What depends on who else runs, or on the order of process numbers."""
    code, output, errors = answer
    if command == "cmapctl -m stats":
        output = "".join(sorted(output.splitlines(keepends=True)))
    # Clients come and go with the other commands; members and quorum are told by two services.
    if "dbus-monitor" in command:
        parts = [part for part in re.split(r"(?m)^(?=signal)", output) if "org.corosync" in part]
        output = "".join(sorted(part for part in parts if "ConnectionStateChange" not in part))
    if "notifyd" in command and "grep" not in command:
        lines = errors.splitlines(keepends=True)
        errors = "".join(sorted(line for line in lines if "connected" not in line))
    return code, output, errors


def run_all(cluster, name, tools, environment):
    """All commands of this state, one after the other or all at once."""
    state, answers = STATES[name], {}
    if not state.together:
        for number, command in enumerate(state.commands):
            run = Run(cluster, command, environment, name)
            answers[number, command] = made_equal(command, run.answer(LIMIT_S))
        return answers
    runs = {(number, command): Run(cluster, command, environment, name)
            for number, command in enumerate(state.commands)}
    end = time.monotonic() + (FOLLOWED_S if state.during else TOGETHER_S[tools])
    if state.during:
        state.during(cluster)
    return {key: made_equal(key[1], run.answer(end - time.monotonic())) for key, run in runs.items()}


def is_served(cluster):
    words = cluster.node(1).space.command("corosync-quorumtool", "-l")
    done = subprocess.run(words, check=False, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    return done.returncode == 0


def answers(lab, name, kind, tools):
    """All commands in this state of a cluster of this kind: one table for each set of tools."""
    state = STATES[name]
    if state.changes and len(tools) > 1:
        return [table for tool in tools for table in answers(lab, name, kind, (tool,))]
    options = dict(state.options)
    count = options.pop("nodes", 3)
    with lab.cluster(kinds=kind * count, **options) as cluster:
        state.reach(lab, cluster)
        if state.served and name != "stopped":
            until(lambda: is_served(cluster), "node 1 serves its clients")
        environments = {"Debian's": {}, "ours": own_tools(lab, cluster.folder)}
        tables = [run_all(cluster, name, tool, environments[tool]) for tool in tools]
        if name in ENDS:
            ended(cluster, *ENDS[name])
        if name == "stopped":
            cluster.node(1).kill()
        return tables
