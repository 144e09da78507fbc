// exec/services/votequorum/limits.h - how much votequorum keeps, and how far it counts.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>

namespace baton::votequorum {

// Records of nodes that were ever members: twice what a ring can have. Beyond it those of nodes
// that are no members are forgotten.
constexpr std::size_t kRecordsMax = 768;

// Sums are counted with more bits than there are on the wire.
inline std::uint32_t clamped(std::uint64_t votes) {
    return static_cast<std::uint32_t>(
        std::min<std::uint64_t>(votes, std::numeric_limits<std::uint32_t>::max()));
}

} // namespace baton::votequorum
