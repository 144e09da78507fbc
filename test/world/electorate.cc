// test/world/electorate.cc - see electorate.h.
#include "world/electorate.h"

#include <algorithm>
#include <fmt/format.h>
#include <sstream>

namespace baton::world {

namespace {

using Keys = std::map<std::string, cmap::Value>;

constexpr oracle::Time kMillisecond = 1'000'000;
constexpr std::uint32_t kWindow = 10'000; // ms, if it is not said

bool truth(const Keys& keys, const std::string& name) {
    const auto found = keys.find("quorum." + name);
    return found != keys.end() && found->second.as<std::uint8_t>().value_or(0) != 0;
}

std::uint32_t number(const Keys& keys, const std::string& name, std::uint32_t otherwise) {
    const auto found = keys.find("quorum." + name);
    return found == keys.end() ? otherwise : found->second.as<std::uint32_t>().value_or(otherwise);
}

std::string text(const Keys& keys, const std::string& name) {
    const auto found = keys.find("quorum." + name);
    return found == keys.end() ? "" : std::string(found->second.text().value_or(""));
}

void read_tie_breaker(const Keys& keys, oracle::Rules& rules) {
    if (!truth(keys, "auto_tie_breaker")) return;
    const std::string who = text(keys, "auto_tie_breaker_node");
    rules.two_node = false;
    rules.tie = who.empty() || who == "lowest" ? oracle::TieBreaker::lowest
                : who == "highest"             ? oracle::TieBreaker::highest
                                               : oracle::TieBreaker::list;
    if (rules.tie != oracle::TieBreaker::list) return;
    std::istringstream words(who);
    for (oracle::Node node = 0; words >> node;) rules.order.push_back(node);
}

// As many as the nodes without one of them, if it is not said.
std::uint32_t device_votes(const Electorate& electorate) {
    if (text(electorate.keys, "device.model").empty()) return 0;
    const auto nodes = static_cast<std::uint32_t>(electorate.votes.size());
    return number(electorate.keys, "device.votes", std::max(nodes, 1U) - 1);
}

} // namespace

std::vector<std::pair<std::string, cmap::Value>> keys_of(const Electorate& electorate,
                                                         std::uint32_t self) {
    std::vector<std::pair<std::string, cmap::Value>> keys(electorate.keys.begin(),
                                                          electorate.keys.end());
    if (!electorate.counts) return keys;
    keys.emplace_back("quorum.provider", cmap::Value::of(std::string_view("corosync_votequorum")));
    std::uint32_t position = 0;
    for (const auto& [node, votes] : electorate.votes) {
        const std::string place = fmt::format("nodelist.node.{}.", position);
        keys.emplace_back(place + "nodeid", cmap::Value::of(node));
        keys.emplace_back(place + "ring0_addr",
                          cmap::Value::of(std::string_view(fmt::format("node{}", node))));
        keys.emplace_back(place + "quorum_votes", cmap::Value::of(votes));
        if (node == self) keys.emplace_back("nodelist.local_node_pos", cmap::Value::of(position));
        ++position;
    }
    return keys;
}

oracle::Rules rules_of(const Electorate& electorate) {
    const Keys& keys = electorate.keys;
    oracle::Rules rules;
    for (const auto& [node, votes] : electorate.votes) rules.votes.push_back({node, votes});
    rules.two_node = truth(keys, "two_node");
    rules.wait =
        keys.contains("quorum.wait_for_all") ? truth(keys, "wait_for_all") : rules.two_node;
    read_tie_breaker(keys, rules);
    if (truth(keys, "last_man_standing"))
        rules.window = std::max<oracle::Time>(
            number(keys, "last_man_standing_window", kWindow) * kMillisecond, 1); // 0: no last man
    rules.downscale = truth(keys, "allow_downscale");
    rules.device = device_votes(electorate);
    return rules;
}

} // namespace baton::world
