// exec/config/resolution.cc - addresses of all nodes and automatic node ids.
#include "config/resolution.h"

#include "config/local_node.h"
#include "config/nodelist_checks.h"
#include "config/sections.h"

#include <algorithm>
#include <set>

namespace baton::config {
namespace {

bool takes(IpVersion version, AddressFamily family) {
    if (version == IpVersion::ipv4) return family == AddressFamily::ipv4;
    if (version == IpVersion::ipv6) return family == AddressFamily::ipv6;
    return true;
}

AddressFamily preferred(IpVersion version) {
    const bool ipv4 = version == IpVersion::ipv4 || version == IpVersion::ipv4_then_ipv6;
    return ipv4 ? AddressFamily::ipv4 : AddressFamily::ipv6;
}

class Resolver {
public:
    Resolver(Config& config, const Resolution& resolution, Diagnostics& diagnostics)
        : config_(config), resolution_(resolution), diagnostics_(diagnostics) {}

    // Of addresses that are known now.
    void check_addresses() {
        check_loopback();
        check_families();
        check_unique();
    }

    void run() {
        for (Node& node : config_.nodes)
            for (std::size_t link = 0; link < kLinksMax; ++link)
                if (!node.ring_text[link].empty()) resolve_address(node, link);
        check_addresses();
        assign_ids();
        config_.local_node = find_local_node(config_, resolution_, diagnostics_);
        if (config_.local() != nullptr) fit_to_local_node(*config_.local());
    }

private:
    void resolve_address(Node& node, std::size_t link) {
        const std::string& text = node.ring_text[link];
        node.address[link] = address_of(text, resolution_, config_.totem.ip_version);
        if (!node.address[link].empty()) return;
        const auto found = resolution_.names.find(text);
        const bool other_family = found == resolution_.names.end() || found->second.problem.empty();
        if (other_family)
            return diagnostics_.error(node.ring_place[link],
                                      key(link) + ": " + quoted(text) +
                                          " has no address that ip_version allows",
                                      "write another address, or change ip_version");
        report_unknown(node.ring_place[link], key(link) + ": " + quoted(text) +
                                                  " does not resolve: " + found->second.problem);
    }

    void report_unknown(const Place& place, std::string what) {
        const std::string instead = "write the address itself, or add the name to /etc/hosts";
        if (config_.totem.transport == Transport::knet)
            diagnostics_.warning(place, std::move(what),
                                 instead + "; this link is not there until it resolves");
        else
            diagnostics_.error(place, std::move(what), instead);
    }

    static std::string key(std::size_t link) { return "ring" + std::to_string(link) + "_addr"; }

    // Distributions map a host's own name to 127.0.1.1. The node would be alone for ever.
    void check_loopback() {
        for (std::size_t link = 0; link < kLinksMax; ++link) {
            const bool has_peers = std::ranges::any_of(config_.nodes, [&](const Node& node) {
                return !node.address[link].empty() && !node.address[link].is_loopback();
            });
            if (!has_peers) continue;
            for (const Node& node : config_.nodes)
                if (node.address[link].is_loopback()) refuse_loopback(node, link);
        }
    }

    void refuse_loopback(const Node& node, std::size_t link) {
        const std::string& text = node.ring_text[link];
        const auto found = resolution_.names.find(text);
        std::string what = key(link) + ": ";
        if (found == resolution_.names.end())
            what += quoted(text) + " is a loopback address, and other nodes cannot reach it";
        else
            what += quoted(text) + " resolves to the loopback address " +
                    node.address[link].text() + ", which other nodes cannot reach" +
                    (found->second.source.empty() ? "" : " (from " + found->second.source + ")");
        diagnostics_.error(node.ring_place[link], std::move(what),
                           "write the node's address on the cluster network");
    }

    void check_families() {
        for (std::size_t link = 0; link < kLinksMax; ++link) {
            const Node* first = nullptr;
            for (const Node& node : config_.nodes) {
                if (node.address[link].empty()) continue;
                if (first == nullptr) first = &node;
                if (node.address[link].family == first->address[link].family) continue;
                diagnostics_.error(node.ring_place[link],
                                   key(link) + ": " + node.address[link].text() + " and " +
                                       first->address[link].text() + " (" + node_title(*first) +
                                       ") are not of one family",
                                   "use IPv4 or IPv6 for the whole link");
            }
        }
    }

    void check_unique() {
        std::map<IpAddress, std::size_t> owners;
        for (std::size_t i = 0; i < config_.nodes.size(); ++i)
            for (std::size_t link = 0; link < kLinksMax; ++link) {
                const IpAddress& address = config_.nodes[i].address[link];
                if (address.empty()) continue;
                const auto [owner, is_new] = owners.try_emplace(address, i);
                if (!is_new) report_shared(owner->second, i, link);
            }
    }

