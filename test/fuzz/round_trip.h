// test/fuzz/round_trip.h - what every decoder with an encoder must keep: what was accepted can be
// written, what was written is accepted, and written again it is the same.
#pragma once

#include "base/buffer.h"

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

namespace baton::fuzz {

inline Bytes as_input(const std::uint8_t* data, std::size_t size) {
    return std::as_bytes(std::span(data, size));
}

inline void require(bool condition) {
    if (!condition) __builtin_trap();
}

template <class Decode, class Encode>
void round_trip(Bytes input, Decode decode, Encode encode) {
    const auto first = decode(input);
    if (!first) return;
    const std::vector<std::byte> written = encode(*first);
    const auto second = decode(Bytes(written));
    require(second.has_value());
    require(std::ranges::equal(written, encode(*second)));
}

} // namespace baton::fuzz
