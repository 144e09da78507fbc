// exec/transport/knet/hosts.cc - the difference, applied: what goes makes room for what comes.
#include "transport/knet/hosts.h"

#include "transport/socket_address.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fmt/format.h>

namespace baton::transport::knet {

namespace {

using Link = KnetConfig::Link;

// The ends of a link are chosen once; everything else can be tuned while it runs.
bool same_ends(const Link& a, const Link& b) {
    return a.local == b.local && a.remote == b.remote && a.port == b.port && a.sctp == b.sctp;
}

sockaddr_storage storage_of(const IpAddress& address, std::uint16_t port) {
    sockaddr_storage storage{};
    const SocketAddress made(address, port);
    std::memcpy(&storage, made.data(), made.size());
    return storage;
}

std::uint8_t policy_of(KnetConfig::Mode mode) {
    switch (mode) {
    case KnetConfig::Mode::active:
        return KNET_LINK_POLICY_ACTIVE;
    case KnetConfig::Mode::round_robin:
        return KNET_LINK_POLICY_RR;
    case KnetConfig::Mode::passive:
        break;
    }
    return KNET_LINK_POLICY_PASSIVE;
}

const Link* find(const KnetConfig::Peer& peer, std::uint8_t number) {
    const auto found = std::ranges::find(peer.links, number, &Link::number);
    return found == peer.links.end() ? nullptr : &*found;
}

std::string title(NodeId node, const Link& link) {
    return fmt::format("link {} to node {} ({} -> {} port {})", link.number, node.value,
                       link.local.text(), link.remote.text(), link.port);
}

} // namespace

std::vector<std::string> Hosts::set(const std::vector<KnetConfig::Peer>& peers,
                                    KnetConfig::Mode mode) {
    failures_.clear();
    std::vector<NodeId> gone;
    for (const auto& [node, links] : hosts_)
        if (std::ranges::find(peers, node, &KnetConfig::Peer::node) == peers.end())
            gone.push_back(node);
    for (const NodeId node : gone) remove_host(node);
    for (const KnetConfig::Peer& peer : peers) {
        const auto known = hosts_.find(peer.node);
        if (known == hosts_.end()) continue;
        const Links before = known->second;
        for (const auto& [number, link] : before)
            if (const Link* wanted = find(peer, number);
                wanted == nullptr || !same_ends(*wanted, link))
                remove_link(peer.node, number);
    }
    for (const KnetConfig::Peer& peer : peers) {
        if (!hosts_.contains(peer.node) && !add_host(peer.node)) continue;
        set_policy(peer.node, mode);
        for (const Link& link : peer.links) {
            Links& links = hosts_[peer.node];
            const auto known = links.find(link.number);
            if (known != links.end() && known->second == link) continue;
            if (known == links.end() ? add_link(peer.node, link) : tune(peer.node, link))
                links[link.number] = link;
        }
    }
    return std::move(failures_);
}

void Hosts::failed(const std::string& doing) {
    failures_.push_back(Handle::error("cannot " + doing).what);
}

void Hosts::remove_host(NodeId node) {
    const Links links = hosts_[node];
    for (const auto& [number, link] : links) remove_link(node, number);
    if (knet_host_remove(handle_, id_of(node)) != 0)
        return failed(fmt::format("remove node {}", node.value));
    hosts_.erase(node);
    modes_.erase(node);
}

void Hosts::remove_link(NodeId node, std::uint8_t number) {
    const std::string name = title(node, hosts_[node][number]);
    if (knet_link_set_enable(handle_, id_of(node), number, 0) != 0 ||
        knet_link_clear_config(handle_, id_of(node), number) != 0)
        return failed("remove " + name);
    hosts_[node].erase(number);
}

// Without a name of ours libknet calls it by its number, which cannot be that of another node.
bool Hosts::add_host(NodeId node) {
    if (knet_host_add(handle_, id_of(node)) != 0) {
        failed(fmt::format("add node {}", node.value));
        return false;
    }
    hosts_.try_emplace(node);
    return true;
}

void Hosts::set_policy(NodeId node, KnetConfig::Mode mode) {
    if (const auto known = modes_.find(node); known != modes_.end() && known->second == mode)
        return;
    if (knet_host_set_policy(handle_, id_of(node), policy_of(mode)) != 0)
        return failed(fmt::format("set the link mode for node {}", node.value));
    modes_[node] = mode;
}

bool Hosts::add_link(NodeId node, const Link& link) {
    sockaddr_storage local = storage_of(link.local, link.port);
    sockaddr_storage remote = storage_of(link.remote, link.port);
    const std::uint8_t transport = link.sctp ? KNET_TRANSPORT_SCTP : KNET_TRANSPORT_UDP;
    if (knet_link_set_config(handle_, id_of(node), link.number, transport, &local, &remote,
                             KNET_LINK_FLAG_TRAFFICHIPRIO) != 0) {
        failed("open " + title(node, link));
        return false;
    }
    if (tune(node, link)) {
        if (knet_link_set_enable(handle_, id_of(node), link.number, 1) == 0) return true;
        failed("enable " + title(node, link));
    }
    knet_link_clear_config(handle_, id_of(node), link.number); // to be tried again as a whole
    return false;
}

bool Hosts::tune(NodeId node, const Link& link) {
    const auto pongs = static_cast<std::uint8_t>(std::min(link.pong_count, 255U));
    if (knet_link_set_ping_timers(handle_, id_of(node), link.number, link.ping_interval_ms,
                                  link.ping_timeout_ms, link.ping_precision) == 0 &&
        knet_link_set_pong_count(handle_, id_of(node), link.number, pongs) == 0 &&
        knet_link_set_priority(handle_, id_of(node), link.number, link.priority) == 0)
        return true;
    failed("set the ping timers and the priority of " + title(node, link));
    return false;
}

} // namespace baton::transport::knet
