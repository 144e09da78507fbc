// exec/transport/interface_check.cc - walks the addresses of this machine.
#include "transport/interface_check.h"

#include "transport/socket_address.h"

#include <cstring>
#include <ifaddrs.h>
#include <memory>
#include <net/if.h>

namespace baton::transport {

namespace {

SocketAddress copy_of(const sockaddr* source) {
    SocketAddress copy;
    if (source->sa_family == AF_INET) std::memcpy(copy.data(), source, sizeof(sockaddr_in));
    if (source->sa_family == AF_INET6) std::memcpy(copy.data(), source, sizeof(sockaddr_in6));
    return copy;
}

bool is_there(const ifaddrs& entry, const IpAddress& wanted) {
    if (entry.ifa_addr == nullptr || (entry.ifa_flags & IFF_UP) == 0) return false;
    const int family = entry.ifa_addr->sa_family;
    if (family != (wanted.is_ipv4() ? AF_INET : AF_INET6)) return false;
    const IpAddress here = copy_of(entry.ifa_addr).address();
    // All of 127.0.0.0/8 is local, although only 127.0.0.1 is listed.
    if (wanted.is_ipv4() && wanted.is_loopback() && here.is_loopback()) return true;
    if (wanted.scope_id != 0 && wanted.scope_id != here.scope_id) return false;
    return here.bytes == wanted.bytes;
}

} // namespace

std::optional<FoundInterface> find_interface(const IpAddress& address) {
    if (address.empty()) return std::nullopt;
    ifaddrs* list = nullptr;
    if (getifaddrs(&list) != 0) return std::nullopt;
    const std::unique_ptr<ifaddrs, decltype(&freeifaddrs)> owner(list, freeifaddrs);
    for (const ifaddrs* entry = list; entry != nullptr; entry = entry->ifa_next)
        if (is_there(*entry, address))
            return FoundInterface{.name = entry->ifa_name,
                                  .index = if_nametoindex(entry->ifa_name)};
    return std::nullopt;
}

} // namespace baton::transport
