// exec/transport/udp_config.h - what the transports udp and udpu want to know.
#pragma once

#include "base/address.h"
#include "base/ids.h"

#include <cstdint>
#include <vector>

namespace baton::transport {

struct UdpConfig {
    struct Peer {
        NodeId node;
        IpAddress address;
    };
    NodeId self;
    std::vector<Peer> peers; // all nodes, this one too
    std::uint16_t port = 5405;
    bool only_listed_sources = true; // udpu
    IpAddress multicast;             // udp: where multicasts go
    bool broadcast = false;          // udp
    int ttl = 1;                     // udp
    [[nodiscard]] IpAddress own_address() const;
};

} // namespace baton::transport
