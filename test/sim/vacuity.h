// test/sim/vacuity.h - whether enough happened: a property that never had anything to say holds
// always.
#pragma once

#include <cstdint>
#include <map>
#include <string>

namespace baton::sim {

// Prints the counts. A text that names those that must not be nothing and are, if there were
// enough seeds to expect them.
std::string print_counts(const std::map<std::string, std::uint64_t>& counts, std::uint64_t seeds);

} // namespace baton::sim
