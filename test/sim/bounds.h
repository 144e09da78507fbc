// test/sim/bounds.h - how long things may take in a cluster with these settings.
#pragma once

#include "sim/tuning.h"

#include <string>

namespace baton::sim {

// The longest that it takes from the end of all faults until all are in one ring, in microseconds.
std::uint64_t settle_bound(const Tuning& tuning);
// The same until all in a ring that stays have what was said before.
std::uint64_t repair_bound(const Tuning& tuning);
// The `bounds` command for the oracle's properties of time. Where damaged datagrams are believed
// (`lies`), a message that nobody sent may be waited for: then nothing is said about messages.
std::string bounds_command(const Tuning& tuning, bool lies);

} // namespace baton::sim
