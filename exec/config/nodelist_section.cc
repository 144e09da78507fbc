// exec/config/nodelist_section.cc - the nodes and their addresses, and what one can check of them
// without asking a resolver.
#include "config/nodelist_checks.h"
#include "config/sections.h"

#include <bitset>
#include <map>

namespace baton::config {
namespace {

constexpr std::uint32_t kKnetNodeIdMax = 65535;

using Links = std::bitset<kLinksMax>;

Links links_of(const Node& node) {
    Links links;
    for (std::size_t i = 0; i < kLinksMax; ++i) links[i] = !node.ring_text[i].empty();
    return links;
}

std::string list_of(const Links& links) {
    std::string text;
    for (std::size_t i = 0; i < kLinksMax; ++i)
        if (links[i]) text += (text.empty() ? "ring" : ", ring") + std::to_string(i) + "_addr";
    return text.empty() ? "none" : text;
}

Node build_node(const Lookup& lookup, std::size_t index) {
    const std::string prefix = "nodelist.node." + std::to_string(index) + '.';
    Node node;
    node.place = lookup.reading().nodes[index];
    node.id = NodeId{lookup.number(prefix + "nodeid", 0)};
    node.name = lookup.text(prefix + "name");
    node.votes = lookup.number(prefix + "quorum_votes", 1, Zero::counts);
    for (std::size_t link = 0; link < kLinksMax; ++link) {
        const Setting* address = lookup.find(prefix + "ring" + std::to_string(link) + "_addr");
        node.ring_text[link] = address == nullptr ? "" : address->text;
        node.ring_place[link] = address == nullptr ? node.place : address->place;
    }
    return node;
}

void check_links(const Config& config, Diagnostics& diagnostics) {
    const bool knet = config.totem.transport == Transport::knet;
    const Links first = links_of(config.nodes.front());
    for (const Node& node : config.nodes) {
        const Links links = links_of(node);
        if (links.none())
            diagnostics.error(node.place, node_title(node) + " has no address",
                              "write 'ring0_addr: ADDRESS'");
        else if (!knet && (links & ~Links{1}).any())
            diagnostics.error(node.place,
                              node_title(node) + " has " + list_of(links) +
                                  ", but udp and udpu have link 0 only",
                              "keep ring0_addr alone, or write 'transport: knet'");
        else if (links != first)
            diagnostics.error(node.place,
                              node_title(node) + " has " + list_of(links) +
                                  ", but the first node has " + list_of(first),
                              "give all nodes the same links");
        if (knet && links.count() > 1 && node.name.empty())
            diagnostics.error(node.place, node_title(node) + " has several links but no name",
                              "write 'name: NAME'");
    }
}

void check_ids(const Config& config, Diagnostics& diagnostics) {
    const bool knet = config.totem.transport == Transport::knet;
    for (const Node& node : config.nodes)
        if (knet && (node.id.value == 0 || node.id.value > kKnetNodeIdMax))
            diagnostics.error(node.place,
                              node_title(node) + " has no node id in 1..65535, and knet needs one",
                              "write 'nodeid: NUMBER'");
    check_unique_ids(config, diagnostics);
}

void check_names(const Config& config, Diagnostics& diagnostics) {
    std::map<std::string_view, const Node*> known;
    for (const Node& node : config.nodes) {
        if (node.name.empty()) continue;
        const auto [first, is_new] = known.try_emplace(node.name, &node);
        if (!is_new)
            diagnostics.error(node.place,
                              "name " + quoted(node.name) + " is that of another node (line " +
                                  std::to_string(first->second->place.line) + ")",
                              "give each node its own name");
    }
}

void check_interface_links(const Config& config, Diagnostics& diagnostics) {
    for (const Interface& link : config.totem.interfaces) {
        const bool used = links_of(config.nodes.front())[link.link];
        if (!used)
            diagnostics.warning(link.place,
                                "an interface section is for link " + std::to_string(link.link) +
                                    ", but no node has ring" + std::to_string(link.link) + "_addr",
                                "correct linknumber or remove the section");
    }
}

} // namespace

std::string node_title(const Node& node) {
    if (!node.name.empty()) return "node " + quoted(node.name);
    if (node.id.value != 0) return "node " + std::to_string(node.id.value);
    for (const std::string& address : node.ring_text)
        if (!address.empty()) return "node " + quoted(address);
    return "the node";
}

std::vector<Node> build_nodes(const Lookup& lookup) {
    std::vector<Node> nodes; // one too many is enough to complain of
    for (std::size_t i = 0; i < lookup.reading().nodes.size() && i <= kNodesMax; ++i)
        nodes.push_back(build_node(lookup, i));
    return nodes;
}

void check_nodelist(const Config& config, Diagnostics& diagnostics) {
    if (config.nodes.empty())
        return diagnostics.error({config.file, 0}, "there is no nodelist",
                                 "write a section nodelist with a section node for each node");
    if (config.nodes.size() > kNodesMax)
        return diagnostics.error(config.nodes[kNodesMax].place,
                                 "there are more than 384 nodes in the nodelist", "remove some");
    check_links(config, diagnostics);
    check_ids(config, diagnostics);
    check_names(config, diagnostics);
    check_interface_links(config, diagnostics);
}

void check_unique_ids(const Config& config, Diagnostics& diagnostics) {
    std::map<NodeId, const Node*> known;
    for (const Node& node : config.nodes) {
        if (node.id.value == 0) continue;
        const auto [first, is_new] = known.try_emplace(node.id, &node);
        if (!is_new)
            diagnostics.error(node.place,
                              "node id " + std::to_string(node.id.value) +
                                  " is that of another node (line " +
                                  std::to_string(first->second->place.line) + ")",
                              "give each node its own nodeid");
    }
}

} // namespace baton::config
