"""Waiting for a condition, with a deadline; a test never sleeps where it can ask."""

import time

DEADLINE_S = 45
PAUSE_S = 0.05
patience = 1  # a slow build of the daemons (sanitizers) raises it


class Failed(Exception):
    """A claim of a test that did not hold."""


def until(condition, what, seconds=DEADLINE_S):
    """Return the first true result of condition(), or fail saying what was waited for."""
    seconds *= patience
    end = time.monotonic() + seconds
    while True:
        result = condition()
        if result:
            return result
        if time.monotonic() > end:
            text = what() if callable(what) else what
            raise Failed(f"not within {seconds} s: {text}")
        time.sleep(PAUSE_S)


def holds(claim, text):
    """Fail with the text unless the claim is true."""
    if not claim:
        raise Failed(text)
