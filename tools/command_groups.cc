// tools/command_groups.cc - baton groups: which processes are in which group, in the whole cluster?
#include "commands.h"
#include "cpg_session.h"
#include "groups_text.h"
#include "status_request.h"
#include "time_limit.h"

#include <algorithm>

namespace baton::tool {

namespace {

GroupMember member_of(const cpg_iteration_description_t& entry) {
    const std::size_t length = std::min<std::size_t>(entry.group.length, sizeof entry.group.value);
    return {std::string(entry.group.value, length), entry.nodeid, entry.pid};
}

Answer<std::vector<GroupMember>> walk(const CpgSession& session) {
    TimeLimit limit;
    cpg_iteration_handle_t iteration = 0;
    cs_error_t error =
        cpg_iteration_initialize(session.handle(), CPG_ITERATION_ALL, nullptr, &iteration);
    if (error != CS_OK) return tl::make_unexpected(trouble_of(error, "ask for the groups"));
    std::vector<GroupMember> members;
    cpg_iteration_description_t entry{};
    while ((error = cpg_iteration_next(iteration, &entry)) == CS_OK) {
        members.push_back(member_of(entry));
        limit.renew();
    }
    cpg_iteration_finalize(iteration);
    if (error != CS_ERR_NO_SECTIONS)
        return tl::make_unexpected(trouble_of(error, "ask for the groups"));
    return members;
}

// Processes of one group follow each other already; the groups are sorted for the reader.
void sort_by_name(std::vector<GroupMember>& members) {
    std::ranges::stable_sort(members, {}, &GroupMember::group);
}

} // namespace

ExitCode run_groups(const Context& context) {
    const auto session = CpgSession::open({}, nullptr, context.daemon.time_limit_s);
    if (!session) return report(context, session.error());
    auto members = walk(*session);
    if (!members) return report(context, members.error());
    sort_by_name(*members);
    say(context.json ? groups_json(*members)
                     : groups_text(*members, NodeNames(try_status(context.daemon.instance))));
    return ExitCode::good;
}

} // namespace baton::tool
