// exec/config/nodelist_checks.h - whether the nodes of a Config can be one cluster.
#pragma once

#include "config/config.h"

#include <string>

namespace baton::config {

// How a message names a node: by name, id or address.
std::string node_title(const Node& node);

// All that can be said before addresses are looked up.
void check_nodelist(const Config& config, Diagnostics& diagnostics);
// Once more when automatic ids are known.
void check_unique_ids(const Config& config, Diagnostics& diagnostics);

} // namespace baton::config
