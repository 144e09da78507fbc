// tools/node_name.cc - see node_name.h.
#include "node_name.h"

#include "time_limit.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <netdb.h>
#include <sys/socket.h>

namespace baton::tool {

namespace {

std::string name_in_nodelist(const MapSession& map, std::uint32_t node) {
    const auto keys = map.keys("nodelist.node.");
    for (const std::string& key : keys ? *keys : std::vector<std::string>())
        if (key.ends_with(".nodeid") && map.number32(key) == node)
            return map.text(key.substr(0, key.rfind('.')) + ".name").value_or("");
    return "";
}

std::string looked_up(const corosync_cfg_node_address_t& entry, bool address) {
    sockaddr_storage socket{};
    std::memcpy(&socket, entry.address, sizeof entry.address);
    const socklen_t length =
        socket.ss_family == AF_INET6 ? sizeof(sockaddr_in6) : sizeof(sockaddr_in);
    std::array<char, NI_MAXHOST> text{};
    const int failed = getnameinfo(reinterpret_cast<const sockaddr*>(&socket), length, text.data(),
                                   text.size(), nullptr, 0, address ? NI_NUMERICHOST : 0);
    return failed == 0 ? text.data() : "";
}

} // namespace

std::string node_name(const MapSession& map, corosync_cfg_handle_t cfg, std::uint32_t node,
                      NodeNameStyle style, const std::function<void(cs_error_t)>& failed) {
    const std::string given = style.addresses ? "" : name_in_nodelist(map, node);
    std::array<corosync_cfg_node_address_t, CFG_MAX_LINKS> entries{};
    int count = 0;
    const cs_error_t error = [&] {
        const TimeLimit limit;
        return corosync_cfg_get_node_addrs(cfg, node, entries.size(), &count, entries.data());
    }();
    if (error != CS_OK) {
        failed(error);
        return "";
    }
    const int links = std::min(style.all ? count : 1, static_cast<int>(entries.size()));
    std::string text;
    for (int link = 0; link < links; ++link) {
        if (link > 0) text += ", ";
        const bool named = link == 0 && !given.empty();
        text += named ? given : looked_up(entries[static_cast<std::size_t>(link)], style.addresses);
    }
    return text;
}

} // namespace baton::tool
