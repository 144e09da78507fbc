// exec/daemon/trace_rules.h - by which rules a node counts votes, in the words of a trace.
#pragma once

#include "config/config.h"

#include <cstdint>
#include <string>

namespace baton {

// "rules votes=1:1,2:1 two_node=0 ..."; "revote" if what is expected does not follow from the node
// list, so that nobody who reads the trace knows it; nothing if no votes are counted. `tracked` is
// what expected votes tracking has on disk.
std::string trace_rules(const config::Config& config, std::uint32_t tracked);

} // namespace baton
