"""What happens to a cluster in a chaos: each mishap begins, lasts a while, and ends.

A mishap claims what it needs (a node, the wires, ...), so that no two contradict each other.
"""

import mmap
import os
import struct

from harness import faults


class Mishap:
    """One of them. `begin` gets the chaos; what it returns is called when the mishap ends."""

    def __init__(self, name, weight, seconds, claim, begin):
        self.name, self.weight, self.seconds = name, weight, seconds
        self.claim, self.begin = claim, begin


NODE, CLIENT = object(), object()  # claims: any free node, any client


def killed(chaos, node):
    chaos.kill(node)
    return lambda: chaos.start(node)


def left(chaos, node):
    chaos.leave(node)
    return lambda: chaos.start(node)


def paused(_chaos, node):
    node.pause()
    return node.resume


def unplugged(chaos, node):
    faults.unplug(chaos.network, node)
    return lambda: faults.unplug(chaos.network, node, plugged=True)


def link_down(_chaos, node):
    node.space.run("ip", "link", "set", "eth0", "down")
    return lambda: node.space.run("ip", "link", "set", "eth0", "up")


def leap(chaos, node):
    """Its monotonic clock jumps ahead."""
    chaos.clocks[node.index].add(chaos.dice.randrange(50, 5000), 0)
    return lambda: None


def wrong_day(chaos, node):
    """The clock of the day is set, forward or back."""
    chaos.clocks[node.index].add(0, chaos.dice.randrange(-3600000, 3600000))
    return lambda: None


def partitioned(chaos):
    sides = [[] for _ in range(chaos.dice.choice((2, 2, 3)))]
    for node in chaos.nodes:
        chaos.dice.choice(sides).append(node)
    faults.partition(chaos.network, *sides)
    return lambda: faults.heal(chaos.network, chaos.nodes)


def one_way(chaos):
    sender, *others = chaos.dice.sample(chaos.nodes, len(chaos.nodes))
    faults.deafen(chaos.network, sender, others[:chaos.dice.randint(1, len(others))])
    return lambda: faults.deafen_no_more(chaos.network)


def lossy(chaos):
    faults.lose(chaos.network, chaos.nodes, chaos.dice.choice((1, 3, 10, 25)))
    return lambda: faults.lose_no_more(chaos.network)


def doubled(chaos):
    faults.duplicate(chaos.network, chaos.nodes, chaos.dice.choice((5, 20)))
    return lambda: faults.duplicate_no_more(chaos.network)


def shuffled(chaos):
    chosen = chaos.dice.sample(chaos.nodes, 2)
    percent, delay_ms = chaos.dice.choice(((20, 5), (10, 40)))
    shuffles = [faults.Shuffle(node, chaos.tool("shuffle"), percent, delay_ms) for node in chosen]

    def end():
        for shuffle in shuffles:
            shuffle.close()
    return end


def client_killed(_chaos, client):
    client.kill()
    return lambda: None


def client_paused(_chaos, client):
    client.pause()
    return client.resume


def all_killed(chaos):
    """Most of the cluster at once."""
    chosen = [node for node in chaos.dice.sample(chaos.nodes, 4) if chaos.is_free(node)]
    for node in chosen:
        chaos.kill(node)

    def end():
        for node in chosen:
            chaos.start(node)
    return end


MISHAPS = [
    Mishap("killed", 10, (0, 6), NODE, killed),
    Mishap("left", 4, (0, 6), NODE, left),
    Mishap("paused for a moment", 8, (0.05, 0.5), NODE, paused),
    Mishap("paused for long", 5, (0.7, 6), NODE, paused),
    Mishap("unplugged", 5, (0.2, 5), NODE, unplugged),
    Mishap("link down", 3, (0.2, 5), NODE, link_down),
    Mishap("clock leaps", 4, (0, 0), NODE, leap),
    Mishap("day is set", 2, (0, 0), NODE, wrong_day),
    Mishap("partitioned", 8, (0.2, 6), "wires", partitioned),
    Mishap("one way cut", 5, (0.2, 4), "one way", one_way),
    Mishap("loss", 6, (1, 8), "loss", lossy),
    Mishap("duplicates", 4, (1, 8), "duplicates", doubled),
    Mishap("out of order", 4, (1, 6), "order", shuffled),
    Mishap("client killed", 8, (0, 0), CLIENT, client_killed),
    Mishap("client paused", 6, (0.2, 6), CLIENT, client_paused),
    Mishap("most killed", 1, (0.5, 4), "all", all_killed),
]


class Clock:
    """What a daemon's clocks are off by (tools/strange_clock.c)."""

    def __init__(self, path):
        self.path, self.offsets = path, [0, 0]
        with open(path, "wb") as out:
            out.write(bytes(16))
        with open(path, "r+b") as out:
            self.memory = mmap.mmap(out.fileno(), 16)

    def add(self, monotonic_ms, day_ms):
        self.offsets = [old + more * 1000000
                        for old, more in zip(self.offsets, (monotonic_ms, day_ms))]
        struct.pack_into("=qq", self.memory, 0, *self.offsets)

    def environment(self, tool):
        return {"LD_PRELOAD": os.path.abspath(tool), "STRANGE_CLOCK": self.path}
