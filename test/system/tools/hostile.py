#!/usr/bin/python3
"""A local client written from the protocol alone, which need not keep to it.

hostile.py SERVICE KIND SECONDS [FIRST COUNT]

SERVICE is the name of a socket; that of a direct channel ends in -baton.
KIND: honest   asks and reads answers; prints "slowest MS", and "wrong N" of the answers
      flood    asks as fast as it can and never reads an answer
      stall    asks for events without end, and never takes one
      lie      writes into the shared memory what no library would
      scribble writes any value at any word of the memory of a direct channel, COUNT times at least,
               however long it takes; prints "writes N"
      silent   connects several hundred times and says nothing, or half of it
      hold     keeps 100 good connections for the whole time
      groups   joins COUNT groups of cpg, numbered from FIRST, each with a connection of its own, and
               counts those of the cluster; prints "joined N", then "seen N" and "left N" as often as
               they change: of how many it was told that they left one of its groups
      keys     makes 5000 keys of cmap, lists them, counts what a tracker was told;
               prints "made N", "listed N", "told N"
At the end "connections N requests M" is printed; the exit code is 0 whatever the daemon did.
"""

import ctypes
import mmap
import os
import random
import resource
import socket
import struct
import sys
import time

from direct_client import DirectClient, direct_lies, scribble_once

LIBC = ctypes.CDLL(None, use_errno=True)
WORDS = 1052672 // 4
COMPLETE, CONSUMED = 0xA1A1A1A1, 0xD0D0D0D0
SEMAPHORE, FLOW = 8208, 8240


def name(text):
    return struct.pack("<I4x128s", len(text), text)


def key(text):
    return struct.pack("<H6x256s", len(text), text)


# A question that is always answered, and a request that makes an event each time.
QUESTION = {"cpg": (4, b""), "cmap": (2, key(b"totem.version") + struct.pack("<Q", 64)),
            "cfg": (6, b""), "quorum": (0, b""), "votequorum": (0, struct.pack("<Q", 0)),
            "baton": (0, b"")}
PREPARE = {"cpg": (0, name(b"hostile") + struct.pack("<IIQ", os.getpid(), 0, 0)),
           "cmap": (7, key(b"") + struct.pack("<i4xQ", 15, 1)), "cfg": (10, struct.pack("<Q", 0))}
EVENT = {"cpg": (2, struct.pack("<8xI4xI4x", 2, 8000) + bytes(8000)),
         "cmap": (0, None), "quorum": (1, struct.pack("<Q", 1)),
         "votequorum": (3, struct.pack("<QQ", 1, 1)), "cfg": (6, b""), "baton": (0, b"")}


