// exec/ring/together.h - of nodes that do not all hear each other, which ones form a ring?
#pragma once

#include <cstdint>
#include <vector>

namespace baton::ring {

// Node i hears, and is heard by, those whose bits are set in `hears[i]`. `home[i]` is a number for
// the ring that it comes from. At most 64 nodes; places are in ascending order of ids.
struct Neighbours {
    std::vector<std::uint64_t> hears;
    std::vector<std::uint32_t> home;
};

// The largest set out of `among` in which every two hear each other. Of equal ones the one with
// most nodes of one ring, so that a newcomer does not push a member out; then the one with the
// lowest ids. The same for all who know the same. The search ends after a fixed number of steps
// with the best that was found, which is exact unless a large cluster is torn in many places.
std::uint64_t best_together(const Neighbours& neighbours, std::uint64_t among);

} // namespace baton::ring
