// test/unit/transport/knet/addresses.h - links between nodes on the loopback interface.
#pragma once

#include "transport/knet/config.h"
#include "transport/udp_socket.h"
#include "unit/address.h"

#include <string>
#include <sys/socket.h>

namespace baton::transport::test {

inline IpAddress knet_address(std::uint8_t link, std::uint32_t node) {
    return address("127.0." + std::to_string(link) + '.' + std::to_string(node));
}

// Pings so often that a link comes up at once, and a patience that no busy machine exhausts.
inline KnetConfig::Link knet_link(std::uint8_t number, std::uint32_t self, std::uint32_t other,
                                  std::uint16_t port) {
    return {.number = number,
            .local = knet_address(number, self),
            .remote = knet_address(number, other),
            .port = port,
            .ping_interval_ms = 20,
            .ping_timeout_ms = 10000,
            .pong_count = 1};
}

// A port that nobody uses, found by binding to it.
inline std::uint16_t free_knet_port() {
    auto probe = UdpSocket::bound_to(SocketAddress(address("127.0.0.1"), 0));
    if (!probe) return 0;
    SocketAddress got;
    socklen_t size = SocketAddress::kCapacity;
    getsockname(probe->number(), got.data(), &size);
    return got.port();
}

} // namespace baton::transport::test
