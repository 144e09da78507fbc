// tools/command_groups.cc - baton groups: which processes are in which group, in the whole cluster?
#include "commands.h"
#include "cpg_session.h"
#include "group_walk.h"
#include "status_request.h"

#include <algorithm>

namespace baton::tool {

namespace {

// Processes of one group follow each other already; the groups are sorted for the reader.
void sort_by_name(std::vector<GroupMember>& members) {
    std::ranges::stable_sort(members, {}, &GroupMember::group);
}

} // namespace

ExitCode run_groups(const Context& context) {
    const auto session = CpgSession::open({}, nullptr, context.daemon.time_limit_s);
    if (!session) return report(context, session.error());
    auto members = walk_groups(session->handle());
    if (!members) return report(context, trouble_of(members.error().error, "ask for the groups"));
    sort_by_name(*members);
    say(context.json ? groups_json(*members)
                     : groups_text(*members, NodeNames(try_status(context.daemon.instance))));
    return ExitCode::good;
}

} // namespace baton::tool
