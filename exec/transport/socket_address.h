// exec/transport/socket_address.h - address and port in the form that the kernel takes.
#pragma once

#include "base/address.h"

#include <cstdint>
#include <netinet/in.h>
#include <sys/socket.h>

namespace baton::transport {

class SocketAddress {
public:
    SocketAddress() = default;
    SocketAddress(const IpAddress& address, std::uint16_t port);

    [[nodiscard]] const sockaddr* data() const { return &any_; }
    [[nodiscard]] sockaddr* data() { return &any_; }
    [[nodiscard]] socklen_t size() const; // of the family that is in it
    [[nodiscard]] IpAddress address() const;
    [[nodiscard]] std::uint16_t port() const;
    static constexpr socklen_t kCapacity = sizeof(sockaddr_in6);

private:
    union {
        sockaddr any_;
        sockaddr_in ipv4_;
        sockaddr_in6 ipv6_{};
    };
};

} // namespace baton::transport
