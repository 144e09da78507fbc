// test/sim/vacuity.cc - see vacuity.h.
#include "sim/vacuity.h"

#include <array>
#include <fmt/format.h>

namespace baton::sim {

namespace {

struct Expected {
    const char* name;
    std::uint64_t seeds; // among so many it happens, many times over as a rule
};
constexpr std::array kExpected{
    Expected{"regular", 300},
    Expected{"transitional with messages", 300},
    Expected{"safe delivered", 300},
    Expected{"safe in transitional", 300},
    Expected{"failed recovery", 300},
    Expected{"wrapped frames", 300},
    Expected{"resends", 300},
    Expected{"merge", 300},
    Expected{"split", 300},
    Expected{"settled after calm", 300},
    Expected{"settled though torn", 300},
    Expected{"rings kept apart", 300},
    Expected{"message with a time limit", 300},
    Expected{"join", 300},
    Expected{"view", 300},
    Expected{"view with a node that came", 300},
    Expected{"view with a node that is gone", 300},
    Expected{"view with a process that died", 300},
    Expected{"message", 300},
    Expected{"quorate", 300},
    Expected{"inquorate", 300},
    Expected{"waiting or inquorate", 300},
    Expected{"quorate without a majority", 300},
    Expected{"quorum without votes", 300},
    Expected{"primary", 300},
    Expected{"tally", 300},
    Expected{"expected votes set", 300},
    Expected{"left with its vote", 300},
    Expected{"pardon", 1000},
    Expected{"rules changed", 1000},
    Expected{"vote of the device", 1000},
    Expected{"two primaries that the rules allow", 1000},
    Expected{"versions compared", 300},
    Expected{"outdated node", 1000},
    Expected{"configuration taken by all", 300},
    Expected{"configuration that cannot be used", 300},
    Expected{"kept promise", 1000},
    Expected{"message heard by half", 1000},
    Expected{"gap in transitional", 3000},
};

} // namespace

std::string print_counts(const std::map<std::string, std::uint64_t>& counts, std::uint64_t seeds) {
    for (const auto& [name, number] : counts) fmt::print("{:>12} {}\n", number, name);
    std::string missing;
    for (const Expected& expected : kExpected) {
        const auto found = counts.find(expected.name);
        if (seeds >= expected.seeds && (found == counts.end() || found->second == 0))
            missing += fmt::format("never happened: {}\n", expected.name);
    }
    return missing;
}

} // namespace baton::sim
