"""The list of cases: functions marked with @case in the files test_*.py."""

import fnmatch
import glob
import importlib
import os
import sys

found = {}


class Case:
    """A named test. `needs_build`: it is about Baton and has no control run without it.

    `more`: it is run when everything is.
    """

    def __init__(self, name, function, needs_build, more):
        self.name, self.function, self.needs_build, self.more = name, function, needs_build, more


def case(*variants, needs_build=False, more=()):
    """Mark a test. With variants it becomes one case for each, given as a second argument.

    Those in `more` add something, but not so much that everybody should wait for them.
    """
    def mark(function):
        module = function.__module__.removeprefix("test_")
        for variant in (*variants, *more) or (None,):
            name = f"{module}.{function.__name__}" + (f"[{variant}]" if variant else "")
            bound = function if variant is None else \
                lambda lab, function=function, variant=variant: function(lab, variant)
            found[name] = Case(name, bound, needs_build, variant in more)
        return function
    return mark


def load(folder):
    """Import every test file; the cases come back in the order of files and functions."""
    sys.path.insert(0, folder)
    for path in sorted(glob.glob(os.path.join(folder, "test_*.py"))):
        importlib.import_module(os.path.basename(path).removesuffix(".py"))
    return list(found.values())


def select(cases, pattern):
    """A pattern is a shell pattern, or a piece of the name."""
    if pattern is None:
        return cases
    return [one for one in cases if pattern in one.name or fnmatch.fnmatch(one.name, pattern)]
