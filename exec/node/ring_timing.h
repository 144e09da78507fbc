// exec/node/ring_timing.h - timers and windows of the configuration as the ring wants them.
#pragma once

#include "config/config.h"
#include "ring/config.h"

namespace baton {

// Fills in all but who the node is and how long a frame may be.
void set_timing(ring::RingConfig& ring, const config::Timing& timing);

} // namespace baton
