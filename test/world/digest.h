// test/world/digest.h - a fast hash of a message: the same on all machines of one byte order. Two
// words are multiplied at a time, as the multiply-and-fold family of hashes does.
#pragma once

#include "base/buffer.h"

#include <cstdint>
#include <cstring>

namespace baton::world {

__extension__ using Wide = unsigned __int128;

inline std::uint64_t fold(std::uint64_t a, std::uint64_t b) {
    const Wide product = static_cast<Wide>(a) * b;
    return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64U);
}

inline std::uint64_t digest(Bytes bytes) {
    constexpr std::uint64_t kOdd[] = {0x9E3779B97F4A7C15U, 0xC2B2AE3D27D4EB4FU, 0x165667B19E3779F9U,
                                      0xD6E8FEB86659FD93U};
    constexpr std::size_t kStride = 32;
    const auto word = [&bytes](std::size_t at) {
        std::uint64_t value = 0;
        std::memcpy(&value, bytes.data() + at, sizeof value);
        return value;
    };
    std::uint64_t first = bytes.size() * kOdd[0];
    std::uint64_t second = kOdd[1];
    for (; bytes.size() >= kStride; bytes = bytes.subspan(kStride)) {
        first = fold(first ^ word(0) ^ kOdd[0], word(8) ^ kOdd[1]);
        second = fold(second ^ word(16) ^ kOdd[2], word(24) ^ kOdd[3]);
    }
    std::uint64_t rest[kStride / sizeof(std::uint64_t)] = {};
    if (!bytes.empty()) std::memcpy(rest, bytes.data(), bytes.size());
    first = fold(first ^ rest[0] ^ kOdd[0], rest[1] ^ kOdd[1]);
    second = fold(second ^ rest[2] ^ kOdd[2], rest[3] ^ kOdd[3]);
    return fold(first ^ kOdd[2], second ^ kOdd[3]);
}

} // namespace baton::world
