"""A folder for one run, and nothing left of runs that were killed."""

import contextlib
import os
import shutil
import tempfile

PREFIX = "run"


def remove_leftovers(parent):
    for name in os.listdir(parent):
        words = name.split(".")
        if words[0] == PREFIX and len(words) == 3 and not os.path.exists(f"/proc/{words[1]}"):
            shutil.rmtree(os.path.join(parent, name))


@contextlib.contextmanager
def folder(parent):
    """A new folder in this one; it is removed in the end, or by the next run."""
    remove_leftovers(parent)
    path = tempfile.mkdtemp(prefix=f"{PREFIX}.{os.getpid()}.", dir=parent)
    try:
        yield path
    finally:
        shutil.rmtree(path)
