// test/fuzz/round_trip.h - what every decoder with an encoder must keep: what was accepted can be
// written, what was written is accepted, and written again it is the same.
#pragma once

#include "base/buffer.h"

#include <algorithm>
#include <cstdint>
#include <span>

namespace baton::fuzz {

inline Bytes as_input(const std::uint8_t* data, std::size_t size) {
    return std::as_bytes(std::span(data, size));
}

inline void require(bool condition) {
    if (!condition) __builtin_trap();
}

inline Bytes bytes_of(const Slice& written) { return written.bytes(); }
inline Bytes bytes_of(Bytes written) { return written; }

// `encode` gives a Slice, or any container of bytes.
template <class Decode, class Encode>
void round_trip(Bytes input, Decode decode, Encode encode) {
    const auto first = decode(input);
    if (!first) return;
    const auto written = encode(*first);
    const auto second = decode(bytes_of(written));
    require(second.has_value());
    const auto again = encode(*second);
    require(std::ranges::equal(bytes_of(written), bytes_of(again)));
}

} // namespace baton::fuzz
