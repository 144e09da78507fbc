// test/world/electorate.h - how the nodes of a world count votes: what their configuration says,
// for them and for the oracle.
#pragma once

#include "oracle/event.h"
#include "services/cmap/value.h"

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace baton::world {

struct Electorate {
    bool counts = false;                          // else there is no provider of quorum
    std::map<std::uint32_t, std::uint32_t> votes; // of all nodes of the node list
    std::map<std::string, cmap::Value> keys;      // of quorum, and others
};

// The configuration of this node, as its map shows it.
std::vector<std::pair<std::string, cmap::Value>> keys_of(const Electorate& electorate,
                                                         std::uint32_t self);
// The same in the oracle's words.
oracle::Rules rules_of(const Electorate& electorate);

} // namespace baton::world
