// test/sim/bounds.h - how long things may take in a cluster with these settings.
#pragma once

#include "sim/tuning.h"

#include <string>

namespace baton::sim {

// The `bounds` command for the oracle's properties of time.
std::string bounds_command(const Tuning& tuning);

} // namespace baton::sim
