// test/fuzz/fuzz_totem.cc - any datagram at all, given to the decoder of its type.
#include "fuzz/round_trip.h"
#include "wire/pack.h"
#include "wire/totem.h"

#include <cstddef>
#include <cstdint>

namespace {

using namespace baton;

BufferPool pool;

const auto kEncode = [](const auto& message) { return wire::encode(message, pool); };
// As a frame of ours: the header before a payload that stands there already.
const auto kFrame = [](const wire::Multicast& message) {
    return wire::encapsulate(message, message.payload, pool);
};

// A pack has no encoder of its own: walking its parts must end exactly at its end.
void walk_pack(Bytes payload) {
    const auto pack = wire::PackReader::of(payload);
    if (!pack) return;
    std::size_t end = pack->data_offset();
    for (std::size_t part = 0; part < pack->count(); ++part) end += pack->length(part);
    fuzz::require(end == payload.size());
}

void take_multicast(Bytes datagram) {
    fuzz::round_trip(datagram, wire::decode_multicast, kFrame);
    const auto message = wire::decode_multicast(datagram);
    if (!message) return;
    walk_pack(message->payload);
    if (message->encapsulation != wire::Encapsulation::old_ring) return;
    if (const auto inner = wire::decode_multicast(message->payload)) walk_pack(inner->payload);
}

void take(wire::TotemType type, Bytes datagram) {
    switch (type) {
    case wire::TotemType::token:
        return fuzz::round_trip(datagram, wire::decode_token, kEncode);
    case wire::TotemType::multicast:
        return take_multicast(datagram);
    case wire::TotemType::merge_detect:
        return fuzz::round_trip(datagram, wire::decode_merge_detect, kEncode);
    case wire::TotemType::join:
        return fuzz::round_trip(datagram, wire::decode_join, kEncode);
    case wire::TotemType::commit_token:
        return fuzz::round_trip(datagram, wire::decode_commit_token, kEncode);
    case wire::TotemType::hold_cancel:
        return fuzz::round_trip(datagram, wire::decode_hold_cancel, kEncode);
    }
    fuzz::require(false); // the header's decoder lets no other type pass
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const Bytes datagram = fuzz::as_input(data, size);
    if (const auto header = wire::decode_header(datagram)) take(header->type, datagram);
    fuzz::require(pool.outstanding() == 0);
    return 0;
}
