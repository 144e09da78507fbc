// tools/link_view.cc - see link_view.h.
#include "link_view.h"

#include "text.h"

#include <algorithm>
#include <fmt/format.h>

namespace baton::tool {

namespace {

const LinkState kNoLink{};

const LinkState& link_of(const NodeLinks& node, unsigned number) {
    const auto found = std::ranges::find(node.links, number, &LinkState::number);
    return found == node.links.end() ? kNoLink : *found;
}

// This node knows only its loopback of itself: the last of the others says which links there are.
const NodeLinks* telling_node(const LinkView& view) {
    const NodeLinks* telling = nullptr;
    for (const NodeLinks& node : view.nodes)
        if (node.node != view.local || telling == nullptr) telling = &node;
    return telling;
}

const char* word(const LinkView& view, const NodeLinks& node, const LinkState& link) {
    if (node.node == view.local) return "localhost";
    return link.enabled && link.connected ? "connected" : "disconnected";
}

// Bit 0: enabled, bit 1: connected.
std::string digit(const LinkView& view, const NodeLinks& node, const LinkState& link) {
    if (node.node == view.local) return "n";
    return std::to_string((link.enabled ? 1 : 0) + (link.connected ? 2 : 0));
}

std::string states(const LinkView& view, unsigned number, bool brief) {
    std::string text = brief ? "\tstatus\t= " : "\tstatus:\n";
    for (const NodeLinks& node : view.nodes) {
        const LinkState& link = link_of(node, number);
        text += brief ? digit(view, node, link)
                      : fmt::format("\t\tnodeid: {:>10}:\t{}\n", node.node, word(view, node, link));
    }
    return brief ? text + "\n" : text;
}

std::string heading(const LinkView& view) {
    return fmt::format("Local node ID {}, transport {}\n", view.local, view.transport);
}

std::string node_line(const LinkState& link, const std::string& transport) {
    const char* arrow = transport == "knet" ? "->" : "";
    return fmt::format("   LINK: {} {} ({}{}{}){}{}{} mtu: {}\n", link.number, link.protocol,
                       link.from, arrow, link.to, " enabled", link.connected ? " connected" : "",
                       link.dynamic ? " dynconnected" : "", link.mtu);
}

const char* state_of(const LinkState& link) {
    return !link.enabled ? "disabled" : link.connected ? "connected" : "DISCONNECTED";
}

bool is_other(const LinkView& view, const NodeLinks& node) { return node.node != view.local; }

struct Path {
    std::string from{};
    std::string to{};
};

std::string own_address(const LinkView& view, unsigned number) {
    for (const NodeLinks& node : view.nodes)
        if (!is_other(view, node)) return link_of(node, number).from;
    return "";
}

// Over udp and udpu the daemon tells one address for each node, its own, in the place where knet
// has the address here.
Path path_of(const LinkView& view, const NodeLinks& node, const LinkState& link) {
    if (view.transport == "knet" || !is_other(view, node)) return {link.from, link.to};
    return {own_address(view, link.number), link.from};
}

std::string path_text(const Path& path) {
    if (path.from.empty() || path.to.empty()) return path.from + path.to;
    return path.from + " -> " + path.to;
}

Json link_json(const LinkState& link, const Path& path) {
    return {{"link", link.number},          {"protocol", link.protocol}, {"enabled", link.enabled},
            {"connected", link.connected},  {"dynamic", link.dynamic},   {"mtu", link.mtu},
            {"from", printable(path.from)}, {"to", printable(path.to)}};
}

} // namespace

std::string cfgtool_links(const LinkView& view, bool brief) {
    std::string text = heading(view);
    const NodeLinks* telling = telling_node(view);
    if (telling == nullptr) return text;
    for (const LinkState& link : telling->links) {
        if (!link.enabled) continue;
        text += fmt::format("LINK ID {} {}\n\taddr\t= {}\n", link.number, link.protocol, link.from);
        text += states(view, link.number, brief);
    }
    return text;
}

std::string cfgtool_nodes(const LinkView& view) {
    std::string text = heading(view);
    for (const NodeLinks& node : view.nodes) {
        if (!is_other(view, node) || !node.reachable) continue;
        text += fmt::format("nodeid: {} reachable{}{}\n", node.node, node.remote ? " remote" : "",
                            node.external ? " external" : "");
        for (const LinkState& link : node.links)
            if (link.enabled) text += node_line(link, view.transport);
        text += "\n";
    }
    return text;
}

std::string links_text(const LinkView& view) {
    Table table({Align::right, Align::left, Align::right, Align::left, Align::left, Align::right});
    table.row({"NODE", "NAME", "LINK", "STATE", "PATH", "MTU"});
    for (const NodeLinks& node : view.nodes) {
        if (!is_other(view, node)) continue;
        const std::string id = std::to_string(node.node);
        bool any = false;
        for (const LinkState& link : node.links) {
            if (!link.enabled && !link.connected) continue;
            table.row({id, printable(node.name), std::to_string(link.number), state_of(link),
                       printable(path_text(path_of(view, node, link))), std::to_string(link.mtu)});
            any = true;
        }
        if (!any) table.row({id, printable(node.name), "-", "UNREACHABLE", "", ""});
    }
    return fmt::format("node {} over {}\n", view.local, printable(view.transport)) + table.text();
}

std::string links_json(const LinkView& view) {
    Json json = {{"schema_version", 1},
                 {"local", view.local},
                 {"transport", printable(view.transport)},
                 {"all_connected", all_connected(view)},
                 {"nodes", Json::array()}};
    for (const NodeLinks& node : view.nodes) {
        Json links = Json::array();
        for (const LinkState& link : node.links)
            if (link.enabled || link.connected)
                links.push_back(link_json(link, path_of(view, node, link)));
        json["nodes"].push_back({{"id", node.node},
                                 {"name", printable(node.name)},
                                 {"local", node.node == view.local},
                                 {"reachable", node.reachable || node.node == view.local},
                                 {"remote", node.remote},
                                 {"external", node.external},
                                 {"links", std::move(links)}});
    }
    return json_line(json);
}

bool all_connected(const LinkView& view) {
    return std::ranges::all_of(view.nodes, [&](const NodeLinks& node) {
        if (!is_other(view, node)) return true;
        return node.reachable && std::ranges::all_of(node.links, [](const LinkState& link) {
                   return !link.enabled || link.connected;
               });
    });
}

} // namespace baton::tool
