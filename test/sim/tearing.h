// test/sim/tearing.h - links that say what they hear, and a time at the end of a run in which
// nothing is wrong but that some nodes do not hear each other.
#pragma once

#include "sim/beside.h"
#include "sim/mood.h"
#include "sim/tuning.h"

namespace baton::sim {

Beside draw_tearing(Dice& dice, const Tuning& tuning, const Mood& mood);

} // namespace baton::sim
