// exec/daemon/leftovers.h - what a daemon that died left in shared memory.
#pragma once

#include <string>
#include <sys/types.h>

namespace baton {

// Removes the folders qb-<pid>-* in `folder`, if no such process runs. Other programs' folders have
// the same form, so only those of this one number go. How many went.
int remove_leftovers(pid_t former, const std::string& folder = "/dev/shm");

} // namespace baton
