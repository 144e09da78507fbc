// tools/groups_text.h - the process groups of the cluster, for people and as JSON.
#pragma once

#include "names.h"

#include <cstdint>
#include <string>
#include <vector>

namespace baton::tool {

struct GroupMember {
    std::string group; // any bytes
    std::uint32_t node = 0;
    std::uint32_t pid = 0;
};

// Both want the members of one group one after the other.
std::string groups_text(const std::vector<GroupMember>& members, const NodeNames& names);
// {"schema_version": 1, "groups": [{"name": "chat", "members": [{"node": 1, "pid": 4711}]}]}
std::string groups_json(const std::vector<GroupMember>& members);

} // namespace baton::tool
