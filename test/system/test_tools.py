"""Corosync's command line tools, Debian's and ours, on either daemon: the same text and exit codes.

A cluster is brought into a state, and every command is run on its node 1. Debian's tools on Corosync are
the control. What may differ stands in doc/tools-compared.md, with its reason; a difference that is not
there fails, and so does an entry that no longer occurs.
"""

from harness.cases import case
from harness.tool_differences import Differences
from harness.tool_runs import answers
from harness.tool_states import STATES
from harness.waiting import Failed, holds

ONE_LINE_MORE = ("down", "forbidden")


def compare(state, control, other, runner):
    """Every difference must be one that is listed, and every one that is listed must occur."""
    differences = Differences()
    different = {}
    for (number, command), answer in control.items():
        found = other[number, command]
        if differences.without_keys(command, answer, "corosync", runner) != \
                differences.without_keys(command, found, "baton", runner):
            different[number, command] = f"{command}\n  control: {answer}\n  {runner}: {found}"
    surprises = [text for (_, command), text in different.items()
                 if not differences.reasons(state, command, runner)]
    holds(not surprises, f"{state}: {len(surprises)} differ\n" + "\n".join(surprises))
    commands = [command for _, command in different]
    asked = [command for _, command in control]
    holds(not (gone := differences.not_seen(state, asked, commands, runner)),
          f"{state}: nothing differs any more as listed: {gone}")
    if state == "quorate":
        holds(not (gone := differences.keys_not_seen(control, other, runner)),
              f"keys that are on both sides, or on none: {gone}")


def keeps_the_first_line(control, other):
    """A second line is added, never put in place of the first."""
    for (number, command), (code, output, errors) in control.items():
        own_code, own_output, own_errors = other[number, command]
        if (code, output) != (own_code, own_output) or not own_errors.startswith(errors):
            raise Failed(f"{command}: {own_code}, {own_output!r}, {own_errors!r}; "
                         f"control: {code}, {output!r}, {errors!r}")


@case(*STATES, needs_build=True)
def the_same_everywhere(lab, state):
    control, ours = answers(lab, state, "c", ("Debian's", "ours"))
    if state in ONE_LINE_MORE:
        keeps_the_first_line(control, ours)
    compare(state, control, ours, "ours on corosync")
    debians, ours = answers(lab, state, "b", ("Debian's", "ours"))
    compare(state, control, debians, "Debian's on baton")
    compare(state, control, ours, "ours on baton")
