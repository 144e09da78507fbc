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

} // namespace baton