class Ring:
    """One direction: the header and the data, as both sides map them."""

    def __init__(self, path):
        self.paths = [path + end for end in ("-header", "-data")]
        self.header, self.data = (self.map(*which) for which in zip(self.paths, (8252, WORDS * 4)))
        self.place = 0
        self.semaphore = ctypes.addressof(ctypes.c_char.from_buffer(self.header)) + SEMAPHORE

    @staticmethod
    def map(path, size):
        file = os.open(path, os.O_RDWR)
        try:
            return mmap.mmap(file, size)
        finally:
            os.close(file)

    def word(self, place, value=None):
        place = place % WORDS * 4
        if value is None:
            return struct.unpack_from("<I", self.data, place)[0]
        return struct.pack_into("<I", self.data, place, value)

    def field(self, offset, value=None):
        if value is None:
            return struct.unpack_from("<I", self.header, offset)[0]
        return struct.pack_into("<I", self.header, offset, value)

    def post(self):
        LIBC.sem_post(ctypes.c_void_p(self.semaphore))

    def waiting(self):
        count = ctypes.c_int()
        LIBC.sem_getvalue(ctypes.c_void_p(self.semaphore), ctypes.byref(count))
        return count.value

    def put(self, place, data):
        at = place % WORDS * 4
        first = data[:WORDS * 4 - at]
        self.data[at:at + len(first)] = first
        self.data[:len(data) - len(first)] = data[len(first):]

    def write(self, data, length=None):
        free = (self.field(4) - self.place - 1) % WORDS
        if free * 4 < len(data) + 16:
            return False
        self.put(self.place + 2, data)
        self.word(self.place, len(data) if length is None else length)
        self.word(self.place + 1, COMPLETE)
        self.place = (self.place + 2 + (len(data) + 3) // 4) % WORDS
        self.field(0, self.place)
        self.post()
        return True

    def read(self):
        if LIBC.sem_trywait(ctypes.c_void_p(self.semaphore)) != 0:
            return None
        length = self.word(self.place)
        at, end = (self.place + 2) % WORDS * 4, WORDS * 4
        data = self.data[at:at + length] + self.data[:max(0, at + length - end)]
        self.word(self.place, 0)
        self.word(self.place + 1, CONSUMED)
        self.place = (self.place + 2 + (length + 3) // 4) % WORDS
        self.field(4, self.place)
        return data

    def cut(self):
        for path in self.paths:
            os.truncate(path, 0)


def plug(service):
    end = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    end.settimeout(20)
    end.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
    end.connect(b"\0" + service.encode() + bytes(107 - len(service)))
    return end


class Client:
    """A connection like that of any client; raises OSError if it is refused."""

    def __init__(self, service, largest=1048576):
        self.end = plug(service)
        self.end.sendall(struct.pack("<i4xi4xI4x", -1, 24, largest))
        answer = b""
        while len(answer) < 12328:
            more = self.end.recv(12328 - len(answer))
            if not more:
                raise OSError("closed")
            answer += more
        error, = struct.unpack_from("<i", answer, 16)
        if error != 0:
            raise OSError(error, "refused")
        paths = [answer[at:at + 4096].split(b"\0")[0].decode() for at in (40, 4136, 8232)]
        self.requests, self.replies, self.events = [Ring(path) for path in paths]
        self.end.setblocking(False)
        self.sent = 0

    def tell(self, data=b"x"):
        try:
            self.end.send(data)
        except OSError:  # full, or the other end has gone: who waits for an answer finds out
            pass

    def send(self, number, content):
        """False if there is no room, or no leave, at the moment."""
        if self.requests.field(FLOW) != 0:
            return False
        size = 16 + len(content)
        if not self.requests.write(struct.pack("<i4xi4x", number, size) + content):
            return False
        self.tell()
        self.sent += 1
        return True

    def gone(self):
        try:
            while True:
                if self.end.recv(4096) == b"":
                    return True
        except BlockingIOError:
            return False
        except OSError:
            return True

    def ask(self, number, content, seconds=20):
        end = time.monotonic() + seconds
        while not self.send(number, content):
            if time.monotonic() > end or self.gone():
                return None
            time.sleep(0.001)
        while time.monotonic() < end:
            answer = self.replies.read()
            if answer is not None:
                return answer
            if self.gone():
                return None
            time.sleep(0.0005)
        return None

    def close(self):
        self.end.close()


def is_direct(service):
    return service.endswith("-baton")


def behind(service):
    return service.removesuffix("-baton")


class Count:
    connections = requests = 0


def connect(service, **options):
    """A new connection, or None after a pause."""
    try:
        client = DirectClient(plug(service), **options) if is_direct(service) else Client(service, **options)
        Count.connections += 1
        return client
    except OSError:
        time.sleep(0.02)
        return None


def honest(service, end):
    slowest, wrong, client = 0, 0, None
    while time.monotonic() < end:
        client = client or connect(service)
        if client is None:
            wrong += 1
            continue
        begin = time.monotonic()
        answer = client.ask(*QUESTION[behind(service)])
        slowest = max(slowest, time.monotonic() - begin)
        Count.requests += 1
        if answer is None or struct.unpack_from("<i", answer, 16)[0] != 1:
            wrong += 1
        time.sleep(0.01)
    print(f"slowest {int(slowest * 1000)} wrong {wrong}")


def flood(service, end):
    client = None
    while time.monotonic() < end:
        client = client or connect(service)
        if client is None:
            continue
        if not client.send(*QUESTION[behind(service)]):
            time.sleep(0.001)
            if client.gone():
                Count.requests += client.sent
                client.close()
                client = None
    if client:
        Count.requests += client.sent


def stall(service, end):
    client, number = None, 0
    while time.monotonic() < end:
        if client is None:
            client = connect(service)
            if client and behind(service) in PREPARE:
                client.ask(*PREPARE[behind(service)])
            continue
        number += 1
        kind, content = EVENT[behind(service)]
        if service == "cmap":
            value = struct.pack("<I", number) + bytes(4092)
            content = key(b"hostile.key") + struct.pack("<QB7x", len(value), 12) + value
        if behind(service) == "cpg":
            sent = client.send(kind, content)
            if not sent:
                time.sleep(0.001)
            lost = not sent and client.gone()
        else:
            lost = client.ask(kind, content, 5) is None
        if lost:
            Count.requests += client.sent
            client.close()
            client = None
    if client:
        Count.requests += client.sent


def good_request(service):
    number, content = QUESTION[behind(service)]
    return struct.pack("<i4xi4x", number, 16 + len(content)) + content


def lies(service):
    """Each is done to a fresh connection: what stands in the shared memory is not what it should be."""
    request = good_request(service)

    def places(ring, offset):
        def lie(client):
            for value in (0x3fffff00, 0xffffffff, WORDS, WORDS - 1, 7):
                getattr(client, ring).field(offset, value)
                client.requests.write(request)
                client.tell()
                time.sleep(0.002)
        return lie

    def lengths(client):
        for length in (0xffffffff, 0x7fffffff, 1048577, 0):
            client.requests.write(request, length)
            client.tell()

    def marks(client):
        client.requests.write(request)
        client.requests.word(1, random.getrandbits(32))
        client.tell()

    def semaphores(client):
        for _ in range(1000):
            client.requests.post()
        client.tell()

    def wild_semaphores(client):
        client.requests.write(request)
        for ring in (client.requests, client.replies, client.events):
            for at in range(SEMAPHORE, SEMAPHORE + 32, 4):
                ring.field(at, random.getrandbits(32) | 1)
        client.tell()

    def fewer_bytes(client):
        for _ in range(50):
            client.requests.write(request)
        client.tell()

    def more_bytes(client):
        client.requests.write(request)
        for _ in range(100):
            client.tell(bytes(1000))

    def cut_short(client):
        client.requests.write(request)
        for ring in (client.requests, client.replies, client.events):
            ring.cut()
        client.tell()

    def noise(client):
        for _ in range(200):
            client.requests.put(random.randrange(WORDS), random.randbytes(4096))
            client.requests.header[:8204] = random.randbytes(8204)
            client.requests.post()
            client.tell()

    def in_the_middle(client):
        client.requests.put(2, request)
        client.requests.word(1, 0xA110CED0)
        client.tell()

    yield from (places(ring, offset) for ring in ("requests", "replies", "events")
                for offset in (0, 4, 8, 8204))
    yield from (lengths, marks, semaphores, wild_semaphores, fewer_bytes, more_bytes, cut_short,
                noise, in_the_middle)


def lie(service, end):
    request = good_request(service)
    while time.monotonic() < end:
        for one in direct_lies(request) if is_direct(service) else lies(service):
            largest = random.choice((16, 1048576, 0x7fffffff, 0xffffffff))
            client = connect(service) if is_direct(service) else connect(service, largest=largest)
            if client is None:
                continue
            if behind(service) in PREPARE and random.random() < 0.5:
                client.ask(*PREPARE[behind(service)], seconds=1)
            try:
                one(client)
                client.gone()
            except OSError:
                pass
            Count.requests += client.sent + 1
            if random.random() < 0.5:
                time.sleep(0.005)
            client.close()


def scribble(service, end):
    wanted, writes = int(sys.argv[5]), 0
    while time.monotonic() < end or writes < wanted:
        client = connect(service)
        if client is None:
            continue
        if random.random() < 0.5:
            client.ask(*PREPARE[behind(service)], seconds=1)
        writes += scribble_once(client, good_request(service), 20000)
        client.close()
        Count.requests += 1
    print(f"writes {writes}")


def silent(service, end):
    beginnings = (b"", b"\xff\xff", struct.pack("<i4xi", -1, 24), random.randbytes(24),
                  struct.pack("<i4xi4xI4x", -3, 24, 1), struct.pack("<i4xi4xI4x", -1, 1 << 30, 1),
                  random.randbytes(5000))
    ends = []
    while time.monotonic() < end:
        while len(ends) < 400:
            try:
                ends.append(plug(service))
                Count.connections += 1
                ends[-1].setblocking(False)
                ends[-1].send(random.choice(beginnings))
            except OSError:
                time.sleep(0.001)
        for _ in range(20):
            ends.pop(random.randrange(len(ends))).close()
        time.sleep(0.02)


def hold(service, end):
    clients = [client for client in (connect(service) for _ in range(100)) if client]
    while time.monotonic() < end:
        for client in clients:
            if client.ask(*QUESTION[behind(service)]) is not None:
                Count.requests += 1
        time.sleep(0.1)


def of_group(client, number, joined):
    """Asks to join; the answer may be to try again."""
    text = f"group-{number}".encode()
    for _ in range(200):
        answer = client.ask(0, name(text) + struct.pack("<IIQ", os.getpid(), 0, 0))
        error = answer and struct.unpack_from("<i", answer, 16)[0]
        if error != 6:
            return joined + (error == 1)
        time.sleep(0.05)
    return joined


def those_who_left(client):
    """Entries of this kind in the changes that the client was sent since it was asked last."""
    left, event = 0, client.events.read()
    while event is not None:
        if struct.unpack_from("<i", event)[0] == 4:
            left += struct.unpack_from("<I", event, 176)[0]
        event = client.events.read()
    return left


def groups(service, end):
    first, count = int(sys.argv[4]), int(sys.argv[5])
    clients, joined = [], 0
    for number in range(first, first + count):
        client = connect(service)
        if client is not None:
            clients.append(client)
            joined = of_group(client, number, joined)
    print(f"joined {joined}", flush=True)
    asker, seen, left = clients[0], 0, 0
    while time.monotonic() < end:
        handle = asker.ask(5, name(b"") + struct.pack("<II", 1, 0))[24:32]
        now = 0
        while struct.unpack_from("<i", asker.ask(6, handle), 16)[0] == 1:
            now += 1
        asker.ask(7, handle)
        if now != seen:
            print(f"seen {now}", flush=True)
        seen = now
        told = sum(those_who_left(client) for client in clients)
        left += told
        if told:
            print(f"left {left}", flush=True)
        time.sleep(0.5)


def keys(service, _end):
    client, tracker = Client(service), Client(service)
    tracker.ask(7, key(b"") + struct.pack("<i4xQ", 15, 1))
    made = listed = told = 0
    for number in range(5000):
        value = struct.pack("<QB7xI", 4, 6, number)
        answer = client.ask(0, key(f"many.key.{number}".encode()) + value)
        made += struct.unpack_from("<i", answer, 16)[0] == 1
    handle = client.ask(4, key(b"many.key."))[24:32]
    while struct.unpack_from("<i", client.ask(5, handle), 16)[0] == 1:
        listed += 1
    end = time.monotonic() + 10
    while told < 5000 and time.monotonic() < end:
        event = tracker.events.read()
        if event is None:
            time.sleep(0.01)
        else:
            told += event[40:48] == b"many.key"
    print(f"made {made} listed {listed} told {told}")


def main():
    service, kind, seconds = sys.argv[1:4]
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))  # seven for each connection
    kinds = {"honest": honest, "flood": flood, "stall": stall, "lie": lie, "silent": silent,
             "scribble": scribble, "hold": hold, "groups": groups, "keys": keys}
    kinds[kind](service, time.monotonic() + float(seconds))
    print(f"connections {Count.connections} requests {Count.requests}", flush=True)
    os._exit(0)  # mappings of files that were cut short are not to be touched again


main()
