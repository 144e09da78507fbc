"""Traffic, and comparing what two members saw of it: the same things in the same order."""

import time

from harness.client import Change
from harness.waiting import PAUSE_S, Failed, until

SETTLE_S = 20


def talk(members, count, size, largest=None):
    """Each member sends `count` messages; wait until each has received those of all.

    They must be in one membership. Whatever they sent before has then arrived as well.
    """
    for member in members:
        member.send(count, size, largest)
    for receiver in members:
        for sender in members:
            until(lambda: receiver.has_all_from(sender), seconds=90,
                  what=lambda: f"{receiver.path} has what {sender.path} sent")


def drain(members):
    """Until each has its own messages back: what was begun before a merge is then over."""
    for member in members:
        until(lambda: member.has_all_from(member), f"{member.path} has its own", seconds=90)


def agree(first, second, since="first"):
    """From the change on that put both into one membership, both saw the same, line by line.

    `since` says which: the "first" such change, for members that stayed together ever after, or the
    "last" one, for members whose nodes were apart before. Returns the number of events compared.
    """
    end = time.monotonic() + SETTLE_S
    while True:  # the last lines of one log may still be on their way
        one, other = tails(first, second, since)
        if len(one) == len(other) or time.monotonic() > end:
            break
        time.sleep(PAUSE_S)
    compare(first, one, second, other)
    one_views, other_views = views(first, second, since)
    compare(first, one_views, second, other_views)
    return len(one)


def agree_all(members, since="first"):
    """Every member saw what the first of them saw."""
    return [agree(members[0], other, since) for other in members[1:]]


def number_of_views(members):
    """How many memberships of the ring each has seen: equal numbers mean that nothing happened between."""
    return [len(member.views()) for member in members]


def unbroken(receiver, sender, first=1):
    """The sender's messages came in the order in which they were sent, each once, none left out.

    `first` is where they begin; None for a receiver that came when the sender was there already.
    Returns how many there are.
    """
    numbers = [int(line.split()[2]) for line in receiver.messages() if line.split()[1] == sender.address]
    start = numbers[0] if first is None and numbers else first
    for place, number in enumerate(numbers, start or 1):
        if number != place:
            raise Failed(f"{receiver.path}: message {number} of {sender.address} where {place} should be")
    return len(numbers)


def tails(first, second, since):
    """Messages and changes of both, behind the change that they have in common."""
    logs = [[line for line in member.events() if line.startswith(("message", "change"))]
            for member in (first, second)]
    places = common_places(first, second, logs, since)
    heads = [log[place] for log, place in zip(logs, places)]
    rests = [log[place + 1:] for log, place in zip(logs, places)]
    strict = since == "first" and heads[0] == heads[1]
    return rests if strict else without_half_heard(rests)


def common_places(first, second, logs, since):
    """Where the change stands in each log that put both members into one membership."""
    both = {first.address, second.address}
    lists = [{} for _ in logs]
    for places, log in zip(lists, logs):
        for at, line in enumerate(log):
            if line.startswith("change") and both <= set(Change(line).members):
                members = tuple(Change(line).members)
                places[members] = places.get(members, at) if since == "first" else at
    common = [members for members in lists[0] if members in lists[1]]
    if not common:
        raise Failed(f"{first.path} and {second.path} were never together")
    chosen = min(common, key=lists[0].get) if since == "first" else max(common, key=lists[0].get)
    return [places[chosen] for places in lists]


def without_half_heard(logs):
    """After nodes have met, leave out what only one side can have.

    A message that its sender had begun to send when they met is whole only for those who heard
    the beginning; a Corosync that came in the middle waits for a pack that ends with a message. So a
    newcomer may lack the first messages of a sender, never one behind those that it has.
    """
    known = [{line for line in log if line.startswith("message")} for log in logs]
    return [list(skip_beginnings(log, known[1 - side])) for side, log in enumerate(logs)]


def skip_beginnings(log, known):
    heard = set()
    for line in log:
        sender = line.split()[1]
        if not line.startswith("message") or line in known:
            heard.add(sender)
        elif sender not in heard:
            continue
        yield line


def views(first, second, since):
    """The ring's memberships that both saw. The one told to a client at its start may come twice."""
    logs = [list(dict.fromkeys(member.of_kind("view"))) for member in (first, second)]
    common = [line for line in logs[0] if line in logs[1]]
    if not common:
        raise Failed(f"{first.path} and {second.path} have no membership of the ring in common")
    start = common[0] if since == "first" else common[-1]
    return [log[log.index(start):] for log in logs]


def compare(first, one, second, other):
    for number, (here, there) in enumerate(zip(one, other)):
        if here != there:
            raise Failed(f"event {number} behind the common change: {first.path} has '{here}', "
                         f"{second.path} has '{there}'")
    if len(one) != len(other):
        raise Failed(f"{first.path} has {len(one)} events, {second.path} has {len(other)}")
