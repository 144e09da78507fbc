// test/sim/shrink.h - the smallest list of commands that still goes wrong in the same way.
//
// Zeller, Hildebrandt: Simplifying and Isolating Failure-Inducing Input (2002): first whole
// commands go, then words of those that are left, then numbers get smaller; again, until no command
// can go any more.
#pragma once

#include "sim/outcome.h"

#include <functional>

namespace baton::sim {

// True if the commands go wrong in the way that is looked for.
using Fails = std::function<bool(const Lines& commands)>;

Lines shrink(Lines commands, const Fails& fails);

} // namespace baton::sim
