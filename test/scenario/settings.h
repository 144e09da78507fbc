// test/scenario/settings.h - `config KEY=VALUE`: what a scenario may set of a node's ring.
#pragma once

#include "ring/config.h"

#include <string>

namespace baton::scenario {

// Throws std::invalid_argument for an unknown key or a bad value. `token` sets the timers that are
// derived from it too, by the usual formulas; set those after it that shall differ.
void set(ring::RingConfig& config, const std::string& key, const std::string& value);

} // namespace baton::scenario
