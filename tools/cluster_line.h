// tools/cluster_line.h - the command line of the sub-commands in cluster_commands.h.
#pragma once

#include "cluster_commands.h"

#include <CLI/CLI.hpp>
#include <optional>

namespace baton::tool {

struct ClusterLine {
    bool explain = false;
    bool check_only = false;
    bool force = false;
    std::uint32_t node = 0;
    std::string reason = "told so by the operator";
    MapOptions map{};
    KeygenOptions keygen{};
    NotifyOptions notify{};
    bool numeric = false;
};

void add_cluster_commands(CLI::App& app, ClusterLine& line);

// Nothing if the sub-command is none of these.
std::optional<ExitCode> run_cluster_command(const Context& context, const CLI::App& chosen,
                                            ClusterLine& line);

} // namespace baton::tool
