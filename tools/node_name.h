// tools/node_name.h - the name of a member as corosync-quorumtool shows it.
#pragma once

#include "map_session.h"

#include <corosync/cfg.h>
#include <functional>

namespace baton::tool {

struct NodeNameStyle {
    bool addresses = false; // -i: addresses in place of names
    bool all = false;       // -a: of every link, not only of the first
};

// The name that the nodelist gives; without one what the resolver says of the first address. With
// all links the further ones are looked up. Empty, and `failed` is called, if the daemon knows no
// address of the node.
std::string node_name(const MapSession& map, corosync_cfg_handle_t cfg, std::uint32_t node,
                      NodeNameStyle style, const std::function<void(cs_error_t)>& failed);

} // namespace baton::tool
