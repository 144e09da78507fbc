// tools/cluster_commands.h - the sub-commands that ask and tell the services of the cluster. Each
// prints, and returns how the program ends.
#pragma once

#include "context.h"

#include <cstdint>
#include <string>
#include <vector>

namespace baton::tool {

// unhealthy: not quorate.
ExitCode run_quorum(const Context& context, bool explain);

ExitCode run_nodes(const Context& context); // unhealthy: a node of the nodelist is absent
ExitCode run_links(const Context& context); // unhealthy: a link is down

struct MapOptions {
    enum class Action { get, set, remove, list, watch } action = Action::list;
    bool statistics = false;
    std::vector<std::string>
        words{}; // keys; prefixes to list and watch; key, type and value to set
};
ExitCode run_map(const Context& context, const MapOptions& options);

ExitCode run_reload(const Context& context, bool check_only);

ExitCode run_shutdown(const Context& context, bool force);
ExitCode run_kill(const Context& context, std::uint32_t node, const std::string& reason);

struct KeygenOptions {
    std::string file{};
    std::size_t size = 0;
    bool force = false;
};
ExitCode run_keygen(const Context& context, const KeygenOptions& options);

struct NotifyOptions {
    bool quiet = false; // nothing on standard output
    bool log = false;
    bool bus = false;
    bool look_up_names = true;
    std::string program{};
};
// Until SIGTERM or SIGINT.
ExitCode run_notify(const Context& context, const NotifyOptions& options);

} // namespace baton::tool
