// exec/daemon/in_effect.cc - field by field.
#include "daemon/in_effect.h"

#include <algorithm>

namespace baton {

namespace {

// Options of a link that no node has are read when it is made.
bool is_used(const config::Config& config, std::size_t link) {
    return std::ranges::any_of(
        config.nodes, [&](const config::Node& node) { return !node.ring_text[link].empty(); });
}

// The resolver may fail while we are asked to reload: who is known stays known.
void keep_addresses(const config::Config& running, config::Config& merged) {
    for (config::Node& node : merged.nodes) {
        const auto known = std::ranges::find(running.nodes, node.id, &config::Node::id);
        if (known == running.nodes.end()) continue;
        for (std::size_t link = 0; link < config::kLinksMax; ++link)
            if (node.address[link].empty() && node.ring_text[link] == known->ring_text[link])
                node.address[link] = known->address[link];
    }
}

} // namespace

config::Config in_effect(const config::Config& running, const config::Config& fresh) {
    config::Config merged = fresh;
    if (fresh.totem.transport != running.totem.transport) { // it says nothing of ours
        merged.totem.crypto_model = running.totem.crypto_model;
        merged.totem.crypto_cipher = running.totem.crypto_cipher;
        merged.totem.crypto_hash = running.totem.crypto_hash;
        merged.totem.key_bytes = running.totem.key_bytes;
    }
    merged.totem.cluster_name = running.totem.cluster_name;
    merged.totem.transport = running.totem.transport;
    merged.totem.ip_version = running.totem.ip_version;
    merged.totem.netmtu = running.totem.netmtu;
    merged.totem.link_mode = running.totem.link_mode;
    merged.totem.ip_dscp = running.totem.ip_dscp;
    for (config::Interface& link : merged.totem.interfaces) {
        const config::Interface* known = running.interface(link.link);
        if (known == nullptr || !is_used(running, link.link)) continue;
        link.port = known->port;
        link.multicast_text = known->multicast_text;
        link.multicast = known->multicast;
        link.broadcast = known->broadcast;
        link.ttl = known->ttl;
        link.bind_text = known->bind_text;
    }
    keep_addresses(running, merged);
    merged.quorum.provider = running.quorum.provider;
    merged.system = running.system;
    return merged;
}

void take_knet_options(config::Config& config, const config::Totem& options) {
    config::Totem& totem = config.totem;
    totem.block_unlisted_ips = options.block_unlisted_ips;
    totem.knet_pmtud_interval_s = options.knet_pmtud_interval_s;
    totem.knet_mtu = options.knet_mtu;
    totem.knet_compression_model = options.knet_compression_model;
    totem.knet_compression_threshold = options.knet_compression_threshold;
    totem.knet_compression_level = options.knet_compression_level;
    for (config::Interface& link : totem.interfaces) {
        const auto found =
            std::ranges::find(options.interfaces, link.link, &config::Interface::link);
        if (found == options.interfaces.end()) continue;
        link.knet_link_priority = found->knet_link_priority;
        link.knet_ping_interval_ms = found->knet_ping_interval_ms;
        link.knet_ping_timeout_ms = found->knet_ping_timeout_ms;
        link.knet_ping_precision = found->knet_ping_precision;
        link.knet_pong_count = found->knet_pong_count;
    }
}

} // namespace baton
