"""The differences between the tools that are meant to be: the tables of doc/tools-compared.md."""

import os
import re
from fnmatch import fnmatchcase

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
PAGE = os.path.join(ROOT, "doc", "tools-compared.md")
COMMANDS, KEYS = "| States | Command | Who | Why |", "| Key | Only | Why |"


def table(title):
    """The rows below this heading of a table: a list of cells each, patterns without their marks."""
    with open(PAGE, encoding="utf-8") as source:
        lines = source.read().split(title + "\n")[1].split("\n")
    rows = []
    for line in lines[1:]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip().strip("`") for cell in line.strip("|").split(" | ")])
    return rows


class Differences:
    def __init__(self):
        self.rows, self.keys = table(COMMANDS), table(KEYS)

    def listed(self, state, runner):
        """Rows for this state, and for these tools on this daemon ("ours" is ours on either)."""
        return [row for row in self.rows if fnmatchcase(runner, row[2] + "*")
                and any(fnmatchcase(state, one.strip()) for one in row[0].split(","))]

    def reasons(self, state, command, runner):
        return [row[3] for row in self.listed(state, runner) if fnmatchcase(command, row[1])]

    def not_seen(self, state, asked, different, runner):
        """Rows whose command was run here and made no difference."""
        return [row for row in self.listed(state, runner)
                if any(fnmatchcase(command, row[1]) for command in asked)
                and not any(fnmatchcase(command, row[1]) for command in different)]

    def without_keys(self, command, answer, side, runner):
        """Keys that only one of the daemons has do not count in a list of keys."""
        if not runner.endswith("baton") or "cmapctl" not in command:
            return answer
        patterns = [row[0] for row in self.keys if row[1].lower() == side]
        code, output, errors = answer
        lines = [line for line in output.splitlines(keepends=True)
                 if not any(fnmatchcase(key_of(line), pattern) for pattern in patterns)]
        return code, "".join(lines), errors

    def keys_not_seen(self, control, other, runner):
        """Rows of keys that do not show the difference that they speak of."""
        if not runner.endswith("baton"):
            return []
        here, there = keys_in(control), keys_in(other)
        sides = {"corosync": (here, there), "baton": (there, here)}
        return [row for row in self.keys if not is_only_in(row[0], *sides[row[1].lower()])]


def key_of(line):
    return re.split(r" \(", line, maxsplit=1)[0]


def keys_in(answers):
    """All keys that the whole lists of both maps show."""
    return {key_of(line) for (_, command), (_, output, _) in answers.items()
            if command in ("cmapctl", "cmapctl -m stats") for line in output.splitlines()}


def is_only_in(pattern, having, lacking):
    return any(fnmatchcase(key, pattern) for key in having) and \
        not any(fnmatchcase(key, pattern) for key in lacking)
