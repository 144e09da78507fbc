// test/sim/play.h - plays commands on a stage, and asks the oracle.
#pragma once

#include "sim/outcome.h"

namespace baton::sim {

// In this process: an assertion that fails ends it.
Outcome play(const Lines& commands);

} // namespace baton::sim
