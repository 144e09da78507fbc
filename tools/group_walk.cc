// tools/group_walk.cc - see group_walk.h.
#include "group_walk.h"

#include "time_limit.h"

#include <algorithm>

namespace baton::tool {

namespace {

GroupMember member_of(const cpg_iteration_description_t& entry) {
    const std::size_t length = std::min<std::size_t>(entry.group.length, sizeof entry.group.value);
    return {std::string(entry.group.value, length), entry.nodeid, entry.pid};
}

} // namespace

tl::expected<std::vector<GroupMember>, WalkTrouble> walk_groups(cpg_handle_t cpg) {
    TimeLimit limit;
    cpg_iteration_handle_t iteration = 0;
    cs_error_t error = cpg_iteration_initialize(cpg, CPG_ITERATION_ALL, nullptr, &iteration);
    if (error != CS_OK) return tl::make_unexpected(WalkTrouble{false, error});
    std::vector<GroupMember> members;
    cpg_iteration_description_t entry{};
    while ((error = cpg_iteration_next(iteration, &entry)) == CS_OK) {
        members.push_back(member_of(entry));
        limit.renew();
    }
    cpg_iteration_finalize(iteration);
    if (error != CS_ERR_NO_SECTIONS) return tl::make_unexpected(WalkTrouble{true, error});
    return members;
}

} // namespace baton::tool
