// tools/node_list.h - the nodes of the cluster: those of the nodelist, and members that are not in
// it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace baton::tool {

struct ListedNode {
    std::uint32_t id = 0;
    std::string name{};
    std::vector<std::string> addresses{};
    bool listed = false; // in the nodelist
    bool member = false;
    bool seen = false; // since the daemon started
    std::uint64_t joins = 0;
    std::uint64_t config_version = 0;
};

std::string nodes_text(const std::vector<ListedNode>& nodes, std::uint32_t local);
std::string nodes_json(const std::vector<ListedNode>& nodes, std::uint32_t local);

} // namespace baton::tool
