// exec/wire/multicast.cc - the multicast message: a numbered place in the ring's order. Its layout
// is in multicast_view.h.
#include "wire/multicast_view.h"
#include "wire/totem_header.h"

#include <algorithm>

namespace baton::wire {

Result<Multicast> decode_multicast(Bytes datagram) {
    const auto header =
        decode_header_of(datagram, TotemType::multicast, kMulticastHeaderSize, "multicast");
    if (!header) return tl::make_unexpected(header.error());
    if (header->sender == NodeId{})
        return failure(Error::Kind::malformed, "multicast: no node has created it");
    return *read_multicast(datagram);
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
