"""A client of the direct channel, written from its layout (exec/ipc/direct_memory.h) alone, and the lies
that it can tell. Its interface is that of hostile.Client.
"""

import array
import mmap
import os
import random
import socket
import struct
import time

PAGE, WORDS_OF_RING, READ, SLEEPER, STOP, HEAD = 4096, 384, 128, 256, 1152, 8
VERSION = 1
RECORDS = 1  # a feature
MULTICAST, SAFE_MULTICAST, RECORD_MAX = 1, 2, 4096
REQUESTS, REPLIES, EVENTS = range(3)


class DirectRing:
    """One direction; `begin` is where its data stand in the memory."""

    def __init__(self, memory, index, begin, size):
        self.memory, self.words, self.begin, self.size = memory, index * WORDS_OF_RING, begin, size
        self.place = 0

    def field(self, offset, value=None):
        if value is None:
            return struct.unpack_from("<Q", self.memory, self.words + offset)[0]
        return struct.pack_into("<Q", self.memory, self.words + offset, value)

    def put(self, place, data):
        at = place % self.size
        first = data[:self.size - at]
        self.memory[self.begin + at:self.begin + at + len(first)] = first
        rest = data[len(first):]
        self.memory[self.begin:self.begin + len(rest)] = rest

    def get(self, place, length):
        at = place % self.size
        data = self.memory[self.begin + at:self.begin + min(self.size, at + length)]
        return data + self.memory[self.begin:self.begin + length - len(data)]

    def write(self, data, length=None, kind=0):
        room = HEAD + (len(data) + 7) // 8 * 8
        if self.size - (self.place - self.field(READ)) < room:
            return False
        self.put(self.place, struct.pack("<II", len(data) if length is None else length, kind) + data)
        self.place += room
        self.field(0, self.place)
        return True

    def read(self):
        if self.field(0) == self.place:
            return None
        length, = struct.unpack("<I", self.get(self.place, 4))
        data = self.get(self.place + HEAD, length)
        self.place += HEAD + (length + 7) // 8 * 8
        self.field(READ, self.place)
        return data


class DirectClient:
    """A good connection; raises OSError if it is refused. Some know records, others are older."""

    def __init__(self, end, largest=VERSION, features=None):
        self.end = end
        features = random.choice((0, RECORDS)) if features is None else features
        self.end.sendall(struct.pack("<i4xi4xII", -1, 24, largest, features))
        answer, rights, _flags, _from = self.end.recvmsg(40, socket.CMSG_SPACE(64))
        error = struct.unpack_from("<i", answer, 16)[0] if len(answer) == 40 else -1
        files = array.array("i")
        for _level, kind, data in rights:
            if kind == socket.SCM_RIGHTS:
                files.frombytes(data)
        if error != 0 or not files:
            raise OSError(error, "refused")
        self.features, = struct.unpack_from("<I", answer, 20)
        if self.features & ~features:
            raise SystemExit("features that were not asked for")
        sizes = struct.unpack_from("<III", answer, 28)
        self.memory = mmap.mmap(files[0], PAGE + sum(sizes))
        self.file = files[0]
        begins = (PAGE, PAGE + sizes[0], PAGE + sizes[0] + sizes[1])
        self.requests, self.replies, self.events = [
            DirectRing(self.memory, *each) for each in zip(range(3), begins, sizes)]
        self.end.setblocking(False)
        self.sent = 0

    def tell(self, data=b"x"):
        try:
            self.end.send(data)
        except OSError:  # full, or the other end has gone: who waits for an answer finds out
            pass

    def send(self, number, content):
        """False if there is no room at the moment. The daemon is woken whether it sleeps or not."""
        if not self.requests.write(struct.pack("<i4xi4x", number, 16 + len(content)) + content):
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
        self.memory.close()
        os.close(self.file)


def direct_lies(request):
    """Each is done to a fresh connection: what stands in the shared memory is not what it should be."""
    def places(ring, offset):
        def lie(client):
            for value in (1 << 63, 0xffffffffffffffff, 0xfffffffffffffff8, 7, 1 << 40, 8):
                getattr(client, ring).field(offset, value)
                client.requests.write(request)
                client.tell()
                time.sleep(0.002)
        return lie

    def lengths(client):
        for length in (0xffffffff, 0x7fffffff, 1048577, len(request) + 8, 0):
            client.requests.write(request, length)
            client.tell()

    def kinds(client):
        for kind in (MULTICAST, SAFE_MULTICAST, 3, 1 << 31, 0xffffffff):
            client.requests.write(bytes(64), kind=MULTICAST)
            client.requests.write(request, kind=kind)
            client.tell()

    def long_records(client):
        for length in (RECORD_MAX, RECORD_MAX + 1, 0x7fffffff, 0xfffffff8, 0xffffffff):
            client.requests.write(bytes(64), kind=SAFE_MULTICAST)
            client.requests.write(bytes(64), length, MULTICAST)
            client.tell()

    def changing_records(client):
        begin = client.requests.place
        for _ in range(500):
            client.requests.write(bytes(64), kind=MULTICAST)
        client.tell()
        for _ in range(2000):
            at = client.requests.begin + begin + random.randrange(500) * 72
            struct.pack_into("<II", client.memory, at, random.choice((0, 64, 65, 1 << 31)), random.randrange(4))
        client.tell()

    def without_end(client):
        client.requests.write(request)
        client.requests.field(0, client.requests.place + client.requests.size)
        client.tell()

    def always_asleep(client):
        for _ in range(200):
            for ring in (client.requests, client.replies, client.events):
                ring.field(SLEEPER, random.getrandbits(64) | 1)
            client.requests.write(request)
            client.tell()

    def more_bytes(client):
        client.requests.write(request)
        for _ in range(100):
            client.tell(bytes(1000))

    def cut_short(client):
        client.requests.write(request)
        for size in (0, 1 << 30):
            try:
                os.truncate(client.file, size)
            except OSError:
                continue
            raise SystemExit("the memory can be cut short")
        client.tell()

    def holes(client):
        for _ in range(50):
            client.requests.write(request)
            os.posix_fallocate(client.file, 0, PAGE)
            client.memory.madvise(mmap.MADV_REMOVE)
            client.tell()

    def noise(client):
        for _ in range(200):
            client.requests.put(random.randrange(1 << 20), random.randbytes(4096))
            client.memory[:PAGE] = random.randbytes(PAGE)
            client.tell()

    yield from (places(ring, offset) for ring in ("requests", "replies", "events")
                for offset in (0, READ))
    yield from (lengths, kinds, long_records, changing_records, without_end, always_asleep, more_bytes,
                cut_short, holes, noise)


def scribble_once(client, request, count):
    """So many writes of any value at any word, first those that steer; how many were done."""
    beginnings = [0, client.requests.begin, client.replies.begin, client.events.begin]
    words = [ring.words + offset for ring in (client.requests, client.replies, client.events)
             for offset in (0, READ, SLEEPER)] + [STOP]
    memory, pack_into, draw = client.memory, struct.pack_into, random.getrandbits
    for done in range(0, count, 8):
        client.requests.write(request, kind=draw(4) % 3)
        client.requests.write(request)
        for _ in range(4):
            pack_into("<Q", memory, words[draw(10) % len(words)] // 8 * 8, draw(64))
            pack_into("<Q", memory, words[draw(10) % len(words)] // 8 * 8, draw(12) * 8)
        pack_into("<Q", memory, beginnings[draw(2)] + draw(9) * 8, draw(64))
        client.tell()
        if client.gone():
            return done + 8
    return count
