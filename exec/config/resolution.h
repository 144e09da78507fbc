// exec/config/resolution.h - what the machine says (resolver, interfaces, host name), and what
// follows from it: addresses of all nodes, which of them is us, automatic node ids.
// The asking is done elsewhere; here are the rules only.
#pragma once

#include "config/config.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace baton::config {

struct LookedUp {
    std::vector<IpAddress> addresses; // in the resolver's order
    std::string problem;              // if there are none: the resolver's reason
    std::string source;               // where the answer came from, if known: "/etc/hosts:2"
};

struct LocalAddress {
    IpAddress address;
    std::string reverse_name; // empty: not asked for, or none
};

struct Resolution {
    std::map<std::string, LookedUp> names; // of every ringN_addr and name that is not numeric
    std::string host_name;                 // uname -n
    std::vector<LocalAddress> local;
    std::string node; // name or id of the local node, before system.node; empty: not given
};

// The names to look up: every ringN_addr that is not an address already.
std::vector<std::string> names_to_look_up(const Config& config);

// The address that a text stands for under ip_version; none if it stands for none.
IpAddress address_of(const std::string& text, const Resolution& resolution, IpVersion version);

// Fills in addresses, node ids and local_node, and checks what can be checked only now. With knet a
// name that does not resolve is no error: its link can be added when it does.
void resolve(Config& config, const Resolution& resolution, Diagnostics& diagnostics);

// What does not resolve: ringN_addr without an address.
struct Unresolved {
    NodeId node;
    std::size_t link = 0;
    std::string name;
    friend bool operator==(const Unresolved&, const Unresolved&) = default;
};
std::vector<Unresolved> unresolved(const Config& config);
// Fills in what was unresolved and is no more. An address that cannot be used is left out, with an
// error.
void resolve_late(Config& config, const Resolution& resolution, Diagnostics& diagnostics);

} // namespace baton::config
