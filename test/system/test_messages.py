"""Messages of all sizes, from one packet to many requests."""

from harness.cases import case
from harness.order import agree_all, talk

SIZES = {"smallest": (500, 16), "one_frame": (300, 1400), "many_frames": (50, 64000),
         "largest_request": (8, 1047552), "one_mebibyte": (8, 1048576), "five_megabytes": (2, 5000000)}


@case(*SIZES)
def size(lab, name):
    count, size_bytes = SIZES[name]
    with lab.cluster(3) as cluster:
        members = cluster.formed()
        talk(members, count, size_bytes)
        agree_all(members)


@case("udpu", "udp")
def all_sizes_at_once(lab, transport):
    with lab.cluster(3, transport=transport) as cluster:
        members = cluster.formed() + [cluster.member(index) for index in (1, 2, 3)]
        for member in members:
            member.wait_for_members(6)
        for number, member in enumerate(members):
            member.send(*((300, 16, 1500), (20, 50000, 200000), (4, 900000, 1500000))[number % 3])
        for member in members:
            member.wait_for_messages(2 * (300 + 20 + 4))
        agree_all(members)
