// tools/quorum_text.cc - baton quorum, for people and as JSON.
#include "quorum_view.h"
#include "text.h"

#include <corosync/votequorum.h>
#include <fmt/format.h>

namespace baton::tool {

namespace {

std::string ring_text(const QuorumView& view) {
    return fmt::format("{}.{:x}", view.representative, view.ring_sequence);
}

std::string line(std::string_view label, const std::string& value) {
    return fmt::format("{:<17}{}\n", label, value);
}

std::string device_text(const Votes& votes) {
    if ((votes.flags & VOTEQUORUM_INFO_QDEVICE_REGISTERED) == 0) return "none registered";
    return fmt::format("{}, {} votes, {}, {}", printable(votes.device), votes.device_votes,
                       (votes.flags & VOTEQUORUM_INFO_QDEVICE_ALIVE) != 0 ? "alive" : "not alive",
                       (votes.flags & VOTEQUORUM_INFO_QDEVICE_CAST_VOTE) != 0
                           ? "votes for this node"
                           : "does not vote for this node");
}

std::string flags_text(std::uint32_t flags) {
    std::string words = flag_words(flags);
    if (!words.empty()) words.pop_back();
    return words.empty() ? "none" : words;
}

Json flags_json(std::uint32_t flags) {
    return {{"quorate", (flags & VOTEQUORUM_INFO_QUORATE) != 0},
            {"two_node", (flags & VOTEQUORUM_INFO_TWONODE) != 0},
            {"wait_for_all", (flags & VOTEQUORUM_INFO_WAIT_FOR_ALL) != 0},
            {"last_man_standing", (flags & VOTEQUORUM_INFO_LAST_MAN_STANDING) != 0},
            {"auto_tie_breaker", (flags & VOTEQUORUM_INFO_AUTO_TIE_BREAKER) != 0},
            {"allow_downscale", (flags & VOTEQUORUM_INFO_ALLOW_DOWNSCALE) != 0},
            {"device_registered", (flags & VOTEQUORUM_INFO_QDEVICE_REGISTERED) != 0}};
}

Json device_json(const Votes& votes) {
    if ((votes.flags & VOTEQUORUM_INFO_QDEVICE_REGISTERED) == 0) return nullptr;
    return {{"name", printable(votes.device)},
            {"votes", votes.device_votes},
            {"alive", (votes.flags & VOTEQUORUM_INFO_QDEVICE_ALIVE) != 0},
            {"votes_for_this_node", (votes.flags & VOTEQUORUM_INFO_QDEVICE_CAST_VOTE) != 0},
            {"master_wins", (votes.flags & VOTEQUORUM_INFO_QDEVICE_MASTER_WINS) != 0}};
}

Json votes_json(const Votes& votes) {
    return {{"expected", votes.expected},
            {"highest_expected", votes.highest_expected},
            {"total", votes.total},
            {"quorum", votes.quorum},
            {"flags", flags_json(votes.flags)},
            {"device", device_json(votes)}};
}

Json nodes_json(const QuorumView& view) {
    Json nodes = Json::array();
    for (const QuorumNode& node : view.rules.nodes)
        nodes.push_back({{"id", node.node},
                         {"name", printable(node.name)},
                         {"votes", node.votes},
                         {"member", node.member},
                         {"seen_since_start", node.seen}});
    return nodes;
}

std::string absent_rows(const QuorumView& view) {
    Table table({Align::right, Align::left, Align::right, Align::left}, 2);
    table.row({"id", "name", "votes", "state"});
    for (const QuorumMember& member : view.members)
        table.row({std::to_string(member.node), printable(member.name),
                   std::to_string(member.votes),
                   member.node == view.local ? "member  this node" : "member"});
    for (const QuorumNode& node : view.rules.nodes)
        if (!node.member)
            table.row({std::to_string(node.node), printable(node.name), std::to_string(node.votes),
                       node.seen ? "ABSENT" : "ABSENT  not seen since the start"});
    return table.text();
}

} // namespace

std::string quorum_text(const QuorumView& view) {
    std::string text = view.quorate ? "OK: quorate\n\n" : "ATTENTION: not quorate\n\n";
    text += line("Provider", view.provider.empty() ? "none" : printable(view.provider));
    if (view.votes) {
        text += line("Ring", ring_text(view));
        text += line("Votes", fmt::format("{} here, {} needed, {} expected", view.votes->total,
                                          view.votes->quorum, view.votes->expected));
        text += line("Flags", flags_text(view.votes->flags));
        text += line("Device", device_text(*view.votes));
        if (view.rules.waiting_for_all) text += line("Waiting", "for all nodes to be seen once");
    }
    return text + "\n" + absent_rows(view);
}

std::string quorum_json(const QuorumView& view) {
    Json members = Json::array();
    for (const QuorumMember& member : view.members)
        members.push_back({{"id", member.node},
                           {"name", printable(member.name)},
                           {"votes", member.votes},
                           {"local", member.node == view.local}});
    const Json json = {
        {"schema_version", 1},
        {"quorate", view.quorate},
        {"provider", view.provider.empty() ? Json(nullptr) : Json(printable(view.provider))},
        {"node", view.local},
        {"ring",
         {{"id", ring_text(view)},
          {"representative", view.representative},
          {"sequence", view.ring_sequence}}},
        {"votes", view.votes ? votes_json(*view.votes) : Json(nullptr)},
        {"waiting_for_all", view.rules.waiting_for_all},
        {"members", std::move(members)},
        {"nodes", nodes_json(view)}};
    return json_line(json);
}

} // namespace baton::tool
