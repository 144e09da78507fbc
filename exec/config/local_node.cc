// exec/config/local_node.cc - the rules, in their order; the first entry that fits the first rule
// that fits any is the local one. A node that is named outright needs no rule.
#include "config/local_node.h"

#include "config/nodelist_checks.h"

#include <algorithm>
#include <functional>

namespace baton::config {
namespace {

using Index = std::optional<std::size_t>;
using Fits = std::function<bool(const std::string& text)>;

// The first node with a name or ring0_addr that fits.
Index first_node(const Config& config, const Fits& fits) {
    for (std::size_t i = 0; i < config.nodes.size(); ++i)
        for (const std::string* text : {&config.nodes[i].name, &config.nodes[i].ring_text[0]})
            if (!text->empty() && fits(*text)) return i;
    return std::nullopt;
}

std::string first_label(const std::string& name) { return name.substr(0, name.find('.')); }

bool is_numeric(const std::string& text) { return IpAddress::from_text(text).has_value(); }

Index by_name(const Config& config, const std::string& name) {
    if (name.empty()) return std::nullopt;
    return first_node(config, [&](const std::string& text) { return text == name; });
}

Index by_first_label(const Config& config, const std::string& name) {
    if (name.empty() || is_numeric(name)) return std::nullopt;
    return first_node(config, [&](const std::string& text) {
        return !is_numeric(text) && first_label(text) == first_label(name);
    });
}

Index by_host_name(const Config& config, const std::string& host) {
    if (const Index found = by_name(config, host)) return found;
    for (std::string name = host; name.find('.') != std::string::npos;) {
        name.resize(name.rfind('.'));
        if (const Index found = by_name(config, name)) return found;
    }
    return by_first_label(config, host);
}

Index by_local_addresses(const Config& config, const Resolution& resolution) {
    for (const LocalAddress& local : resolution.local) {
        if (const Index found = by_name(config, local.reverse_name)) return found;
        if (const Index found = by_first_label(config, local.reverse_name)) return found;
        if (const Index found = by_name(config, local.address.text())) return found;
    }
    return std::nullopt;
}

bool is_local(const IpAddress& address, const Resolution& resolution) {
    if (address.empty()) return false;
    // Every address of 127.0.0.0/8 is this machine's, though its interface names only one.
    if (address.is_ipv4() && address.is_loopback()) return true;
    return std::ranges::any_of(resolution.local, [&](const LocalAddress& each) {
        return each.address.family == address.family && each.address.bytes == address.bytes;
    });
}

Index by_resolution(const Config& config, const Resolution& resolution) {
    return first_node(config, [&](const std::string& text) {
        return is_local(address_of(text, resolution, config.totem.ip_version), resolution);
    });
}

Index by_rules(const Config& config, const Resolution& resolution) {
    if (const Index found = by_host_name(config, resolution.host_name)) return found;
    if (const Index found = by_local_addresses(config, resolution)) return found;
    return by_resolution(config, resolution);
}

// A name counts before an id: a node may well be called "2".
Index by_order(const Config& config, const std::string& node) {
    for (std::size_t i = 0; i < config.nodes.size(); ++i)
        if (config.nodes[i].name == node) return i;
    for (std::size_t i = 0; i < config.nodes.size(); ++i)
        if (std::to_string(config.nodes[i].id.value) == node) return i;
    return std::nullopt;
}

Index ordered_node(const Config& config, const Resolution& resolution, Diagnostics& diagnostics) {
    const bool outside = !resolution.node.empty();
    const std::string& node = outside ? resolution.node : config.system.node;
    const Index found = by_order(config, node);
    if (found) return found;
    const Setting* setting = config.settings.find("system.node");
    diagnostics.error(outside || setting == nullptr ? Place{config.file, 0} : setting->place,
                      "node: no entry of the nodelist has the name or node id " + quoted(node) +
                          (outside ? " (given by the environment or the command line)" : ""),
                      "write a name or nodeid of the nodelist");
    return std::nullopt;
}

void warn_of_several(const Config& config, const Resolution& resolution, std::size_t found,
                     Diagnostics& diagnostics) {
    const auto here = std::ranges::count_if(
        config.nodes, [&](const Node& node) { return is_local(node.address[0], resolution); });
    if (here < 2) return;
    diagnostics.warning(config.nodes[found].place,
                        std::to_string(here) +
                            " nodes have addresses of this machine; this one is taken: " +
                            node_title(config.nodes[found]),
                        "say which one is meant with 'node: NAME' in section system, or with "
                        "BATON_NODE in the environment");
}

void warn_of_absent_addresses(const Config& config, const Resolution& resolution, const Node& node,
                              Diagnostics& diagnostics) {
    for (std::size_t link = 0; link < kLinksMax; ++link) {
        if (node.address[link].empty() || is_local(node.address[link], resolution)) continue;
        diagnostics.warning(node.ring_place[link],
                            "address " + node.address[link].text() + " of " + node_title(node) +
                                ", the local node, is not on this machine",
                            config.nodes.size() > 1 ? "the node stays alone until it is" : "");
    }
}

} // namespace

bool needs_reverse_names(const Config& config, const Resolution& resolution) {
    if (!resolution.node.empty() || !config.system.node.empty()) return false;
    return !by_rules(config, resolution);
}

std::optional<std::size_t> find_local_node(const Config& config, const Resolution& resolution,
                                           Diagnostics& diagnostics) {
    if (config.nodes.empty()) return std::nullopt; // has been said already
    const bool ordered = !resolution.node.empty() || !config.system.node.empty();
    const Index found =
        ordered ? ordered_node(config, resolution, diagnostics) : by_rules(config, resolution);
    if (!found) {
        if (!ordered)
            diagnostics.error({config.file, 0},
                              "no entry of the nodelist is this machine: none has the host name " +
                                  quoted(resolution.host_name) + " or a local address",
                              "write this machine's name or address, or 'node: NAME' in section "
                              "system");
        return std::nullopt;
    }
    if (!ordered) warn_of_several(config, resolution, *found, diagnostics);
    warn_of_absent_addresses(config, resolution, config.nodes[*found], diagnostics);
    return found;
}

} // namespace baton::config
