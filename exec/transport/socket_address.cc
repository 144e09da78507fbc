// exec/transport/socket_address.cc - IpAddress to sockaddr and back.
#include "transport/socket_address.h"

#include <arpa/inet.h>
#include <cstring>

namespace baton::transport {

SocketAddress::SocketAddress(const IpAddress& address, std::uint16_t port) {
    if (address.is_ipv4()) {
        ipv4_ = {};
        ipv4_.sin_family = AF_INET;
        ipv4_.sin_port = htons(port);
        std::memcpy(&ipv4_.sin_addr, address.bytes.data(), sizeof ipv4_.sin_addr);
    } else if (address.is_ipv6()) {
        ipv6_.sin6_family = AF_INET6;
        ipv6_.sin6_port = htons(port);
        ipv6_.sin6_scope_id = address.scope_id;
        std::memcpy(&ipv6_.sin6_addr, address.bytes.data(), sizeof ipv6_.sin6_addr);
    }
}

socklen_t SocketAddress::size() const {
    return any_.sa_family == AF_INET ? sizeof(sockaddr_in) : sizeof(sockaddr_in6);
}

IpAddress SocketAddress::address() const {
    IpAddress result;
    if (any_.sa_family == AF_INET) {
        result.family = AddressFamily::ipv4;
        std::memcpy(result.bytes.data(), &ipv4_.sin_addr, sizeof ipv4_.sin_addr);
    } else if (any_.sa_family == AF_INET6) {
        result.family = AddressFamily::ipv6;
        result.scope_id = ipv6_.sin6_scope_id;
        std::memcpy(result.bytes.data(), &ipv6_.sin6_addr, sizeof ipv6_.sin6_addr);
    }
    return result;
}

std::uint16_t SocketAddress::port() const {
    return ntohs(any_.sa_family == AF_INET ? ipv4_.sin_port : ipv6_.sin6_port);
}

} // namespace baton::transport
