// test/sim/plan.h - a run before it happens: commands of the scenario language, drawn from a seed.
#pragma once

#include "sim/tuning.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace baton::sim {

using Lines = std::vector<std::string>;

struct Plan {
    std::uint64_t seed = 0;
    std::uint32_t nodes = 0;
    Lines commands; // one in each line
};

// The same seed and range always give the same plan.
Plan draw_plan(std::uint64_t seed, const std::optional<NodeRange>& nodes);

} // namespace baton::sim
