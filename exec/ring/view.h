// exec/ring/view.h - a configuration change as the ring hands it up.
#pragma once

#include "base/ids.h"

#include <vector>

namespace baton::ring {

// Regular: the members of the new ring, ascending; `joined` came from other rings.
// Transitional: those of them that come from my old ring; `left` did not come along.
// A transitional configuration is always followed by its regular one within the same step.
struct View {
    bool transitional = false;
    RingId ring; // regular: the ring. Transitional: sequence one below it, lowest member
    std::vector<NodeId> members;
    std::vector<NodeId> joined; // regular only
    std::vector<NodeId> left;   // transitional only
};

} // namespace baton::ring
