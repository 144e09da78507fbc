// exec/services/supervision/keys.h - what the keys resources.KIND.NAME.PART hold, and how values
// are read that anybody may have written.
#pragma once

#include "base/time.h"
#include "services/cmap/map.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace baton::supervision {

constexpr std::string_view kSystem = "resources.system.";
constexpr std::string_view kProcess = "resources.process.";
constexpr std::string_view kMemory = "resources.system.memory_used.";
constexpr std::string_view kLoad = "resources.system.load_15min.";

constexpr std::string_view kStopped = "stopped";
constexpr std::string_view kRunning = "running";
constexpr std::string_view kFailed = "failed";

// "resources.system.load_15min.state" as "resources.system.load_15min." and "state".
struct ResourceKey {
    std::string_view resource;
    std::string_view part;
};
std::optional<ResourceKey> resource_key(std::string_view key);
// Of such a resource ("resources.system.load_15min."): "load_15min".
std::string_view name_of(std::string_view resource);

// A number that is not negative, with blanks around it or not.
std::optional<double> limit_of(std::string_view text);
// Milliseconds within the bounds of limits.h.
std::optional<Duration> period_of(const cmap::Value& value);

// For log lines: a value as a person would write it; and what is said of one that is no period.
std::string shown(const cmap::Value& value);
std::string no_period(std::string_view key, const cmap::Value& value, Duration holds);

} // namespace baton::supervision
