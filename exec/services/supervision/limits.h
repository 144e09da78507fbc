// exec/services/supervision/limits.h - how often is looked, and how many may be looked after.
#pragma once

#include "base/time.h"

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace baton::supervision {

constexpr std::uint64_t kPeriodMs = 3000;        // where the map does not say
constexpr std::uint64_t kProcessPeriodMs = 6000; // of a process, likewise
constexpr std::uint64_t kPeriodMinMs = 500;
constexpr std::uint64_t kPeriodMaxMs = 120'000;
// Whoever is to be looked after has at least this long before the first look at it.
constexpr Duration kFirstLook = std::chrono::seconds(6);
// A silence counts if it is still there by then. Who was stopped for a while, this daemon or the
// process, has caught up.
constexpr Duration kSecondLook = std::chrono::milliseconds(500);

constexpr std::uint32_t kTimeoutS = 6; // of the watchdog
constexpr std::uint32_t kTimeoutMinS = 2;
constexpr std::uint32_t kTimeoutMaxS = 120;

// Clients make these by writing keys; what comes on top is not looked after, and the log says so.
// Memory and load always are.
constexpr std::size_t kResourcesMax = 1024;

} // namespace baton::supervision
