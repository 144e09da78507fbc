// exec/services/reload/knet_options.h - options of knet as the map has them now, for changes key by
// key. The same defaults and checks as for a file.
#pragma once

#include "config/config.h"
#include "services/cmap/map.h"

#include <string_view>

namespace baton::reload {

// Whether knet_options_of() reads this key.
bool enters_knet_options(std::string_view key);
// Of the result, what those keys say, and the links with their options; the rest means nothing. If
// diagnostics are not good all of it means nothing.
config::Totem knet_options_of(const cmap::Map& map, std::uint32_t token_ms,
                              config::Diagnostics& diagnostics);
// Shows what is in effect under runtime.config.totem.
void show_knet_options(const config::Totem& totem, cmap::Map& map);

} // namespace baton::reload
