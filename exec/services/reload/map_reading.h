// exec/services/reload/map_reading.h - keys of the map as if a file had said them: the same types,
// the same checks.
#pragma once

#include "config/diagnostics.h"
#include "config/directives.h"
#include "config/settings.h"
#include "services/cmap/map.h"

#include <algorithm>
#include <string_view>

namespace baton::reload {

// The directive that a key of the map holds; none: the key is not read.
using DirectiveOf = const config::Directive* (*)(std::string_view key);

// What the keys with this prefix say. A value of another type than its directive's, or one that a
// file could not have, is an error and left out.
config::Settings read_map(const cmap::Map& map, std::string_view prefix, DirectiveOf directive_of,
                          config::Diagnostics& diagnostics);

bool is_among(const auto& names, std::string_view name) {
    return std::ranges::find(names, name) != names.end();
}

} // namespace baton::reload
