"""What perf has sampled, and to which station each sample belongs."""

import os
import re
import subprocess

from kernel import IDLE, kind_of
from stations import SYSTEM, station_of
from harness.waiting import Failed

LINE = re.compile(r"^\s*(.+?)\s+(\d+)\s+([0-9a-f]+) (.*) \((.*)\)$")


class Maps:
    """Where a program lies in the memory of a process, to find its addresses in its file."""

    def __init__(self, pid, program):
        self.program, self.parts = program, []
        with open(f"/proc/{pid}/maps", encoding="utf-8") as lines:
            for line in lines:
                span, rights, offset, _, _, *path = line.split(maxsplit=5)
                if "x" in rights and path and path[0].strip() == program:
                    low, high = (int(end, 16) for end in span.split("-"))
                    self.parts.append((low, high, int(offset, 16)))

    def offset(self, address):
        """The place in the file."""
        for low, high, offset in self.parts:
            if low <= address < high:
                return address - low + offset
        return None


class Sample:
    """One moment of one processor. Its station may be found out later."""

    def __init__(self, match, maps):
        self.command, self.symbol, path = match.group(1), match.group(4), match.group(5)
        self.pid, self.daemons = int(match.group(2)), maps
        self.station, self.place = station_of_object(self.symbol, path), None
        self.idle = self.station == IDLE
        if self.pid in maps and path == maps[self.pid].program:
            self.place = maps[self.pid].offset(int(match.group(3), 16))


def station_of_object(symbol, path):
    """Of a function in a library, a program or the kernel."""
    name = os.path.basename(path)
    if path.startswith("[kernel") or name.endswith(".ko"):
        return kind_of(symbol)
    if path.startswith("[vdso"):
        return "clock"
    if "lib/.libs/" in path:
        return "our client library"
    if name == "cpgload":
        return "load program"
    if name.startswith(("libc.so", "libm.so", "libstdc++", "libgcc", "ld-linux")):
        return f"libc ({'copy' if symbol.startswith('__mem') else 'the rest'})"
    if name.startswith("lib"):
        return name.split(".so")[0]
    return name


def virtual_addresses(program, offsets):
    """Of places in a file, by its program headers."""
    text = subprocess.run(["readelf", "-lW", program], stdout=subprocess.PIPE, text=True, check=True).stdout
    parts = [[int(number, 16) for number in line.split()[1:5]] for line in text.splitlines()
             if line.split()[:1] == ["LOAD"]]
    return {place: place - offset + address for place in offsets
            for offset, address, _, size in parts if offset <= place < offset + size}


def stations_in(program, offsets):
    """The station of each place in the daemon's file: that of the innermost function of the tree."""
    addresses = virtual_addresses(program, offsets)
    asked = sorted(set(addresses.values()))
    text = subprocess.run(["addr2line", "-a", "-i", "-e", program], stdout=subprocess.PIPE, text=True,
                          input="".join(f"{address:#x}\n" for address in asked), check=True).stdout
    found, current = {}, None
    for line in text.splitlines():
        if line.startswith("0x"):
            current = int(line, 16)
            found[current] = SYSTEM
        elif found[current] == SYSTEM:
            found[current] = station_of(line.split(":")[0])
    return {place: found[address] for place, address in addresses.items()}


def read(path, maps):
    """All samples of a file, each with its station. `maps`: of the daemons, by process."""
    done = subprocess.run(["perf", "script", "-i", path, "-F", "comm,pid,ip,sym,dso"], text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    if done.returncode != 0:
        raise Failed(f"perf script: {done.stderr}")
    matches = [LINE.match(line) for line in done.stdout.splitlines() if line.strip()]
    result = [Sample(match, maps) for match in matches if match]
    own = [sample for sample in result if sample.place is not None]
    for program in {maps[sample.pid].program for sample in own}:
        inside = [sample for sample in own if maps[sample.pid].program == program]
        found = stations_in(program, {sample.place for sample in inside})
        for sample in inside:
            sample.station = found.get(sample.place, sample.station)
    return result
