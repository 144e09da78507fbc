// exec/services/votequorum/keys.h - what the configuration map says about votes, as it stands
// there.
#pragma once

#include "services/cmap/map.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace baton::votequorum {

struct NodeList {
    std::uint64_t nodes = 0;
    std::uint64_t votes = 0; // of all of them
    std::uint32_t own_votes = 1;
};

// A quorum. key that is a switch; none if it is not given.
std::optional<bool> truth(const cmap::Map& map, std::string_view name);
std::optional<std::uint32_t> number(const cmap::Map& map, std::string_view name);
std::string text(const cmap::Map& map, std::string_view name);

// None if this node is in no node list.
std::optional<NodeList> node_list(const cmap::Map& map);

} // namespace baton::votequorum
