// exec/base/size_class.h - the sizes that memory for buffers comes in: four steps to each doubling.
// So a block is at most a quarter longer than what was asked for.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

namespace baton::detail {

using SizeClass = std::uint32_t;

constexpr unsigned kSmallestBits = 7; // 128 bytes
constexpr unsigned kStepBits = 2;
constexpr SizeClass kSteps = 1U << kStepBits;

constexpr std::size_t capacity_of(SizeClass size_class) {
    return (std::size_t{kSteps} + size_class % kSteps)
           << (kSmallestBits - kStepBits + size_class / kSteps);
}

// The first whose capacity is enough.
constexpr SizeClass class_for(std::size_t size) {
    const std::size_t last = size - 1;
    if (size == 0 || (last >> kSmallestBits) == 0) return 0;
    const auto width = static_cast<unsigned>(std::bit_width(last));
    const auto step = static_cast<SizeClass>(last >> (width - 1 - kStepBits)) % kSteps;
    return (width - 1 - kSmallestBits) * kSteps + step + 1;
}

static_assert(capacity_of(0) == 128 && capacity_of(1) == 160 && capacity_of(4) == 256);
static_assert(class_for(0) == 0 && class_for(128) == 0 && class_for(129) == 1);
static_assert(class_for(160) == 1 && class_for(161) == 2 && class_for(256) == 4);

} // namespace baton::detail
