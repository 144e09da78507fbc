// exec/wire/multicast_view.h - a multicast's header where it lies. Nearly every datagram of a busy
// ring is one, so it is read without asking why it would be none.
//
//   13 u32 originator     17 u32 seq            21 i32 sender_count
//   25 ring id            37 u32 reserved, 0    41 i32 guarantee     45 payload
#pragma once

#include "wire/totem_header.h"

#include <optional>

namespace baton::wire {

// Whether its first bytes are those of a multicast, good or not.
inline bool looks_like_multicast(Bytes datagram) {
    return datagram.size() >= kMulticastHeaderSize &&
           std::to_integer<std::uint8_t>(datagram[3]) ==
               static_cast<std::uint8_t>(TotemType::multicast);
}

// Neither the originator (a copy of the sender) nor an odd encapsulation is a reason to refuse:
// a Corosync takes the message all the same, and a ring whose members disagree about which
// messages there are comes to a halt.
inline Encapsulation encapsulation_of(std::uint8_t value) {
    if (value == static_cast<std::uint8_t>(Encapsulation::old_ring)) return Encapsulation::old_ring;
    if (value == static_cast<std::uint8_t>(Encapsulation::ordinary)) return Encapsulation::ordinary;
    return Encapsulation::none;
}

// decode_multicast(), for whoever does not ask why it is none.
inline std::optional<Multicast> read_multicast(Bytes datagram) {
    const auto head = Fields<kMulticastHeaderSize>::of(datagram);
    if (!head || head->get<std::uint16_t, 0>() != kMagic ||
        head->get<std::uint8_t, 2>() != kVersion ||
        head->get<std::uint8_t, 3>() != static_cast<std::uint8_t>(TotemType::multicast) ||
        head->node<5>() == NodeId{})
        return std::nullopt;
    return Multicast{.encapsulation = encapsulation_of(head->get<std::uint8_t, 4>()),
                     .sender = head->node<5>(),
                     .target = head->node<9>(),
                     .seq = head->seq<17>(),
                     .sender_count = head->get<std::uint32_t, 21>(),
                     .ring = head->ring<25>(),
                     .guarantee = head->get<std::int32_t, 41>(),
                     .payload = datagram.subspan(kMulticastHeaderSize)};
}

} // namespace baton::wire
