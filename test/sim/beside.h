// test/sim/beside.h - what happens beside a story: drawn from other chance, so that the story stays
// what it is without it.
#pragma once

#include "sim/dice.h"

#include <string>
#include <vector>

namespace baton::sim {

struct Beside {
    std::vector<std::string> rules; // commands before the first start
    // Of so many hundred commands of the story this many are followed by one of these.
    std::uint32_t percent = 0;
    std::vector<std::string> things;
    std::vector<std::string> last; // when all faults end
};

// The story with such things between its commands, up to where its faults end.
std::vector<std::string> woven(Dice& dice, const Beside& beside, std::vector<std::string> story);

} // namespace baton::sim
