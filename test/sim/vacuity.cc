// test/sim/vacuity.cc - see vacuity.h.
#include "sim/vacuity.h"

#include <fmt/format.h>

namespace baton::sim {

std::string print_counts(const std::map<std::string, std::uint64_t>& counts, std::uint64_t seeds) {
    for (const auto& [name, number] : counts) fmt::print("{:>12} {}\n", number, name);
    return seeds > 0 ? "" : "";
}

} // namespace baton::sim
