// exec/services/reload/difference.cc - the rules of what may change at a reload.
#include "services/reload/difference.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <map>
#include <optional>

namespace baton::reload {

namespace {

// Sections of which a key that is no longer in the file goes from the map as well. What others
// keep in the map for themselves stays.
constexpr std::array<std::string_view, 7> kSections = {
    "logging.", "nodelist.",      "nozzle.", "quorum.", "runtime.config.totem.interface.",
    "totem.",   "uidgid.config.",
};

constexpr std::array<std::string_view, 17> kFixed = {
    "quorum.provider",    "system.allow_knet_handle_fallback",
    "system.instance",    "system.move_to_root_cgroup",
    "system.node",        "system.priority",
    "system.qb_ipc_type", "system.sched_rr",
    "system.state_dir",   "totem.cluster_name",
    "totem.ip_dscp",      "totem.ip_version",
    "totem.link_mode",    "totem.netmtu",
    "totem.threads",      "totem.transport",
    "totem.version",
};
// What another transport would use is nothing for the one that runs.
constexpr std::string_view kTransport = "totem.transport";
constexpr std::string_view kKnet = "knet"; // also without a word about it
constexpr std::array<std::string_view, 5> kEncryption = {
    "totem.crypto_cipher", "totem.crypto_hash", "totem.crypto_model",
    "totem.keyfile",       "totem.secauth",
};
constexpr std::string_view kInterface = "totem.interface.";
constexpr std::string_view kOwnAddress = ".bindnetaddr"; // with knet as the nodelist has it
constexpr std::array<std::string_view, 6> kFixedOfInterface = {
    "bindnetaddr", "broadcast", "mcastaddr", "mcastport", "ringnumber", "ttl",
};

bool is_knet(const cmap::Map& running) { return running.text(kTransport).value_or(kKnet) == kKnet; }

bool is_of_a_section(std::string_view key) {
    return std::ranges::any_of(kSections,
                               [&](std::string_view section) { return key.starts_with(section); });
}

// Options of a link that no node has yet are read when it is made.
bool is_of_unused_link(std::string_view key, const cmap::Map& running) {
    if (!key.starts_with(kInterface)) return false;
    const std::string_view rest = key.substr(kInterface.size());
    const std::string address = ".ring" + std::string(rest.substr(0, rest.find('.'))) + "_addr";
    bool used = false;
    running.for_each("nodelist.node.", [&](const cmap::Map::Entry& entry) {
        used = used || entry.key.ends_with(address);
    });
    return !used;
}

// "nodelist.node.7.NAME" as 7 and NAME.
struct NodeKey {
    std::string index;
    std::string_view name;
};
std::optional<NodeKey> node_key(std::string_view key) {
    constexpr std::string_view kNode = "nodelist.node.";
    if (!key.starts_with(kNode)) return std::nullopt;
    key.remove_prefix(kNode.size());
    const std::size_t dot = key.find('.');
    if (dot == std::string_view::npos) return std::nullopt;
    return NodeKey{std::string(key.substr(0, dot)), key.substr(dot + 1)};
}

// Addresses by link ("ring0_addr"), and those by node.
using Links = std::map<std::string, std::string>;
using Addresses = std::map<NodeId, Links>;

class NodeReader {
public:
    void take(std::string_view key, const cmap::Value& value) {
        const auto found = node_key(key);
        if (!found) return;
        if (found->name == "nodeid")
            ids_[found->index] = NodeId{value.as<std::uint32_t>().value_or(0)};
        if (found->name.starts_with("ring") && found->name.ends_with("_addr"))
            addresses_[found->index][std::string(found->name)] = value.text().value_or("");
    }
    [[nodiscard]] Addresses read() const {
        Addresses all;
        for (const auto& [index, id] : ids_)
            if (const auto found = addresses_.find(index); found != addresses_.end())
                all[id] = found->second;
        return all;
    }

private:
    std::map<std::string, NodeId> ids_;
    std::map<std::string, Links> addresses_;
};

std::vector<std::string> links_that_stay(const Links& now, const Links& then) {
    std::vector<std::string> all;
    for (const auto& [link, address] : now)
        if (const auto found = then.find(link); found != then.end() && found->second == address)
            all.push_back(link);
    return all;
}

// Whether the two hear each other all the time, over a link of which neither end changes.
bool stay_connected(const Addresses& now, const Addresses& then, NodeId self, NodeId node) {
    const auto ours = links_that_stay(now.at(self), then.at(self));
    const auto theirs = links_that_stay(now.at(node), then.at(node));
    return std::ranges::any_of(
        ours, [&](const std::string& link) { return std::ranges::count(theirs, link) > 0; });
}

} // namespace

bool is_fixed(std::string_view key) {
    if (std::ranges::binary_search(kFixed, key)) return true;
    if (!key.starts_with(kInterface)) return false;
    const std::string_view name = key.substr(key.rfind('.') + 1);
    return std::ranges::binary_search(kFixedOfInterface, name);
}

Difference compare(const cmap::Map& running, const Keys& fresh) {
    Difference difference;
    std::map<std::string_view, const cmap::Value*> wanted;
    for (const auto& [key, value] : fresh) wanted[key] = &value;
    const auto transport = wanted.find(kTransport);
    const bool other_transport =
        running.text(kTransport).value_or(kKnet) !=
        (transport == wanted.end() ? kKnet : transport->second->text().value_or(kKnet));
    const bool knet = is_knet(running);
    const auto stays = [&](std::string_view key) {
        if (other_transport && std::ranges::binary_search(kEncryption, key)) return true;
        if (knet && key.starts_with(kInterface) && key.ends_with(kOwnAddress)) return false;
        return is_fixed(key) && !is_of_unused_link(key, running);
    };
    running.for_each("", [&](const cmap::Map::Entry& entry) {
        if (wanted.contains(entry.key)) return;
        if (stays(entry.key))
            difference.fixed.emplace_back(entry.key);
        else if (is_of_a_section(entry.key))
            difference.removed.emplace_back(entry.key);
    });
    for (const auto& [key, value] : wanted) {
        const cmap::Value* known = running.find(key);
        if (known != nullptr && *known == *value) continue;
        if (stays(key))
            difference.fixed.emplace_back(key);
        else
            difference.set.emplace_back(key, *value);
    }
    std::ranges::sort(difference.fixed);
    return difference;
}

std::vector<std::string> refusals(const cmap::Map& running, const Keys& fresh, NodeId self) {
    NodeReader before;
    running.for_each("nodelist.node.",
                     [&](const cmap::Map::Entry& entry) { before.take(entry.key, entry.value); });
    NodeReader after;
    for (const auto& [key, value] : fresh) after.take(key, value);
    const Addresses now = before.read();
    const Addresses then = after.read();
    std::vector<std::string> all;
    if (now.contains(self) && !then.contains(self))
        all.push_back("this node (nodeid " + std::to_string(self.value) +
                      ") is not in the nodelist any more; stop it before it is removed");
    const bool knows_self = now.contains(self) && then.contains(self);
    for (const auto& [node, links] : now) {
        const auto found = then.find(node);
        if (found == then.end()) continue;
        if (is_knet(running) && knows_self && stay_connected(now, then, self, node)) continue;
        for (const auto& [link, address] : links)
            if (const auto other = found->second.find(link);
                other != found->second.end() && other->second != address)
                all.push_back(fmt::format(
                    "{} of node {} cannot change from {} to {} while it is in use; remove the node "
                    "or the link, reload, add it, and reload again",
                    link, node.value, address, other->second));
    }
    return all;
}

} // namespace baton::reload
