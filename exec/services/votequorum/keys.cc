// exec/services/votequorum/keys.cc - reading keys.
#include "services/votequorum/keys.h"

namespace baton::votequorum {

namespace {

std::string quorum_key(std::string_view name) { return "quorum." + std::string(name); }

constexpr std::string_view kNodes = "nodelist.node.";

// The number of the node that a key is about: "12" of nodelist.node.12.nodeid.
std::string_view position_of(std::string_view key) {
    key.remove_prefix(kNodes.size());
    return key.substr(0, key.find('.'));
}

std::uint32_t votes_of(const cmap::Map& map, std::string_view position) {
    return map.number<std::uint32_t>(std::string(kNodes) + std::string(position) + ".quorum_votes")
        .value_or(1);
}

} // namespace

std::optional<bool> truth(const cmap::Map& map, std::string_view name) {
    const auto found = map.number<std::uint8_t>(quorum_key(name));
    return found ? std::optional(*found != 0) : std::nullopt;
}

std::optional<std::uint32_t> number(const cmap::Map& map, std::string_view name) {
    return map.number<std::uint32_t>(quorum_key(name));
}

std::string text(const cmap::Map& map, std::string_view name) {
    return std::string(map.text(quorum_key(name)).value_or(""));
}

// The keys of one node stand together in the map.
std::optional<NodeList> node_list(const cmap::Map& map) {
    const auto own = map.number<std::uint32_t>("nodelist.local_node_pos");
    if (!own) return std::nullopt;
    NodeList list{.own_votes = votes_of(map, std::to_string(*own))};
    std::string last;
    map.for_each(kNodes, [&](const cmap::Map::Entry& entry) {
        const std::string_view position = position_of(entry.key);
        if (position == last) return;
        last = position;
        ++list.nodes;
        list.votes += votes_of(map, position);
    });
    return list;
}

} // namespace baton::votequorum
