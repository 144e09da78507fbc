// tools/link_query.cc - the nodes from the map, their links from cfg.
#include "link_query.h"

#include "map_session.h"
#include "time_limit.h"

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <fmt/format.h>
#include <map>

namespace baton::tool {

namespace {

using Call = LinkTrouble::Call;
using CfgSession = Session<corosync_cfg_finalize>;

auto in(Call call, cs_error_t error) { return tl::make_unexpected(LinkTrouble{call, error}); }

struct Configured {
    std::vector<NodeLinks> nodes{};
    std::map<unsigned, std::string> protocols{}; // of links that name one
};

tl::expected<Configured, LinkTrouble> configured(const MapSession& map) {
    const auto keys = map.keys("nodelist.node.");
    if (!keys) return in(Call::nodelist, keys.error());
    Configured all;
    for (const std::string& key : *keys) {
        if (!key.ends_with(".nodeid")) continue;
        const auto id = map.number32(key);
        if (!id) continue;
        const std::string name = key.substr(0, key.rfind('.')) + ".name";
        all.nodes.push_back({.node = *id, .name = map.text(name).value_or("")});
    }
    if (all.nodes.empty()) return in(Call::no_nodes, CS_OK);
    std::ranges::sort(all.nodes, {}, &NodeLinks::node);
    for (unsigned link = 0; link < CFG_MAX_LINKS; ++link)
        if (auto protocol = map.text(fmt::format("totem.interface.{}.knet_transport", link)))
            all.protocols[link] = std::move(*protocol);
    return all;
}

std::string text_in(const char (&field)[CFG_MAX_HOST_LEN]) {
    return std::string(field, strnlen(field, sizeof field));
}

void fill(NodeLinks& node, const corosync_cfg_node_status_v1& status, const Configured& all,
          bool knet) {
    node.known = true;
    node.reachable = status.reachable != 0;
    node.remote = status.remote != 0;
    node.external = status.external != 0;
    for (unsigned number = 0; number < CFG_MAX_LINKS; ++number) {
        const corosync_knet_link_status_v1& link = status.link_status[number];
        const auto named = all.protocols.find(number);
        node.links.push_back({.number = number,
                              .protocol = named != all.protocols.end() ? named->second
                                          : knet                       ? "udp"
                                                                       : "",
                              .enabled = link.enabled != 0,
                              .connected = link.connected != 0,
                              .dynamic = link.dynconnected != 0,
                              .mtu = link.mtu,
                              .from = text_in(link.src_ipaddr),
                              .to = text_in(link.dst_ipaddr)});
    }
}

} // namespace

tl::expected<LinkView, LinkTrouble>
query_links(const std::function<void(std::uint32_t node, cs_error_t error)>& not_told) {
    TimeLimit limit;
    corosync_cfg_handle_t handle = 0;
    cs_error_t error = corosync_cfg_initialize(&handle, nullptr);
    if (error != CS_OK) return in(Call::cfg, error);
    const CfgSession cfg(handle);
    LinkView view;
    Configured all;
    {
        const auto map = MapSession::open(CMAP_MAP_ICMAP);
        if (!map) return in(Call::map, map.error());
        limit.renew();
        view.transport = map->text("totem.transport").value_or("knet");
        limit.renew();
        error = corosync_cfg_local_get(cfg.handle(), &view.local);
        if (error != CS_OK) return in(Call::local_node, error);
        auto found = configured(*map);
        if (!found) return tl::make_unexpected(found.error());
        all = std::move(*found);
    }
    for (NodeLinks& node : all.nodes) {
        limit.renew();
        corosync_cfg_node_status_v1 status{};
        error = corosync_cfg_node_status_get(cfg.handle(), node.node, CFG_NODE_STATUS_V1, &status);
        if (error == CS_OK)
            fill(node, status, all, view.transport == "knet");
        else
            not_told(node.node, error);
    }
    view.nodes = std::move(all.nodes);
    return view;
}

} // namespace baton::tool
