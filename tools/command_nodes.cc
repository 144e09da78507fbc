// tools/command_nodes.cc - baton nodes and baton links.
#include "cluster_commands.h"
#include "cluster_session.h"
#include "link_query.h"
#include "node_list.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>

namespace baton::tool {

namespace {

constexpr unsigned kLinksMax = 8;
constexpr std::string_view kMembers = "runtime.members.";

std::uint64_t number(const MapSession& map, const std::string& key) {
    const auto value = map.get(key);
    if (!value) return 0;
    return std::strtoull(value_text(*value).c_str(), nullptr, 10);
}

void add_listed(const MapSession& map, const std::string& key,
                std::map<std::uint32_t, ListedNode>& nodes) {
    const auto id = map.number32(key);
    if (!id) return;
    const std::string prefix = key.substr(0, key.rfind('.') + 1);
    ListedNode& node = nodes[*id];
    node.id = *id;
    node.listed = true;
    node.name = map.text(prefix + "name").value_or("");
    for (unsigned link = 0; link < kLinksMax; ++link)
        if (auto address = map.text(fmt::format("{}ring{}_addr", prefix, link)))
            node.addresses.push_back(std::move(*address));
}

// "runtime.members.7.status"
void add_seen(const MapSession& map, const std::string& key,
              std::map<std::uint32_t, ListedNode>& nodes) {
    const auto id =
        static_cast<std::uint32_t>(std::strtoul(key.c_str() + kMembers.size(), nullptr, 10));
    const std::string prefix = key.substr(0, key.rfind('.') + 1);
    ListedNode& node = nodes[id];
    node.id = id;
    node.seen = true;
    node.member = map.text(key) == "joined";
    node.joins = number(map, prefix + "join_count");
    node.config_version = number(map, prefix + "config_version");
}

Answer<std::vector<ListedNode>> nodes_of(const MapSession& map) {
    std::map<std::uint32_t, ListedNode> nodes;
    for (const std::string_view prefix : {std::string_view("nodelist.node."), kMembers}) {
        const auto keys = map.keys(std::string(prefix));
        if (!keys) return tl::make_unexpected(trouble_of(keys.error(), "list the nodes"));
        for (const std::string& key : *keys) {
            if (key.ends_with(".nodeid")) add_listed(map, key, nodes);
            if (prefix == kMembers && key.ends_with(".status")) add_seen(map, key, nodes);
        }
    }
    std::vector<ListedNode> all;
    all.reserve(nodes.size());
    for (auto& [id, node] : nodes) all.push_back(std::move(node));
    return all;
}

ExitCode links_failed(const Context& context, const LinkTrouble& wrong) {
    using Call = LinkTrouble::Call;
    if (wrong.call == Call::cfg || wrong.call == Call::map)
        return report(context, opening_trouble(wrong.error, "connect"));
    if (wrong.call == Call::no_nodes)
        return report(context, {Trouble::Kind::failed, "its nodelist has no node ids"});
    return report(context, trouble_of(wrong.error, "ask for the links"));
}

} // namespace

ExitCode run_nodes(const Context& context) {
    const auto cfg = open_cfg();
    if (!cfg) return report(context, cfg.error());
    unsigned local = 0;
    const cs_error_t error =
        with_tries(1, [&] { return corosync_cfg_local_get(cfg->handle(), &local); });
    if (error != CS_OK) return report(context, trouble_of(error, "ask who this node is"));
    const auto map = open_map(context);
    if (!map) return report(context, map.error());
    const auto nodes = nodes_of(*map);
    if (!nodes) return report(context, nodes.error());
    say(context.json ? nodes_json(*nodes, local) : nodes_text(*nodes, local));
    const bool all = std::ranges::all_of(
        *nodes, [](const ListedNode& node) { return node.member || !node.listed; });
    return all ? ExitCode::good : ExitCode::unhealthy;
}

ExitCode run_links(const Context& context) {
    const auto view = query_links([](std::uint32_t, cs_error_t) {}); // the table says it
    if (!view) return links_failed(context, view.error());
    say(context.json ? links_json(*view) : links_text(*view));
    return all_connected(*view) ? ExitCode::good : ExitCode::unhealthy;
}

} // namespace baton::tool
