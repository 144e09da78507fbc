# test/mutants/workshop.py - how a mutant becomes a program: patch, compile, link.
#
# Nothing of the build folder is changed. The program is sim's own objects and libraries as they are
# there, with the objects of the changed sources in front of the core library: the linker finds them
# first and does not take those of the library.
import os
import re
import shlex
import shutil
import subprocess

TREE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
FOLDER = os.path.join(TREE, "test", "mutants")


class Trouble(Exception):
    """A mutant that cannot be built: its patch is out of date, or wrong."""


class Mutant:
    def __init__(self, name):
        self.name = name
        self.patch = os.path.join(FOLDER, name + ".patch")
        with open(self.patch, encoding="utf-8") as file:
            text = file.read()
        self.sources = re.findall(r"^\+\+\+ b/(\S+)", text, re.MULTILINE)
        self.expect = re.findall(r"^# expect: (.*)$", text, re.MULTILINE)
        scenario = re.search(r"^# scenario: (\S+)$", text, re.MULTILINE)
        self.scenario = scenario and os.path.join(TREE, "test", "scenario", scenario[1] + ".txt")


def all_mutants():
    names = [name[: -len(".patch")] for name in os.listdir(FOLDER) if name.endswith(".patch")]
    return [Mutant(name) for name in sorted(names)]


class Workshop:
    """A build folder and what its Makefile says about compiling and linking sim."""

    COMPILE = ("CXX", "DEFS", "DEFAULT_INCLUDES", "INCLUDES", "AM_CPPFLAGS", "CPPFLAGS",
               "AM_CXXFLAGS", "CXXFLAGS")
    LINK = ("CXX", "AM_CXXFLAGS", "CXXFLAGS", "AM_LDFLAGS", "LDFLAGS")
    SIM, PLAYER = "test_sim_sim", "test_scenario_run"

    def __init__(self, build, scratch):
        self.build = os.path.abspath(build)
        self.scratch = scratch
        self.sim = os.path.join(self.build, "test", "sim", "sim")
        parts = {kind + part for kind in (self.SIM, self.PLAYER) for part in ("_OBJECTS", "_LDADD")}
        wanted = sorted({*self.COMPILE, *self.LINK, *parts, "LIBS"})
        told = "include Makefile\n" + "".join(f"$(info {name}=$({name}))\n" for name in wanted)
        told += "tell-all:;@:\n"
        lines = subprocess.run(["make", "-s", "-f", "-", "tell-all"], cwd=self.build, input=told,
                               text=True, stdout=subprocess.PIPE, check=True).stdout.splitlines()
        self.variables = dict(line.split("=", 1) for line in lines if "=" in line)

    def words(self, names):
        return [word for name in names for word in shlex.split(self.variables.get(name, ""))]

    def compile_words(self):
        """To compile in any folder: what is included from the build folder is named in full."""
        return [f"-I{os.path.join(self.build, word[2:])}" if word.startswith("-I") else word
                for word in self.words(self.COMPILE)]

    def folder_of(self, mutant):
        return os.path.join(self.scratch, mutant.name)

    def patch(self, mutant):
        """The changed sources, in a folder of the mutant's own. A place that only looks alike is none."""
        folder = self.folder_of(mutant)
        for source in mutant.sources:
            os.makedirs(os.path.join(folder, os.path.dirname(source)), exist_ok=True)
            shutil.copy(os.path.join(TREE, source), os.path.join(folder, source))
        call(["patch", "-p1", "-s", "-f", "--fuzz=0", "--no-backup-if-mismatch", "-i",
              mutant.patch], folder)

    def compile(self, mutant, *how):
        """The source is named as it is in the tree, so that a compiler's cache knows it again."""
        self.patch(mutant)
        objects = []
        for source in mutant.sources:
            objects.append(os.path.splitext(os.path.join(self.folder_of(mutant), source))[0] + ".o")
            end = list(how) or ["-c", "-o", objects[-1]]
            call(self.compile_words() + ["-w", "-O1", "-g0"] + end + [source],
                 self.folder_of(mutant))
        return objects

    def program(self, mutant):
        """sim with this mistake, or what plays scenarios."""
        program = os.path.join(self.folder_of(mutant), "program")
        kind = self.PLAYER if mutant.scenario else self.SIM
        command = self.words(self.LINK) + ["-o", program] + self.words([kind + "_OBJECTS"])
        libraries = self.words([kind + "_LDADD", "LIBS"])
        call(command + self.compile(mutant) + libraries, self.build)
        return program


def call(command, folder):
    done = subprocess.run(command, cwd=folder, text=True, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, check=False)
    if done.returncode != 0:
        raise Trouble(f"{shlex.join(command)}\n{done.stdout}")
