// exec/services/cmap/limits.h - what keeps a client's use of the maps bounded, and how often the
// service looks at what nobody reports. The limits of a map itself: map.h.
#pragma once

#include "base/time.h"
#include "services/cmap/map.h"

#include <chrono>
#include <cstddef>

namespace baton::cmap {

// What clients leave free of the map, for what the daemon has to say.
constexpr std::size_t kKeysReserved = 8192;
constexpr std::size_t kBytesReserved = 8U << 20U;
// Iterations and trackers that a client may have open. Beyond it hears no_memory.
constexpr std::size_t kIterationsPerClient = 1024;
constexpr std::size_t kTrackersPerClient = 4096;

// Live keys are compared this often while somebody watches one.
constexpr Duration kLiveInterval = std::chrono::seconds(1);
// Statistics that somebody watches are compared this often.
constexpr Duration kStatisticsInterval = milliseconds(1500);
// So soon after a client came or went somewhere, whoever watches hears of its statistics.
constexpr Duration kChangeNoticed = milliseconds(50);
// A reader of statistics gets none that are older; a walk through all of them does not have all of
// them computed at each step.
constexpr Duration kStatisticsAge = milliseconds(50);
// A change of the configuration's version that finds the send queue full is told again so soon.
constexpr Duration kAnnounceAgain = milliseconds(10);

} // namespace baton::cmap
