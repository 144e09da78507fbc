// exec/daemon/knet_links.cc - see knet_links.h.
#include "daemon/knet_links.h"

#include <algorithm>
#include <limits>

namespace baton {

namespace {

using transport::LinkState;
using transport::PeerState;

const PeerState* find(const std::vector<PeerState>& peers, NodeId node) {
    const auto found = std::ranges::find(peers, node, &PeerState::node);
    return found == peers.end() ? nullptr : &*found;
}

char status_of(const PeerState* peer, std::size_t link) {
    if (peer == nullptr) return 'd';
    const auto found = std::ranges::find(peer->links, link, &LinkState::link);
    if (found == peer->links.end()) return 'd';
    return static_cast<char>('0' + (found->enabled ? 1 : 0) + (found->connected ? 2 : 0) +
                             (found->dynamic ? 4 : 0));
}

cfg::NodeStatus status_of_self(const config::Node& self) {
    cfg::NodeStatus status;
    status.node = self.id;
    status.reachable = true;
    cfg::LinkStatus& link = status.links[0];
    link.enabled = true;
    link.connected = true;
    link.mtu = std::numeric_limits<std::uint16_t>::max();
    const auto first =
        std::ranges::find_if(self.address, [](const IpAddress& each) { return !each.empty(); });
    if (first != self.address.end()) link.source = link.destination = first->text();
    return status;
}

} // namespace

std::vector<cfg::LinkText> knet_links(const config::Config& config,
                                      const std::vector<PeerState>& peers) {
    std::vector<cfg::LinkText> all;
    const config::Node* self = config.local();
    if (self == nullptr) return all;
    std::vector<NodeId> nodes;
    for (const config::Node& node : config.nodes) nodes.push_back(node.id);
    std::ranges::sort(nodes);
    for (std::size_t link = 0; link < config::kLinksMax; ++link) {
        if (self->address[link].empty()) continue;
        std::string text;
        for (const NodeId node : nodes)
            text += node == self->id ? 'n' : status_of(find(peers, node), link);
        all.push_back({std::to_string(link) + ' ' + self->address[link].text(), std::move(text)});
    }
    return all;
}

std::optional<cfg::NodeStatus> knet_node_status(const config::Config& config,
                                                const std::vector<PeerState>& peers, NodeId node) {
    const config::Node* self = config.local();
    if (self != nullptr && self->id == node) return status_of_self(*self);
    const PeerState* peer = find(peers, node);
    if (peer == nullptr) return std::nullopt;
    cfg::NodeStatus status;
    status.node = node;
    status.reachable = peer->reachable;
    status.remote = peer->remote;
    status.external = peer->external;
    status.onwire_min = peer->onwire_min;
    status.onwire_max = peer->onwire_max;
    status.onwire_ver = peer->onwire_used;
    for (const LinkState& link : peer->links)
        if (link.link < status.links.size())
            status.links[link.link] = {.enabled = link.enabled,
                                       .connected = link.connected,
                                       .dynconnected = link.dynamic,
                                       .mtu = link.mtu,
                                       .source = link.source,
                                       .destination = link.destination};
    return status;
}

} // namespace baton
