// tools/commands.h - the sub-commands. Each prints, and returns how the program ends.
#pragma once

#include "bench_text.h"
#include "context.h"

#include <string>

namespace baton::tool {

// `every_s` above 0: again and again, until a signal ends it.
ExitCode run_status(const Context& context, double every_s);

ExitCode run_groups(const Context& context);

struct JoinOptions {
    std::string group;
    bool safe = false;
};
ExitCode run_join(const Context& context, const JoinOptions& options);

ExitCode run_bench(const Context& context, const BenchPlan& plan);

struct CheckOptions {
    std::string file = "/etc/corosync/corosync.conf";
    std::string node{}; // which node of the file this machine is; empty: found by its addresses
    bool for_this_machine = true;
};
ExitCode run_check(const Context& context, const CheckOptions& options);

} // namespace baton::tool
