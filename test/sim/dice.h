// test/sim/dice.h - the one source of chance of a plan: a seeded generator, and ways to ask it.
#pragma once

#include "base/random.h"

#include <cstdint>
#include <vector>

namespace baton::sim {

class Dice {
public:
    explicit Dice(std::uint64_t seed) : random_(seed) {}

    // True in so many of a hundred throws.
    bool percent(std::uint32_t chance) { return random_.below(100) < chance; }
    bool permille(std::uint32_t chance) { return random_.below(1000) < chance; }
    // Evenly out of least .. most, both included; least if most is below it.
    std::uint32_t among(std::uint32_t least, std::uint32_t most) {
        if (most <= least) return least;
        return least + static_cast<std::uint32_t>(random_.below(std::uint64_t{most} - least + 1));
    }
    // Small ones are likelier: each doubling above `least` is as likely as the one before.
    std::uint32_t mostly_small(std::uint32_t least, std::uint32_t most) {
        std::uint32_t top = least;
        while (top < most && percent(70)) top = top * 2 + 1;
        return among(least, top < most ? top : most);
    }
    template <class T>
    const T& one_of(const std::vector<T>& choices) {
        return choices[random_.below(choices.size())];
    }

private:
    Random random_;
};

} // namespace baton::sim
