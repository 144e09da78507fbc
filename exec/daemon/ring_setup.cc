// exec/daemon/ring_setup.cc - field by field.
#include "daemon/ring_setup.h"

#include "base/assert.h"

namespace baton {

namespace {
// A multicast may carry another one whole when a ring is being recovered: two headers of 45 bytes.
constexpr std::uint32_t kHeaders = 90;
} // namespace

ring::RingConfig ring_config(const config::Config& config) {
    const config::Timing& timing = config.timing;
    ASSERT(config.local() != nullptr && config.totem.netmtu > kHeaders);
    ring::RingConfig ring;
    ring.self = config.local()->id;
    ring.token = milliseconds{timing.token_ms};
    ring.token_warning = milliseconds{timing.token_warning_ms};
    ring.token_retransmit = milliseconds{timing.token_retransmit_ms};
    ring.hold = milliseconds{timing.hold_ms};
    ring.join = milliseconds{timing.join_ms};
    ring.send_join = milliseconds{timing.send_join_ms};
    ring.consensus = milliseconds{timing.consensus_ms};
    ring.merge = milliseconds{timing.merge_ms};
    ring.max_network_delay = milliseconds{timing.max_network_delay_ms};
    ring.fail_recv_const = timing.fail_recv_const;
    ring.seqno_unchanged_const = timing.seqno_unchanged_const;
    ring.miss_count_const = timing.miss_count_const;
    ring.heartbeat_failures_allowed = timing.heartbeat_failures_allowed;
    ring.window_size = timing.window_size;
    ring.max_messages = timing.max_messages;
    ring.cancel_token_hold_on_retransmit = timing.cancel_token_hold_on_retransmit;
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
