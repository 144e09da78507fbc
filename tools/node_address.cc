// tools/node_address.cc - see node_address.h.
#include "node_address.h"

#include "time_limit.h"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <cstring>

namespace baton::tool {

namespace {

std::string text_of(const corosync_cfg_node_address_t& entry) {
    std::array<char, INET6_ADDRSTRLEN> text{};
    sa_family_t family = 0;
    std::memcpy(&family, entry.address, sizeof family);
    // The address stands behind family and port, and in IPv6 behind the flow label.
    if (family == AF_INET)
        inet_ntop(family, entry.address + offsetof(sockaddr_in, sin_addr), text.data(),
                  text.size());
    else if (family == AF_INET6)
        inet_ntop(family, entry.address + offsetof(sockaddr_in6, sin6_addr), text.data(),
                  text.size());
    return text.data();
}

} // namespace

tl::expected<std::vector<std::string>, cs_error_t> node_addresses(corosync_cfg_handle_t cfg,
                                                                  std::uint32_t node) {
    std::array<corosync_cfg_node_address_t, CFG_MAX_LINKS> entries{};
    int count = 0;
    const cs_error_t error =
        corosync_cfg_get_node_addrs(cfg, node, entries.size(), &count, entries.data());
    if (error != CS_OK) return tl::make_unexpected(error);
    const auto links =
        std::clamp<std::size_t>(count < 0 ? 0 : static_cast<std::size_t>(count), 0, entries.size());
    std::vector<std::string> addresses;
    for (std::size_t link = 0; link < links; ++link) addresses.push_back(text_of(entries[link]));
    return addresses;
}

} // namespace baton::tool
