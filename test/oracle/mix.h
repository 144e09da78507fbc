// test/oracle/mix.h - one word into a running digest; the same on every compiler and machine.
#pragma once

#include <cstdint>

namespace oracle {

constexpr std::uint64_t mix(std::uint64_t digest, std::uint64_t word) {
    std::uint64_t mixed = (digest ^ (digest >> 32U)) * 0x9FB21C651E98DF25U;
    mixed ^= word * 0x9E3779B97F4A7C15U;
    mixed = (mixed ^ (mixed >> 29U)) * 0xBF58476D1CE4E5B9U;
    return mixed ^ (mixed >> 32U);
}

} // namespace oracle
