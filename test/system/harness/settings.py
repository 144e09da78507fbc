"""The settings of a node: its file, its map, and the reload that brings the one into the other."""

import os
import re
import subprocess

from harness.waiting import holds

LIMIT_S = 40


def run(node, *words, environment=None):
    """Exit code and all that the command printed on the node."""
    done = subprocess.run(node.space.command(*words), check=False, stdin=subprocess.DEVNULL, text=True,
                          env=dict(os.environ, **(environment or {})), stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, timeout=LIMIT_S)
    return done.returncode, done.stdout


def reload(node):
    return run(node, "corosync-cfgtool", "-R")


def succeeds(node):
    code, text = reload(node)
    holds(code == 0, f"the reload on node {node.index} succeeds: {code}, {text}")


def key(node, name):
    """The value of a key of the node's map as text; none without it."""
    code, text = run(node, "corosync-cmapctl", "-g", name)
    return text.strip().split(" = ", 1)[1] if code == 0 else None


def file_of(node):
    return os.path.join(node.folder, "corosync.conf")


def edit(nodes, pattern, replacement):
    """Change one line in the files of these nodes."""
    for node in nodes:
        path = file_of(node)
        with open(path, encoding="utf-8") as source:
            text, count = re.subn(pattern, replacement, source.read(), flags=re.MULTILINE)
        holds(count == 1, f"{path} has {pattern} once")
        with open(path, "w", encoding="utf-8") as out:
            out.write(text)


def log_of(node):
    """What the daemon of the node has logged since its last start."""
    with open(node.log, encoding="utf-8", errors="replace") as source:
        return source.read()
