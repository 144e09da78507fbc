// exec/daemon/knet_links.h - links and nodes as the cfg service tells of them, with transport knet
// (cfg_ring_status_get, cfg_node_status_get).
#pragma once

#include "config/config.h"
#include "services/cfg/messages.h"
#include "transport/transport.h"

#include <optional>
#include <vector>

namespace baton {

// One for each link of this node. Its status has a character for each configured node, ascending:
// n for this one, d where the other has no such link, else '0' plus 1 enabled, 2 connected,
// 4 connected to an address that was learned.
std::vector<cfg::LinkText> knet_links(const config::Config& config,
                                      const std::vector<transport::PeerState>& peers);

// This node is told of with one link, to itself. None: no such node.
std::optional<cfg::NodeStatus> knet_node_status(const config::Config& config,
                                                const std::vector<transport::PeerState>& peers,
                                                NodeId node);

} // namespace baton
