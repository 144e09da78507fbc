// test/sim/voting.h - how the nodes of a run count votes, and what is done about that.
//
// Chance of its own: the same story is told whether votes are counted or not.
#pragma once

#include "sim/mood.h"
#include "sim/tuning.h"

#include <string>
#include <vector>

namespace baton::sim {

struct Voting {
    std::vector<std::string> rules; // commands before the first start
    // Of so many hundred commands of the story this many are followed by one of these.
    std::uint32_t percent = 0;
    std::vector<std::string> things;
    std::vector<std::string> last; // when all faults end
};

Voting draw_voting(Dice& dice, const Tuning& tuning, const Mood& mood);
// The story with such things between its commands, up to where its faults end.
std::vector<std::string> with_voting(Dice& dice, const Voting& voting,
                                     std::vector<std::string> story);

} // namespace baton::sim
