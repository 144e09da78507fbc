// tools/group_walk.h - all members of all process groups of the cluster.
#pragma once

#include "groups_text.h"

#include <corosync/cpg.h>
#include <tl/expected.hpp>

namespace baton::tool {

struct WalkTrouble {
    bool begun = false; // the walk had begun
    cs_error_t error = CS_OK;
};

// In the order of the daemon: processes of one group follow each other.
tl::expected<std::vector<GroupMember>, WalkTrouble> walk_groups(cpg_handle_t cpg);

} // namespace baton::tool
