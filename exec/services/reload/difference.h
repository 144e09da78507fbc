// exec/services/reload/difference.h - what a new configuration changes of the map.
#pragma once

#include "services/cmap/map.h"
#include "services/reload/messages.h"

#include <string>
#include <string_view>
#include <vector>

namespace baton::reload {

struct Difference {
    std::vector<std::string> removed; // keys that are not in the new configuration
    Keys set;                         // new keys, and new values
    std::vector<std::string> fixed;   // would change, but cannot while the daemon runs
};

// Whether the daemon reads this key at its start only.
bool is_fixed(std::string_view key);

// Keys of the configuration's sections that vanished are removed, whoever set them; what is fixed
// stays as it is in the map. The later of two equal keys counts.
Difference compare(const cmap::Map& running, const Keys& fresh);

// What no running node can do, and what to do instead. A node that stays in the list keeps its
// addresses, and this node (`self`) stays in it.
std::vector<std::string> refusals(const cmap::Map& running, const Keys& fresh, NodeId self);

} // namespace baton::reload
