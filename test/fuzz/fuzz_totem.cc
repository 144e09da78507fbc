// test/fuzz/fuzz_totem.cc - any datagram at all, given to every decoder of Totem messages.
#include "fuzz/round_trip.h"
#include "wire/pack.h"
#include "wire/totem.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace {

using namespace baton;

BufferPool pool;

const auto kEncode = [](const auto& message) {
    const Slice slice = wire::encode(message, pool);
    return std::vector<std::byte>(slice.bytes().begin(), slice.bytes().end());
};

// A pack has no encoder of its own: walking its parts must end exactly at its end.
void walk_pack(Bytes payload) {
    const auto pack = wire::PackReader::of(payload);
    if (!pack) return;
    std::size_t end = pack->data_offset();
    for (std::size_t part = 0; part < pack->count(); ++part) end += pack->length(part);
    fuzz::require(end == payload.size());
}

void look_inside(Bytes datagram) {
    const auto message = wire::decode_multicast(datagram);
    if (!message) return;
    if (message->encapsulation == wire::Encapsulation::old_ring) {
        if (const auto inner = wire::decode_multicast(message->payload)) walk_pack(inner->payload);
        return;
    }
    walk_pack(message->payload);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const Bytes datagram = fuzz::as_input(data, size);
    static_cast<void>(wire::decode_header(datagram));
    fuzz::round_trip(datagram, wire::decode_token, kEncode);
    fuzz::round_trip(datagram, wire::decode_merge_detect, kEncode);
    fuzz::round_trip(datagram, wire::decode_join, kEncode);
    fuzz::round_trip(datagram, wire::decode_commit_token, kEncode);
    fuzz::round_trip(datagram, wire::decode_hold_cancel, kEncode);
    look_inside(datagram);
    fuzz::require(pool.outstanding() == 0);
    return 0;
}
