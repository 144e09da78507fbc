// exec/daemon/ring_setup.cc - field by field.
#include "daemon/ring_setup.h"

#include "base/assert.h"
#include "node/ring_timing.h"

namespace baton {

namespace {
// A multicast may carry another one whole when a ring is being recovered: two headers of 45 bytes.
constexpr std::uint32_t kHeaders = 90;
} // namespace

ring::RingConfig ring_config(const config::Config& config) {
    ASSERT(config.local() != nullptr && config.totem.netmtu > kHeaders);
    ring::RingConfig ring;
    ring.self = config.local()->id;
    set_timing(ring, config.timing);
    ring.net_mtu = config.totem.netmtu - kHeaders;
    return ring;
}

transport::UdpConfig udp_config(const config::Config& config) {
    transport::UdpConfig udp;
    udp.self = config.local()->id;
    for (const config::Node& node : config.nodes)
        if (!node.address[0].empty()) udp.peers.push_back({node.id, node.address[0]});
    udp.only_listed_sources = config.totem.block_unlisted_ips;
    if (const config::Interface* link = config.interface(0)) {
        udp.port = link->port;
        udp.multicast = link->multicast;
        udp.broadcast = link->broadcast;
        udp.ttl = link->ttl;
    }
    return udp;
}

namespace {

transport::KnetConfig::Link link_to(const config::Node& self, const config::Node& node,
                                    const config::Interface& link) {
    return {.number = link.link,
            .local = self.address[link.link],
            .remote = node.address[link.link],
            .port = link.port,
            .sctp = link.knet_transport == "sctp",
            .priority = link.knet_link_priority,
            .ping_interval_ms = link.knet_ping_interval_ms,
            .ping_timeout_ms = link.knet_ping_timeout_ms,
            .ping_precision = link.knet_ping_precision,
            .pong_count = link.knet_pong_count};
}

transport::KnetConfig::Mode mode_of(config::LinkMode mode) {
    using Mode = transport::KnetConfig::Mode;
    switch (mode) {
    case config::LinkMode::active:
        return Mode::active;
    case config::LinkMode::round_robin:
        return Mode::round_robin;
    case config::LinkMode::passive:
        break;
    }
    return Mode::passive;
}

} // namespace

transport::KnetConfig::Encryption knet_encryption(const config::Totem& totem) {
    return {.model = totem.crypto_model,
            .cipher = totem.crypto_cipher,
            .hash = totem.crypto_hash,
            .key = totem.key_bytes};
}

transport::KnetConfig::Compression knet_compression(const config::Totem& totem) {
    return {.model = totem.knet_compression_model,
            .threshold = totem.knet_compression_threshold,
            .level = totem.knet_compression_level};
}

transport::KnetConfig knet_config(const config::Config& config) {
    ASSERT(config.local() != nullptr);
    const config::Node& self = *config.local();
    const config::Totem& totem = config.totem;
    transport::KnetConfig knet;
    knet.self = self.id;
    for (const config::Node& node : config.nodes) {
        if (node.id == self.id) continue;
        transport::KnetConfig::Peer peer{.node = node.id, .links = {}};
        for (const config::Interface& link : totem.interfaces)
            if (!self.address[link.link].empty() && !node.address[link.link].empty())
                peer.links.push_back(link_to(self, node, link));
        knet.peers.push_back(std::move(peer));
    }
    knet.mode = mode_of(totem.link_mode);
    knet.only_listed_sources = totem.block_unlisted_ips;
    knet.pmtud_interval_s = totem.knet_pmtud_interval_s;
    knet.mtu = totem.knet_mtu;
    knet.compression = knet_compression(totem);
    knet.encryption = knet_encryption(totem);
    knet.dscp = totem.ip_dscp;
    knet.debug = config.logging.targets_of("KNET").debug != config::DebugMode::off;
    knet.small_buffers_will_do = config.system.allow_knet_handle_fallback;
    return knet;
}

transport::Network network_of(const config::Config& config) {
    if (config.totem.transport == config::Transport::knet) return knet_config(config);
    return udp_config(config);
}

} // namespace baton
