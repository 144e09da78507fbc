// exec/base/hash.h - a quick digest of bytes, to tell messages apart in traces. Not for security.
#pragma once

#include "base/buffer.h"

#include <cstdint>
#include <cstring>

namespace baton {

// FNV-1a's recipe with words of eight bytes instead of single ones, and a fold after each, which
// brings the high bits down again. The same on all machines of one byte order.
inline std::uint64_t digest_of(Bytes bytes) {
    constexpr std::uint64_t kStart = 14695981039346656037U;
    constexpr std::uint64_t kFactor = 0x9FB21C651E98DF25U;
    constexpr unsigned kFold = 32;
    std::uint64_t digest = kStart ^ bytes.size();
    while (!bytes.empty()) {
        std::uint64_t word = 0;
        const std::size_t size = bytes.size() < sizeof word ? bytes.size() : sizeof word;
        std::memcpy(&word, bytes.data(), size);
        digest = (digest ^ word) * kFactor;
        digest ^= digest >> kFold;
        bytes = bytes.subspan(size);
    }
    return digest;
}

} // namespace baton
