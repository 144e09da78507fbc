// exec/daemon/privileges.h - real time, locked memory and many descriptors, where they are
// permitted. Without them the daemon works, only with a weaker promise about its timing: each is
// asked for once, and what was refused is told once.
#pragma once

#include "config/config.h"

#include <string>
#include <vector>

namespace baton {

// Above ordinary programs, below the kernel's own threads and whoever claims the highest numbers: a
// ring thread that runs wild must not be able to lock an administrator out.
constexpr int kRealTimePriority = 10;

// Each local client takes one; below the lesser number some of many clients would be refused.
constexpr unsigned long kDescriptorsWanted = 65536;
constexpr unsigned long kDescriptorsLeast = 4096;

// For the calling thread, and no thread or process that it makes. What was refused, in words.
std::vector<std::string> ask_for_privileges(const config::System& system);

} // namespace baton
