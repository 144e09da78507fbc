// exec/node/config_keys.h - the configuration as the map of keys shows it.
#pragma once

#include "config/config.h"
#include "services/cmap/value.h"

#include <string>
#include <utility>
#include <vector>

namespace baton {

using Keys = std::vector<std::pair<std::string, cmap::Value>>;

// What the files say, each directive under its full name and with its type, and what follows from
// them and from the machine: which entry of the nodelist is this node, its addresses, automatic
// node ids, the numbers of users and groups. The configuration must be resolved. The key for
// encryption is not among them: every client could read it.
Keys configured_keys(const config::Config& config);

// runtime.config.: what is in effect after defaults and formulas.
Keys effective_keys(const config::Config& config);

// Both, for the start.
Keys all_keys(const config::Config& config);

} // namespace baton
