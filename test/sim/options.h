// test/sim/options.h - what sim is asked to do.
#pragma once

#include "sim/tuning.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace baton::sim {

struct Options {
    std::uint64_t first = 1; // seeds
    std::uint64_t last = 300;
    bool single = false; // --seed
    bool trace = false;
    bool hash = false;
    bool shrink = false;
    bool progress = false;
    bool counts = false;
    bool until_first = false;
    unsigned jobs = 1;
    unsigned patience = 120; // seconds
    std::optional<NodeRange> nodes;
    std::string output; // a file; empty: standard output
};

extern const char* const kUsage;

// Throws std::invalid_argument.
Options parse_options(const std::vector<std::string>& words);

} // namespace baton::sim
