// exec/daemon/privileges.h - real time and locked memory, where they are permitted.
// Without them the daemon works, only with a weaker promise about its timing: each is asked for
// once, and what was refused is told once.
#pragma once

#include "config/config.h"

#include <string>
#include <vector>

namespace baton {

// Above ordinary programs, below the kernel's own threads and whoever claims the highest numbers: a
// ring thread that runs wild must not be able to lock an administrator out.
constexpr int kRealTimePriority = 10;

// For the calling thread, and no thread or process that it makes. What was refused, in words.
std::vector<std::string> ask_for_privileges(const config::System& system);

} // namespace baton
