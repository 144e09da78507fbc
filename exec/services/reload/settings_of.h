// exec/services/reload/settings_of.h - settings as the map has them now, whoever wrote them there:
// the same formulas and checks as for a file.
#pragma once

#include "config/config.h"
#include "services/cmap/map.h"

#include <string_view>

namespace baton::reload {

// Timers and windows. If diagnostics are not good the result means nothing.
config::Timing timing_of(const cmap::Map& map, config::Diagnostics& diagnostics);
// Whether timing_of() reads this key.
bool enters_timing(std::string_view key);
config::Logging logging_of(const cmap::Map& map, config::Diagnostics& diagnostics);

// Shows what is in effect under runtime.config.totem.
void show_timing(const config::Timing& timing, cmap::Map& map);

} // namespace baton::reload
