// test/sim/voting.h - how the nodes of a run count votes, and what is done about that.
#pragma once

#include "sim/beside.h"
#include "sim/mood.h"
#include "sim/tuning.h"

namespace baton::sim {

Beside draw_voting(Dice& dice, const Tuning& tuning, const Mood& mood);

} // namespace baton::sim
