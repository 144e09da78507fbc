// tools/exit_codes.h - how the command ends. The numbers are a promise: scripts look at them, and
// baton(8) and --help name them.
#pragma once

namespace baton::tool {

enum class ExitCode : int {
    good = 0,
    not_reachable = 1, // no daemon, or it ended meanwhile
    usage = 2,
    not_permitted = 3,
    not_answering = 4, // the time limit has passed
    not_ready = 5,     // the daemon runs but does not serve yet
    failed = 6,        // anything else that the daemon or the system refused
    logging = 7,       // check: as batond -t
    configuration = 8, // check: as batond -t
    unhealthy = 9,     // the daemon answered, and something is wrong
};

} // namespace baton::tool
