// test/sim/configuring.h - which configuration files the nodes of a run have, and when they read
// them anew.
#pragma once

#include "sim/beside.h"
#include "sim/tuning.h"

namespace baton::sim {

Beside draw_configuring(Dice& dice, const Tuning& tuning);

} // namespace baton::sim