    void report_shared(std::size_t owner, std::size_t index, std::size_t link) {
        const Node& node = config_.nodes[index];
        const std::string what = key(link) + ": the address " + node.address[link].text();
        if (owner == index)
            diagnostics_.warning(node.ring_place[link], what + " serves two links of this node",
                                 "links help only if they fail one by one");
        else
            diagnostics_.error(node.ring_place[link],
                               what + " is that of " + node_title(config_.nodes[owner]) + " too",
                               "give each node its own address");
    }

    void assign_ids() {
        if (config_.totem.transport == Transport::knet) return;
        bool assigned = false;
        for (std::size_t i = 0; i < config_.nodes.size(); ++i) {
            Node& node = config_.nodes[i];
            if (node.id.value != 0 || node.address[0].empty()) continue;
            if (node.address[0].is_ipv6()) {
                diagnostics_.error(node.place, node_title(node) + " has IPv6 but no node id",
                                   "write 'nodeid: NUMBER'");
                continue;
            }
            assign_id(node, i);
            assigned = true;
        }
        if (assigned) check_unique_ids(config_, diagnostics_);
    }

    void assign_id(Node& node, std::size_t index) {
        std::uint32_t id = node.address[0].ipv4_number();
        if (config_.totem.clear_node_high_bit) id &= 0x7FFFFFFFU;
        node.id = NodeId{id};
        config_.settings.set("nodelist.node." + std::to_string(index) + ".nodeid",
                             {ValueType::u32, std::to_string(id), node.place, id});
    }

    // The group address must be of the family that this node's own address is of.
    void fit_to_local_node(const Node& local) {
        if (config_.totem.transport != Transport::udp || local.address[0].empty()) return;
        for (Interface& link : config_.totem.interfaces) {
            if (link.link != 0) continue;
            if (link.multicast_text.empty() && !link.broadcast)
                link.multicast =
                    multicast_of(config_.totem.cluster_name, 0, local.address[0].family);
            else if (!link.multicast.empty() && link.multicast.family != local.address[0].family)
                diagnostics_.error(link.place,
                                   "the multicast address " + link.multicast.text() +
                                       " and the nodes' addresses are not of one family",
                                   "write a multicast address of the nodes' family");
        }
    }

    Config& config_;
    const Resolution& resolution_;
    Diagnostics& diagnostics_;
};

} // namespace

std::vector<std::string> names_to_look_up(const Config& config) {
    std::set<std::string> names;
    for (const Node& node : config.nodes)
        for (const std::string& text : node.ring_text)
            if (!text.empty() && !IpAddress::from_text(text)) names.insert(text);
    return {names.begin(), names.end()};
}

IpAddress address_of(const std::string& text, const Resolution& resolution, IpVersion version) {
    if (const auto numeric = IpAddress::from_text(text))
        return takes(version, numeric->family) ? *numeric : IpAddress{};
    const auto found = resolution.names.find(text);
    if (found == resolution.names.end()) return {};
    IpAddress second_best;
    for (const IpAddress& address : found->second.addresses) {
        if (address.family == preferred(version)) return address;
        if (second_best.empty() && takes(version, address.family)) second_best = address;
    }
    return second_best;
}

void resolve(Config& config, const Resolution& resolution, Diagnostics& diagnostics) {
    Resolver(config, resolution, diagnostics).run();
}

std::vector<Unresolved> unresolved(const Config& config) {
    std::vector<Unresolved> all;
    for (const Node& node : config.nodes)
        for (std::size_t link = 0; link < kLinksMax; ++link)
            if (!node.ring_text[link].empty() && node.address[link].empty())
                all.push_back({node.id, link, node.ring_text[link]});
    return all;
}

// One by one: who is wrong must not keep the others out.
void resolve_late(Config& config, const Resolution& resolution, Diagnostics& diagnostics) {
    for (const Unresolved& each : unresolved(config)) {
        const auto node = std::ranges::find(config.nodes, each.node, &Node::id);
        node->address[each.link] = address_of(each.name, resolution, config.totem.ip_version);
        if (node->address[each.link].empty()) continue;
        Diagnostics doubts;
        Resolver(config, resolution, doubts).check_addresses();
        if (doubts.good()) continue;
        node->address[each.link] = {};
        for (const Diagnostic& doubt : doubts.all())
            if (doubt.severity == Severity::error)
                diagnostics.error(doubt.place, doubt.what, doubt.instead);
    }
}

} // namespace baton::config
