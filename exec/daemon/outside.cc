// exec/daemon/outside.cc - see outside.h.
#include "daemon/outside.h"

#include "daemon/in_effect.h"
#include "daemon/knet_links.h"
#include "daemon/machine.h"
#include "daemon/ring_setup.h"

#include <algorithm>

namespace baton {

namespace {

const config::Node* find_node(const config::Config& config, NodeId id) {
    const auto found = std::ranges::find(config.nodes, id, &config::Node::id);
    return found == config.nodes.end() ? nullptr : &*found;
}

bool has_links(const DaemonOutside::Network& network) {
    return network.config.totem.transport == config::Transport::knet;
}

} // namespace

std::vector<IpAddress> DaemonOutside::addresses(NodeId node) const {
    std::vector<IpAddress> all;
    const Network network = look_();
    if (const config::Node* found = find_node(network.config, node))
        std::ranges::copy_if(found->address, std::back_inserter(all),
                             [](const IpAddress& each) { return !each.empty(); });
    return all;
}

std::vector<cfg::LinkText> DaemonOutside::links() const {
    std::vector<cfg::LinkText> all;
    const Network network = look_();
    if (has_links(network)) return knet_links(network.config, network.transport.peers());
    const config::Node* local = network.config.local();
    if (local == nullptr) return all;
    for (std::size_t link = 0; link < config::kLinksMax; ++link)
        if (!local->address[link].empty())
            all.push_back({std::to_string(link) + ' ' + local->address[link].text(), "OK"});
    return all;
}

std::optional<cfg::NodeStatus> DaemonOutside::node_status(NodeId node) const {
    const Network network = look_();
    if (has_links(network))
        return knet_node_status(network.config, network.transport.peers(), node);
    const config::Node* found = find_node(network.config, node);
    cfg::NodeStatus status;
    if (found == nullptr) return status;
    status.node = node;
    status.reachable = std::ranges::binary_search(network.members, node);
    cfg::LinkStatus& link = status.links[0];
    link.enabled = network.transport.up();
    link.connected = status.reachable;
    link.mtu = static_cast<std::uint32_t>(ring_config(network.config).net_mtu);
    link.source = found->address[0].text();
    return status;
}

// Only what a reload would change is asked for.
std::vector<std::string> DaemonOutside::refusals(const config::Config& fresh) const {
    return refuse_(network_of(in_effect(look_().config, fresh)));
}

std::optional<std::uint32_t> DaemonOutside::memory_used() const { return baton::memory_used(); }

std::optional<double> DaemonOutside::load_15min() const { return baton::load_15min(); }

} // namespace baton
