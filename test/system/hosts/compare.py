"""Two stories side by side: did both clusters come to the same, and did the programs say the same?"""

import difflib
import json

# What is allowed to differ, with the reason.
ALLOWED = {
    "corosync-cpgtool -n": "the order in which groups are listed is not defined",
    "corosync -v | head -n 1": "Baton adds who it is",
}


def lines(value):
    """As text; what programs printed line by line."""
    return json.dumps(value, indent=1, sort_keys=True).replace("\\n", "\n    ").splitlines()


def difference(control, other):
    return [line for line in difflib.unified_diff(lines(control), lines(other), "corosync", "baton",
                                                  lineterm="", n=2)]


def stories(control, other, say):
    """One line per step and per program; returns the number of differences."""
    wrong = 0
    for name, state in control["states"].items():
        wrong += one(f"same state: {name}", state, other["states"].get(name), say)
    for moment, seen in control["views"].items():
        for words, answer in seen.items():
            wrong += one(f"same text: {words} (after {moment})", answer,
                         other["views"].get(moment, {}).get(words), say, ALLOWED.get(words))
    return wrong


def one(name, control, other, say, reason=None):
    if control == other:
        say(f"ok {name}")
        return 0
    if reason:
        say(f"ok {name}: differs, {reason}")
        return 0
    say("\n    ".join([f"FAILED {name}", *difference(control, other)]))
    return 1
