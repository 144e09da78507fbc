// test/sim/outcome.h - what a run came to.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace baton::sim {

using Lines = std::vector<std::string>;

// A property that did not hold: one of the oracle's, or
//   assert   the process died         hang   it did not come to an end
//   command  the plan cannot be played
struct Finding {
    std::string property; // empty: all is well
    std::string text;
    explicit operator bool() const { return !property.empty(); }
};

struct Outcome {
    Finding finding;        // the first
    std::uint64_t hash = 0; // of all events
    std::map<std::string, std::uint64_t> counts;
    Lines trace; // what was shown
};

} // namespace baton::sim
