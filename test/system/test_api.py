"""Every call of libcpg, right and wrong (clients/apitest.c), by either library."""

import os
import subprocess

from harness.cases import case
from harness.waiting import holds

LIMIT_S = 120


def call_everything(lab, library, *options):
    with lab.cluster(3) as cluster:
        cluster.formed()
        path = os.path.join(cluster.folder, "apitest.log")
        with open(path, "wb") as out:
            done = subprocess.run(
                cluster.node(1).space.command(lab.tool("apitest"), *options), check=False,
                env=dict(os.environ, **library.environment()), stdin=subprocess.DEVNULL,
                stdout=out, stderr=subprocess.STDOUT, timeout=LIMIT_S)
        holds(done.returncode == 0, f"{path}: it ended with {done.returncode}")


@case()
def the_systems_library(lab):
    reference = ["--reference-daemon"] if lab.daemon == "corosync" else []
    call_everything(lab, lab.debian_library(), "--reference-library", *reference)


@case(needs_build=True)
def our_library(lab):
    reference = ["--reference-daemon"] if lab.daemon == "corosync" else []
    call_everything(lab, lab.own_library(), *reference)
