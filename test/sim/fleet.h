// test/sim/fleet.h - many seeds, in several processes; one that crashes or hangs costs its seed
// only.
#pragma once

#include "sim/outcome.h"
#include "sim/tuning.h"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>

namespace baton::sim {

struct Voyage {
    std::uint64_t first = 1;
    std::uint64_t last = 1;
    unsigned jobs = 1;
    unsigned patience = 120; // seconds for one seed
    bool until_first = false;
    std::optional<NodeRange> nodes;
    // Told of every seed, in the order in which they end.
    std::function<void(std::uint64_t seed, const Outcome& outcome)> done;
};

// The sums of all counts.
std::map<std::string, std::uint64_t> sail(const Voyage& voyage);

// One plan in a process of its own.
Finding play_apart(const Lines& commands, unsigned patience);

} // namespace baton::sim
