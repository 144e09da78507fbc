#!/usr/bin/python3
"""Switch segmentation offload off on network devices, as `ethtool -K DEVICE gso off ...` does.

offload.py DEVICE ...

A pair of veth devices passes a train of datagrams on as one packet. Without offload each datagram goes
its way alone, which is nearest to a network card that cannot do it. It asks the kernel itself: Debian's
ethtool need not be there.
"""

import ctypes
import fcntl
import socket
import struct
import sys

SIOCETHTOOL = 0x8946
GET_STRINGS, GET_FEATURES, SET_FEATURES, GET_SET_SIZES = 0x1b, 0x3a, 0x3b, 0x37
FEATURE_NAMES, NAME_BYTES = 4, 32
OFF = ("tx-udp-segmentation", "tx-generic-segmentation", "tx-tcp-segmentation", "tx-tcp6-segmentation",
       "tx-tcp-ecn-segmentation", "tx-tcp-mangleid-segmentation", "tx-gso-list", "rx-gro",
       "rx-gro-list", "rx-udp-gro-forwarding")


def ask(device, request):
    """What the kernel makes of the bytes of a request."""
    buffer = ctypes.create_string_buffer(request, len(request))
    ifreq = struct.pack("16sP16x", device.encode(), ctypes.addressof(buffer))
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as door:
        fcntl.ioctl(door, SIOCETHTOOL, ifreq)
    return buffer.raw


def feature_names(device):
    """In the order of their bits."""
    count, = struct.unpack_from("I", ask(device, struct.pack(
        "IIQI", GET_SET_SIZES, 0, 1 << FEATURE_NAMES, 0)), 16)
    head = struct.pack("III", GET_STRINGS, FEATURE_NAMES, count)
    text = ask(device, head + bytes(count * NAME_BYTES))[len(head):]
    return [text[at:at + NAME_BYTES].split(b"\0")[0].decode()
            for at in range(0, len(text), NAME_BYTES)]


def blocks_of(names):
    """How many words of 32 bits their features take."""
    return (len(names) + 31) // 32


def active(device):
    """The names of the features that are on."""
    names = feature_names(device)
    size = blocks_of(names)
    answer = ask(device, struct.pack("II", GET_FEATURES, size) + bytes(size * 16))
    words = [struct.unpack_from("4I", answer, 8 + block * 16)[2] for block in range(size)]
    return {name for bit, name in enumerate(names) if words[bit // 32] >> bit % 32 & 1}


def switch_off(device):
    """Those of OFF that this kernel knows."""
    names = feature_names(device)
    words = [0] * blocks_of(names)
    for bit, name in enumerate(names):
        if name in OFF:
            words[bit // 32] |= 1 << bit % 32
    ask(device, struct.pack("II", SET_FEATURES, len(words))
        + b"".join(struct.pack("II", word, 0) for word in words))
    left = active(device) & set(OFF)
    if left:
        raise OSError(f"{device}: still on: {', '.join(sorted(left))}")


if __name__ == "__main__":
    for each in sys.argv[1:]:
        switch_off(each)
