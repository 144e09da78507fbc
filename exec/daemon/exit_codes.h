// exec/daemon/exit_codes.h - how the daemon ends; the numbers are Corosync's.
#pragma once

#include "config/diagnostics.h"

namespace baton {

enum class ExitCode : int {
    good = 0,
    usage = 1,   // a bad option
    sockets = 1, // the port cannot be used
    fork = 4,    // cannot go into the background
    logging = config::kExitLogging,
    configuration = config::kExitConfiguration,
    fatal = 15, // an error in operation; local clients cannot be served
    state_folder = config::kExitStateDirectory,
    lock_file = 17,    // cannot take the pid file
    already_runs = 18, // another daemon holds the pid file
    standard_files = 19,
    ring_id = 21, // cannot be stored
    killed = 255, // told to die by an operator on another node
};

} // namespace baton
