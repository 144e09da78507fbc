#!/usr/bin/python3
"""wiretap.py INTERFACE FILE LIMIT: writes the frames that pass this interface to a file, one behind the other.

It begins with an empty file once it hears, and ends when so many bytes have been written or its standard
input ends. Frames that the kernel had no room for are counted on standard error.
"""

import select
import socket
import struct
import sys

EVERY_PROTOCOL, FRAME_MAX, ROOM = 3, 1 << 16, 32 << 20
SO_RCVBUFFORCE, SOL_PACKET, PACKET_STATISTICS = 33, 263, 6


def main():
    interface, path, left = sys.argv[1], sys.argv[2], int(sys.argv[3])
    with socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(EVERY_PROTOCOL)) as wire, \
            open(path, "wb") as out:
        wire.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, ROOM)
        wire.bind((interface, EVERY_PROTOCOL))
        while left > 0:
            ready, _, _ = select.select([wire, sys.stdin], [], [])
            if sys.stdin in ready:
                break
            frame = wire.recv(FRAME_MAX)
            out.write(frame[:left])
            out.flush()
            left -= len(frame)
        _, lost = struct.unpack("II", wire.getsockopt(SOL_PACKET, PACKET_STATISTICS, 8))
    print(f"{lost} lost", file=sys.stderr)


main()
