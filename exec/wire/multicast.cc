// exec/wire/multicast.cc - the multicast message: a numbered place in the ring's order.
//
//   13 u32 originator     17 u32 seq            21 i32 sender_count
//   25 ring id            37 u32 reserved, 0    41 i32 guarantee     45 payload
#include "wire/totem_header.h"

#include <algorithm>

namespace baton::wire {

namespace {

// Neither the originator (a copy of the sender) nor an odd encapsulation is a reason to refuse:
// a Corosync takes the message all the same, and a ring whose members disagree about which
// messages there are comes to a halt.
Encapsulation encapsulation_of(std::uint8_t value) {
    if (value == static_cast<std::uint8_t>(Encapsulation::old_ring)) return Encapsulation::old_ring;
    if (value == static_cast<std::uint8_t>(Encapsulation::ordinary)) return Encapsulation::ordinary;
    return Encapsulation::none;
}

} // namespace

Result<Multicast> decode_multicast(Bytes datagram) {
    const auto header =
        decode_header_of(datagram, TotemType::multicast, kMulticastHeaderSize, "multicast");
    if (!header) return tl::make_unexpected(header.error());
    if (header->sender == NodeId{})
        return failure(Error::Kind::malformed, "multicast: no node has created it");
    return *read_multicast(datagram);
}

std::optional<Multicast> read_multicast(Bytes datagram) {
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

void write_multicast_header(const Multicast& message,
                            std::span<std::byte, kMulticastHeaderSize> out) {
    FieldsOut<kMulticastHeaderSize> fields(out);
    put_header(fields, TotemType::multicast, message.sender, message.target, message.encapsulation);
    fields.put<13>(message.sender)
        .put<17>(message.seq)
        .put<21>(message.sender_count)
        .put<25>(message.ring)
        .put<41>(message.guarantee);
}

Slice encapsulate(const Multicast& outer, Bytes old_datagram, BufferPool& pool) {
    Buffer buffer = pool.take(kMulticastHeaderSize + old_datagram.size());
    const auto bytes = buffer.bytes();
    write_multicast_header(outer, bytes.first<kMulticastHeaderSize>());
    std::copy(old_datagram.begin(), old_datagram.end(), bytes.begin() + kMulticastHeaderSize);
    return buffer.slice(0, buffer.size());
}

} // namespace baton::wire
