// exec/config/local_node.h - which entry of the nodelist is this machine.
#pragma once

#include "config/resolution.h"

#include <cstddef>
#include <optional>

namespace baton::config {

// Whether some rule finds the local node without the reverse names of local addresses; only if not,
// it is worth asking the resolver for them.
bool needs_reverse_names(const Config& config, const Resolution& resolution);

// Says why if there is none, and warns if more than one entry could be meant. The nodes' addresses
// and ids must have been filled in.
std::optional<std::size_t> find_local_node(const Config& config, const Resolution& resolution,
                                           Diagnostics& diagnostics);

} // namespace baton::config
