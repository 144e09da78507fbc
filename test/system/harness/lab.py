"""What a test is given: daemons, libraries, helper programs, a folder for its logs."""

import glob
import os
import subprocess

from harness.cluster import Cluster
from harness.node import Software
from harness.waiting import Failed, holds

HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
ROOT = os.path.dirname(os.path.dirname(HERE))
TOOLS = {"participant": (["test/system/tools/participant.c"], ["-l:libcpg.so.4"]),
         "rubbish": (["test/system/tools/rubbish.c"], ["-lqb"]),
         "shuffle": (["test/system/tools/shuffle.c"], ["-lnetfilter_queue"]),
         "apitest": (["test/system/clients/apitest*.c"], ["-l:libcpg.so.4", "-lpthread"]),
         "cfgtest": (["test/system/clients/cfgtest.c", "test/system/clients/answers.c"],
                     ["-l:libcfg.so.7", "-lpthread"]),
         "cmaptest": (["test/system/clients/cmaptest.c", "test/system/clients/answers.c"],
                      ["-l:libcmap.so.4", "-lpthread"]),
         "device": (["test/system/clients/device.c"], ["-l:libvotequorum.so.8"]),
         "quorumtest": (["test/system/clients/quorumtest.c", "test/system/clients/answers.c"],
                        ["-l:libquorum.so.5", "-lpthread"]),
         "refuser": (["test/system/clients/refuser.c"], ["-l:libcfg.so.7"]),
         "liar": (["test/system/tools/liar.c"], ["-lqb"]),
         "lietest": (["test/system/clients/lietest.c", "test/system/clients/answers.c"],
                     ["-l:libcfg.so.7", "-l:libcmap.so.4", "-l:libcpg.so.4", "-l:libquorum.so.5",
                      "-l:libvotequorum.so.8", "-lpthread"]),
         "samtest": (["test/system/clients/samtest.c", "test/system/clients/answers.c"],
                     ["-l:libsam.so.4", "-lpthread"]),
         "votestest": (["test/system/clients/votestest.c", "test/system/clients/answers.c"],
                       ["-l:libvotequorum.so.8", "-lpthread"]),
         "chatter": (["test/system/clients/chatter*.c", "test/system/clients/payload.c"],
                     ["-l:libcpg.so.4"]),
         "file_watchdog": (["test/system/tools/file_watchdog.c"], ["-shared", "-fPIC"]),
         "strange_clock": (["test/system/tools/strange_clock.c"], ["-shared", "-fPIC"]),
         "cpgload": (["test/bench/cpgload.c"], ["-l:libcpg.so.4"])}
# What was freed is kept for a while, to notice who still uses it; not so long that it hides how much
# a daemon holds.
SANITIZERS = {"ASAN_OPTIONS": "detect_leaks=1:abort_on_error=0:exitcode=86:quarantine_size_mb=16",
              "UBSAN_OPTIONS": "print_stacktrace=1:halt_on_error=1"}
SANITIZERS_GROWTH = 3  # around each block there is guarded memory, and memory about memory


class Library:
    """A libcpg for the clients: the one of the system, or that of a build."""

    def __init__(self, build=None, sanitizers=False):
        self.build, self.sanitizers = build, sanitizers

    def environment(self):
        if self.build is None:
            return {}
        folder = os.path.join(self.build, "lib", ".libs")
        result = {"LD_LIBRARY_PATH": folder}
        if self.sanitizers:
            result.update(SANITIZERS, LD_PRELOAD=sanitizer_runtime(folder))
        return result


def output_of(*words):
    return subprocess.run(words, check=True, stdout=subprocess.PIPE, text=True).stdout.strip()


def sanitizer_runtime(folder):
    """What a program without sanitizers must load first, to use libraries that have them.

    GCC names its runtime in the libraries, clang leaves it to the program.
    """
    if "libasan" in output_of("readelf", "-d", os.path.join(folder, "libcpg.so.4")):
        return output_of("cc", "-print-file-name=libasan.so")
    return output_of("clang", f"-print-file-name=libclang_rt.asan-{os.uname().machine}.so")


class Lab:
    """One run's means. `daemon` says what a cluster is made of when a test does not care."""

    def __init__(self, folder, daemon, build=None, sanitizers=False):
        self.folder, self.daemon, self.build, self.sanitizers = folder, daemon, build, sanitizers
        self.clusters = 0

    def software(self, name):
        if name == "corosync":
            return Software(name, "/usr/sbin/corosync")
        return Software(name, os.path.join(self.build, "exec", "batond"),
                        SANITIZERS if self.sanitizers else {})

    def cluster(self, nodes=3, kinds=None, **options):
        """A cluster of equal nodes, or one of `kinds`: a letter per node, c Corosync, b Baton."""
        names = [{"c": "corosync", "b": "baton"}[letter] for letter in kinds or ""]
        return Cluster(self, [self.software(name) for name in names or [self.daemon] * nodes],
                       **options)

    def debian_library(self):
        return Library()

    def own_library(self):
        return Library(self.build, self.sanitizers)

    def library_for(self, turn):
        return self.own_library() if self.build and turn % 2 else self.debian_library()

    def fresh_folder(self):
        self.clusters += 1
        path = os.path.join(self.folder, f"cluster{self.clusters}")
        os.makedirs(path)
        return path

    def holds_memory(self, before, after, growth_kb):
        """Fail if a daemon grew from `before` to `after` kB, by more than that."""
        limit = growth_kb * (SANITIZERS_GROWTH if self.sanitizers else 1)
        holds(after - before < limit, f"the daemon grew from {before} to {after} kB, limit {limit}")

    def tool(self, name):
        return os.path.join(os.path.dirname(self.folder), "tools", name)


def compile_tools(folder, names):
    """Build the helper programs of a run, with the compiler of the system."""
    os.makedirs(folder, exist_ok=True)
    for name in names:
        patterns, libraries = TOOLS[name]
        sources = [path for pattern in patterns
                   for path in sorted(glob.glob(os.path.join(ROOT, pattern)))]
        command = ["cc", "-O2", "-g", "-Wall", "-Wextra", "-I", os.path.join(ROOT, "include"),
                   "-o", os.path.join(folder, name), *sources, *libraries]
        done = subprocess.run(command, check=False, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True)
        if done.returncode != 0:
            raise Failed(f"{' '.join(command)}:\n{done.stdout}")
