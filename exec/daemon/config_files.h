// exec/daemon/config_files.h - from the files on disk to one checked Config, or all that is wrong.
// The daemon, its check-only mode and "baton check" all come in here.
#pragma once

#include "config/config.h"
#include "config/diagnostics.h"
#include "daemon/local_node.h"

#include <cstdint>
#include <string>

namespace baton {

struct LoadOptions {
    // Which node this machine is: a name or a node id, before what the file says. Empty: as
    // BATON_NODE in the environment says, if anything.
    std::string node{};
    // No: the file is for other machines; no address is looked up, no local node is sought.
    bool for_this_machine = true;
    // How long names that do not resolve are tried again. At boot the network may be late.
    Patience patience{};
};

struct LoadedConfiguration {
    config::Config config; // meaningful only if diagnostics.good()
    config::Diagnostics diagnostics;
    std::uint64_t digest = 0; // of the main file
};

// Reads `path` and uidgid.d/ beside it and makes every check. Print all of diagnostics (text()),
// and end with its exit_code() if it is not good.
LoadedConfiguration load_configuration(const std::string& path, const LoadOptions& options = {});

} // namespace baton
