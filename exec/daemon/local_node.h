// exec/daemon/local_node.h - asks the resolver, the interfaces and the kernel what the rules of
// exec/config/resolution.h need to know. Blocks; so only before the loop runs, or beside it.
#pragma once

#include "config/resolution.h"

#include <chrono>
#include <functional>
#include <string>
#include <vector>

namespace baton {

// While a name that is needed does not resolve it is tried again until `limit` is over: at boot the
// network may still be on its way. `say`, if given, is told once for each such name.
struct Patience {
    std::chrono::seconds limit{0};
    std::function<void(const std::string& line)> say = nullptr;
};

// `node`: which node we are told to be; empty: not told.
config::Resolution ask_machine(const config::Config& config, const std::string& node,
                               const Patience& patience);

// Just names: the rest of the answer is empty.
config::Resolution look_up_names(const std::vector<std::string>& names);

} // namespace baton
