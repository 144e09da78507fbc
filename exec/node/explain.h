// exec/node/explain.h - a membership change in words for people.
#pragma once

#include "ring/cause.h"

#include <string>
#include <vector>

namespace baton {

// "node 2 did not answer", "node 3 joined". One line, without a full stop.
std::string explain(const ring::GatherCause& cause, const std::vector<NodeId>& joined,
                    const std::vector<NodeId>& left);

} // namespace baton
