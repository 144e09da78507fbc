// test/scenario/questions.cc - what a story asks about its nodes.
#include "scenario/arguments.h"
#include "world/digest.h"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

namespace baton::scenario {

namespace {

constexpr std::size_t kLookedAt = 40; // of a message; the rest is filling and its number
constexpr std::uint64_t kOdd = 0x9E3779B97F4A7C15U;

std::string members_text(const std::vector<NodeId>& members) {
    std::string text;
    for (const NodeId node : members)
        text += fmt::format("{}{}", text.empty() ? "" : ",", node.value);
    return text;
}

std::uint64_t counter(const ring::Statistics& statistics, const std::string& name) {
    using ring::Statistics;
    static const std::map<std::string, std::uint64_t Statistics::*> counters{
        {"token_repeated", &Statistics::token_repeated},
        {"token_hold_cancels_sent", &Statistics::token_hold_cancels_sent},
        {"multicasts_sent", &Statistics::multicasts_sent},
        {"multicasts_resent", &Statistics::multicasts_resent},
        {"retransmits_requested", &Statistics::retransmits_requested},
        {"merge_detects_sent", &Statistics::merge_detects_sent},
        {"operational_entered", &Statistics::operational_entered},
        {"recovery_entered", &Statistics::recovery_entered},
        {"token_lost_operational", &Statistics::token_lost_operational},
        {"token_lost_gather", &Statistics::token_lost_gather},
        {"token_lost_commit", &Statistics::token_lost_commit},
        {"token_lost_recovery", &Statistics::token_lost_recovery},
        {"consensus_timeouts", &Statistics::consensus_timeouts},
        {"received_dropped", &Statistics::received_dropped},
        {"pauses", &Statistics::pauses},
    };
    const auto found = counters.find(name);
    if (found == counters.end()) throw std::invalid_argument("nothing counts '" + name + "'");
    return statistics.*found->second;
}

} // namespace

const std::map<std::string, Stage::Handler>& Stage::question_handlers() {
    static const std::map<std::string, Handler> table{
        {"digest", &Stage::digest},
        {"state", &Stage::state},
        {"count", &Stage::count},
        {"warned", &Stage::warned},
    };
    return table;
}

void Stage::remember(std::uint32_t id, const NodeAction& action) {
    if (const auto* line = std::get_if<LogLine>(&action);
        line != nullptr && line->part == LogPart::totem && line->level == LogLevel::warning)
        warnings_[id] = line->text;
    const auto* sent = std::get_if<SendEvent>(&action);
    if (sent == nullptr) return;
    const auto* event = std::get_if<cpg::Event>(&sent->event);
    const auto* message = event == nullptr ? nullptr : std::get_if<cpg::DeliverEvent>(event);
    if (message == nullptr) return;
    auto found = heard_.find(message->group.text());
    if (found == heard_.end())
        found = heard_.emplace(message->group.text(), std::map<std::uint32_t, Heard>{}).first;
    const Bytes bytes = message->data.bytes();
    const std::uint64_t what = world::digest(bytes.first(std::min(bytes.size(), kLookedAt))) ^
                               world::number_of(bytes) ^ bytes.size();
    Heard& heard = found->second[id];
    heard.hash = world::fold(heard.hash ^ what, message->node.value + kOdd);
    ++heard.count;
}

// digest GROUP: which nodes delivered the same there, in the same order, since the last digest
void Stage::digest(Arguments& arguments) {
    const std::string group = arguments.word("a group");
    std::map<Heard, std::vector<NodeId>> alike;
    for (const auto& [id, heard] : heard_[group]) alike[heard].push_back(NodeId{id});
    std::vector<std::pair<std::vector<NodeId>, std::size_t>> parties;
    parties.reserve(alike.size());
    for (const auto& [heard, nodes] : alike) parties.emplace_back(nodes, heard.count);
    std::sort(parties.begin(), parties.end());
    for (const auto& [nodes, messages] : parties)
        world_.show.note(fmt::format("-- {} delivered the same in {}: {} messages",
                                     members_text(nodes), group, messages));
    heard_[group].clear();
}

// state N...
void Stage::state(Arguments& arguments) {
    for (const auto id : arguments.nodes()) {
        const NodeStatus& status = running(world_, id).status();
        world_.show.note(fmt::format("-- {} is {} ring={}.{} members={}: {}", id,
                                     ring::name_of(status.state), status.ring.representative.value,
                                     status.ring.seq, members_text(status.members),
                                     status.last_change.cause));
    }
}

// count N COUNTER...
void Stage::count(Arguments& arguments) {
    const std::uint32_t id = arguments.node();
    const ring::Statistics statistics = running(world_, id).status().ring_statistics;
    do {
        const std::string name = arguments.word("a counter");
        world_.show.note(fmt::format("-- {} {}={}", id, name, counter(statistics, name)));
    } while (!arguments.empty());
}

// warned N...: the last warning of each node's ring, since it was asked for
void Stage::warned(Arguments& arguments) {
    for (const auto id : arguments.nodes()) {
        const std::string text = std::exchange(warnings_[id], {});
        world_.show.note(text.empty() ? fmt::format("-- {} warns of nothing", id)
                                      : fmt::format("-- {} warns: {}", id, text));
    }
}

} // namespace baton::scenario
