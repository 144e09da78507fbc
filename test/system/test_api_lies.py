"""A library survives a daemon that answers with anything (tools/liar.c)."""

import os
import subprocess

from harness.cases import case
from harness.netns import Space
from harness.waiting import holds

LIMIT_S = 100


@case("1", "2", "3", needs_build=True)
def our_libraries_live(lab, seed):
    folder, space = lab.fresh_folder(), Space()
    path = os.path.join(folder, "lietest.txt")
    liar = subprocess.Popen(space.command(lab.tool("liar"), seed), stdin=subprocess.DEVNULL,
                            stdout=subprocess.PIPE, text=True)
    try:
        holds(liar.stdout.readline() == "ready\n", "the liar listens")
        with open(path, "wb") as out:
            done = subprocess.run(space.command(lab.tool("lietest")), check=False, stdout=out,
                                  env=dict(os.environ, **lab.own_library().environment()),
                                  stdin=subprocess.DEVNULL, stderr=subprocess.STDOUT,
                                  timeout=LIMIT_S)
        with open(path, encoding="utf-8", errors="replace") as source:
            text = source.read()
        holds(done.returncode == 0 and text.startswith("alive; something was believed: 1"),
              f"it ended with {done.returncode}\n{text[-3000:]}")
        holds(liar.poll() is None, "the liar is there until the end")
    finally:
        liar.kill()
        liar.wait()
        liar.stdout.close()
        space.close()
