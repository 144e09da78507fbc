// exec/transport/knet/observer.cc - one question for each link.
#include "transport/knet/observer.h"

#include "transport/knet/abilities.h"

namespace baton::transport::knet {

std::optional<knet_link_status> status_of(knet_handle_t handle, NodeId node, std::uint8_t link) {
    knet_link_status status{};
    if (knet_link_get_status(handle, id_of(node), link, &status, sizeof status) != 0) return {};
    return status;
}

std::vector<PeerState> peer_states(knet_handle_t handle, const Hosts& hosts) {
    std::vector<PeerState> all;
    for (const auto& [node, links] : hosts.all()) {
        PeerState peer;
        peer.node = node;
        knet_host_status host{};
        if (knet_host_get_status(handle, id_of(node), &host) == 0) {
            peer.reachable = host.reachable != 0;
            peer.remote = host.remote != 0;
            peer.external = host.external != 0;
        }
        const Onwire onwire = onwire_of(handle, node);
        peer.onwire_min = onwire.min;
        peer.onwire_max = onwire.max;
        peer.onwire_used = onwire.used;
        for (const auto& [number, link] : links)
            if (const auto status = status_of(handle, node, number))
                peer.links.push_back({.link = number,
                                      .enabled = status->enabled != 0,
                                      .connected = status->connected != 0,
                                      .dynamic = status->dynconnected != 0,
                                      .mtu = status->mtu,
                                      .source = link.local.text(),
                                      .destination = link.remote.text()});
        all.push_back(std::move(peer));
    }
    return all;
}

bool LinkWatch::changed(knet_handle_t handle, const Hosts& hosts) {
    scratch_.clear();
    for (const auto& [node, links] : hosts.all()) {
        for (const auto& [number, link] : links) {
            const auto status = status_of(handle, node, number);
            scratch_.push_back(status && status->connected != 0);
        }
        knet_host_status host{};
        scratch_.push_back(knet_host_get_status(handle, id_of(node), &host) == 0 &&
                           host.reachable != 0);
    }
    if (scratch_ == seen_) return false;
    scratch_.swap(seen_);
    return true;
}

} // namespace baton::transport::knet
