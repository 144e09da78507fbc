"""One cluster that lives through the whole story, and the book that is kept about it."""

import json
import os
import time

from harness.waiting import Failed, until
from hosts import state

STEP_S = 150
STEADY_S = 4


class Story:
    def __init__(self, plan, cluster, folder, say):
        self.plan, self.cluster, self.folder, self.say = plan, cluster, folder, say
        self.states, self.views, self.seconds = {}, {}, {}

    def live(self, chosen):
        """Take the steps in order; the first one that fails ends the story. True if none did."""
        for name in [name for name in self.plan.steps if name in chosen]:
            began = time.monotonic()
            try:
                self.take(name)
            except (Failed, RuntimeError) as wrong:
                self.say(f"FAILED {name}: {wrong}")
                self.states.setdefault(name, state.read(self.cluster))
                return False
            finally:
                self.seconds[name] = round(time.monotonic() - began, 1)
                self.write()
            self.say(f"ok {name} ({self.seconds[name]} s)")
        return True

    def take(self, name):
        act, expected = self.plan.steps[name]
        act(self.cluster)
        self.settle(name, expected)
        if name in self.plan.unplaced:
            self.states[name] = state.without_places(self.states[name])
        if name in self.plan.views:
            self.views[name] = self.plan.views[name](self.cluster)

    def settle(self, name, expected):
        """Wait until the cluster is as it should be, has nothing to do, and stays so for a while."""
        steady = {"since": None}

        def is_settled():
            now = state.read(self.cluster)
            same = now == self.states.get(name)
            self.states[name] = now
            if not same or not expected(now) or not state.is_idle(self.cluster):
                steady["since"] = None
                return False
            steady["since"] = steady["since"] or time.monotonic()
            return time.monotonic() - steady["since"] >= STEADY_S
        until(is_settled, lambda: "the cluster is what it should be; it is "
              + json.dumps(self.states[name], indent=1), seconds=STEP_S)

    def write(self):
        with open(os.path.join(self.folder, "story.json"), "w", encoding="utf-8") as out:
            json.dump({"states": self.states, "views": self.views, "seconds": self.seconds}, out, indent=1)


def load(folder):
    with open(os.path.join(folder, "story.json"), encoding="utf-8") as source:
        return json.load(source)
