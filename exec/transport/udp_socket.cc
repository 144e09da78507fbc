// exec/transport/udp_socket.cc - making a UDP socket and setting it up.
#include "transport/udp_socket.h"

#include <cerrno>
#include <cstring>
#include <netinet/udp.h>

#ifndef SOL_UDP
#define SOL_UDP 17
#endif

namespace baton::transport {

namespace {

template <class Value>
bool set(int socket, int level, int option, const Value& value) {
    return setsockopt(socket, level, option, &value, sizeof value) == 0;
}

auto system_failure(const std::string& what) {
    return failure(Error::Kind::system, what + ": " + std::strerror(errno));
}

// The plain option is cut at net.core.[rw]mem_max; the forced one needs CAP_NET_ADMIN.
std::size_t enlarge(int socket, int forced, int plain) {
    const int wanted = static_cast<int>(UdpSocket::kWantedBuffer);
    if (!set(socket, SOL_SOCKET, forced, wanted)) set(socket, SOL_SOCKET, plain, wanted);
    int got = 0;
    socklen_t size = sizeof got;
    if (getsockopt(socket, SOL_SOCKET, plain, &got, &size) != 0) return 0;
    return static_cast<std::size_t>(got) / 2; // the kernel shows twice what one may use
}

std::string text_of(const SocketAddress& address) {
    return address.address().text() + " port " + std::to_string(address.port());
}

} // namespace

Result<UdpSocket> UdpSocket::bound_to(const SocketAddress& address, bool reuse) {
    const int family = address.data()->sa_family;
    loop::Descriptor descriptor(socket(family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (!descriptor) return system_failure("socket");
    const int on = 1;
    if (family == AF_INET6) set(descriptor.number(), IPPROTO_IPV6, IPV6_V6ONLY, on);
    if (reuse && !set(descriptor.number(), SOL_SOCKET, SO_REUSEADDR, on))
        return system_failure("SO_REUSEADDR");
    if (bind(descriptor.number(), address.data(), address.size()) != 0)
        return system_failure("cannot bind to " + text_of(address));
    return UdpSocket(std::move(descriptor),
                     family == AF_INET ? AddressFamily::ipv4 : AddressFamily::ipv6);
}

BufferSizes UdpSocket::enlarge_buffers() {
    return {.receive = enlarge(number(), SO_RCVBUFFORCE, SO_RCVBUF),
            .send = enlarge(number(), SO_SNDBUFFORCE, SO_SNDBUF)};
}

void UdpSocket::report_drops() { set(number(), SOL_SOCKET, SO_RXQ_OVFL, 1); }

bool UdpSocket::accept_trains() { return set(number(), SOL_UDP, UDP_GRO, 1); }

bool UdpSocket::can_send_trains() const {
    int size = 0;
    socklen_t length = sizeof size;
    return getsockopt(number(), SOL_UDP, UDP_SEGMENT, &size, &length) == 0;
}

Result<void> UdpSocket::join(const IpAddress& group, const IpAddress& local,
                             unsigned interface_index) {
    bool joined = false;
    if (family_ == AddressFamily::ipv4) {
        ip_mreqn request{};
        std::memcpy(&request.imr_multiaddr, group.bytes.data(), sizeof request.imr_multiaddr);
        std::memcpy(&request.imr_address, local.bytes.data(), sizeof request.imr_address);
        request.imr_ifindex = static_cast<int>(interface_index);
        joined = set(number(), IPPROTO_IP, IP_ADD_MEMBERSHIP, request);
    } else {
        ipv6_mreq request{};
        std::memcpy(&request.ipv6mr_multiaddr, group.bytes.data(), sizeof request.ipv6mr_multiaddr);
        request.ipv6mr_interface = interface_index;
        joined = set(number(), IPPROTO_IPV6, IPV6_ADD_MEMBERSHIP, request);
    }
    if (!joined) return system_failure("cannot join multicast group " + group.text());
    return {};
}

Result<void> UdpSocket::send_multicast_from(const IpAddress& local, unsigned interface_index,
                                            int ttl) {
    bool good = false;
    if (family_ == AddressFamily::ipv4) {
        ip_mreqn source{};
        std::memcpy(&source.imr_address, local.bytes.data(), sizeof source.imr_address);
        source.imr_ifindex = static_cast<int>(interface_index);
        good = set(number(), IPPROTO_IP, IP_MULTICAST_IF, source) &&
               set(number(), IPPROTO_IP, IP_MULTICAST_TTL, ttl) &&
               set(number(), IPPROTO_IP, IP_MULTICAST_LOOP, 0);
    } else {
        good = set(number(), IPPROTO_IPV6, IPV6_MULTICAST_IF, interface_index) &&
               set(number(), IPPROTO_IPV6, IPV6_MULTICAST_HOPS, ttl) &&
               set(number(), IPPROTO_IPV6, IPV6_MULTICAST_LOOP, 0);
    }
    if (!good) return system_failure("cannot set up multicast sending from " + local.text());
    return {};
}

Result<void> UdpSocket::allow_broadcast() {
    if (!set(number(), SOL_SOCKET, SO_BROADCAST, 1)) return system_failure("SO_BROADCAST");
    return {};
}

} // namespace baton::transport
