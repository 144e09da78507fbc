// tools/compat/cpgtool.cc - corosync-cpgtool: process groups of the cluster and who is in them.
#include "compat/cpgtool_text.h"
#include "compat/help.h"
#include "compat/old_tool.h"
#include "compat/old_tools.h"
#include "context.h"
#include "group_walk.h"
#include "node_address.h"
#include "session.h"

#include <algorithm>
#include <corosync/cpg.h>
#include <getopt.h>
#include <iostream>
#include <optional>

namespace baton::tool::compat {

namespace {

struct Cpgtool {
    CpgtoolStyle style{};
    bool json = false;
    OldTool tool{"corosync-cpgtool", "Could not initialize corosync cpg API error 5\n"};
};

int failed(const Cpgtool& run, const char* what, cs_error_t error) {
    return run.tool.failed(fmt::format("{} error {}\n", what, static_cast<int>(error)), error);
}

NodeAddresses addresses_of(const std::vector<GroupMember>& members, corosync_cfg_handle_t cfg) {
    NodeAddresses all;
    TimeLimit limit;
    for (const GroupMember& member : members) {
        if (all.contains(member.node)) continue;
        limit.renew();
        std::string& line = all[member.node];
        if (const auto found = node_addresses(cfg, member.node))
            for (const std::string& address : *found) line += (line.empty() ? "" : " ") + address;
    }
    return all;
}

int show(const Cpgtool& run, cpg_handle_t cpg, corosync_cfg_handle_t cfg) {
    const auto members = walk_groups(cpg);
    if (!members)
        return failed(run,
                      members.error().begun ? "cpg iteration" : "Cannot initialize cpg iterator",
                      members.error().error);
    say(run.json ? groups_json(*members)
                 : cpgtool_text(*members, addresses_of(*members, cfg), run.style));
    return EXIT_SUCCESS;
}

} // namespace

int cpgtool(int count, char** arguments) {
    Cpgtool run;
    run.json = take_json(count, arguments);
    for (int letter = 0; (letter = getopt(count, arguments, "hd:ne")) != -1;) {
        if (letter == '?') return EXIT_FAILURE;
        if (letter == 'd') run.style.delimiter = optarg[0];
        if (letter == 'e') run.style.raw = true;
        if (letter == 'n') run.style.names = true;
        if (letter == 'h') {
            say(cpgtool_help(arguments[0]));
            return EXIT_SUCCESS;
        }
    }
    std::optional<TimeLimit> limit(std::in_place);
    cpg_handle_t cpg_handle = 0;
    cs_error_t error = cpg_initialize(&cpg_handle, nullptr);
    if (error != CS_OK) return failed(run, "Could not initialize corosync cpg API", error);
    const Session<cpg_finalize> cpg(cpg_handle);
    limit->renew();
    corosync_cfg_handle_t cfg_handle = 0;
    error = corosync_cfg_initialize(&cfg_handle, nullptr);
    limit.reset();
    if (error != CS_OK)
        return failed(run, "Could not initialize corosync configuration API", error);
    const Session<corosync_cfg_finalize> cfg(cfg_handle);
    return show(run, cpg.handle(), cfg.handle());
}

} // namespace baton::tool::compat
