// exec/config/sections.h - settings -> the typed parts of the Config, section by section.
// Each function complains of what is wrong within its own section.
#pragma once

#include "config/config.h"
#include "config/lookup.h"

namespace baton::config {

Logging build_logging(const Lookup& lookup, Diagnostics& diagnostics);
System build_system(const Lookup& lookup, Diagnostics& diagnostics);
Totem build_totem(const Lookup& lookup, Diagnostics& diagnostics);
std::vector<Node> build_nodes(const Lookup& lookup);
// After totem and nodes: every link that either of them names.
std::vector<Interface> build_interfaces(const Lookup& lookup, const Config& config,
                                        Diagnostics& diagnostics);
// After the nodes: their number enters the formulas.
Timing build_timing(const Lookup& lookup, const Config& config, Diagnostics& diagnostics);
// Ping period and time limit of a link, from the token time in effect.
void derive_ping_times(const Lookup& lookup, std::uint32_t token_ms, Interface& link);
Quorum build_quorum(const Lookup& lookup, const Config& config, Diagnostics& diagnostics);
// Of votequorum: what may be meant so, but does not do what it looks like.
void doubt_quorum(const Lookup& lookup, const Config& config, const Quorum& quorum,
                  Diagnostics& diagnostics);

// Whether sockets and state files can be named after it; also for a name from the environment.
bool is_instance_name(std::string_view name);

// The group address that a cluster name stands for on one link.
IpAddress multicast_of(std::string_view cluster_name, std::uint8_t link, AddressFamily family);

} // namespace baton::config
