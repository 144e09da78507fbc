// exec/daemon/local_node.h - asks the resolver, the interfaces and the kernel what the rules of
// exec/config/resolution.h need to know. Blocks; so only before the loop runs, or beside it.
#pragma once

#include "config/resolution.h"

#include <chrono>
#include <string>

namespace baton {

// `node`: which node we are told to be; empty: not told. While a name does not resolve it is tried
// again until `patience` is over: at boot the network may still be on its way.
config::Resolution ask_machine(const config::Config& config, const std::string& node,
                               std::chrono::seconds patience);

} // namespace baton
