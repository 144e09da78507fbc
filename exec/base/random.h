// exec/base/random.h - a seeded generator of integers, the same with every library and compiler.
// SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, OOPSLA 2014).
#pragma once

#include <cstdint>

namespace baton {

class Random {
public:
    explicit constexpr Random(std::uint64_t seed) : state_(seed) {}

    constexpr std::uint64_t next() {
        state_ += 0x9E3779B97F4A7C15U;
        std::uint64_t mixed = state_;
        mixed = (mixed ^ (mixed >> 30U)) * 0xBF58476D1CE4E5B9U;
        mixed = (mixed ^ (mixed >> 27U)) * 0x94D049BB133111EBU;
        return mixed ^ (mixed >> 31U);
    }

    // Evenly out of 0 .. bound - 1; bound 0 gives 0.
    constexpr std::uint64_t below(std::uint64_t bound) {
        if (bound == 0) return 0;
        const std::uint64_t unfair =
            (0 - bound) % bound; // the first `unfair` values come too often
        std::uint64_t drawn = next();
        while (drawn < unfair) drawn = next();
        return drawn % bound;
    }

private:
    std::uint64_t state_;
};

} // namespace baton
