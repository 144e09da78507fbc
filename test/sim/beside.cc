// test/sim/beside.cc - see beside.h.
#include "sim/beside.h"

#include <utility>

namespace baton::sim {

std::vector<std::string> woven(Dice& dice, const Beside& beside, std::vector<std::string> story) {
    std::vector<std::string> told = beside.rules;
    bool over = false;
    for (std::string& line : story) {
        if (line == "calm") {
            over = true;
            for (const std::string& one : beside.last) told.push_back(one);
        }
        told.push_back(std::move(line));
        if (!over && beside.percent > 0 && dice.percent(beside.percent))
            told.push_back(dice.one_of(beside.things));
    }
    return told;
}

} // namespace baton::sim
