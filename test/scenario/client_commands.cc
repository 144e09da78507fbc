// test/scenario/client_commands.cc - commands about clients, and questions to nodes.
#include "scenario/arguments.h"

#include <algorithm>
#include <fmt/format.h>

namespace baton::scenario {

namespace {

constexpr std::size_t kShownOfMessage = 40; // the rest is told by its size

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

const std::map<std::string, Stage::Handler>& Stage::client_handlers() {
    static const std::map<std::string, Handler> table{
        {"join", &Stage::join},   {"unjoin", &Stage::unjoin}, {"die", &Stage::die},
        {"say", &Stage::say},     {"digest", &Stage::digest}, {"state", &Stage::state},
        {"count", &Stage::count},
    };
    return table;
}

Stage::Stage() {
    world_.observer = [this](std::uint32_t id, const NodeAction& action) { remember(id, action); };
}

void Stage::perform(const Command& command) {
    for (const auto* table : {&cluster_handlers(), &client_handlers()}) {
        const auto found = table->find(command.words.front());
        if (found == table->end()) continue;
        Arguments arguments(command.words);
        (this->*found->second)(arguments);
        if (!arguments.empty())
            throw std::invalid_argument("did not expect '" + arguments.word("") + "'");
        return;
    }
    throw std::invalid_argument("unknown command '" + command.words.front() + "'");
}

// ---- clients: one per node and group

void Stage::join(Arguments& arguments) {
    const std::uint32_t id = arguments.node();
    running(world_, id);
    world_.join(id, arguments.word("a group"));
}
void Stage::unjoin(Arguments& arguments) {
    const std::uint32_t id = arguments.node();
    world_.leave_group(id, arguments.word("a group"));
}
void Stage::die(Arguments& arguments) {
    const std::uint32_t id = arguments.node();
    world_.die(id, arguments.word("a group"));
}

// say N GROUP TEXT [size BYTES] [times K] [safe]; of several messages each has its number
void Stage::say(Arguments& arguments) {
    const std::uint32_t id = arguments.node();
    const std::string group = arguments.word("a group");
    const std::string text = arguments.word("a text");
    std::uint32_t size = 0;
    std::uint32_t times = 1;
    bool safe = false;
    while (!arguments.empty()) {
        if (arguments.take("size"))
            size = arguments.number("a size");
        else if (arguments.take("times"))
            times = arguments.number("a count");
        else if (arguments.take("safe"))
            safe = true;
        else
            throw std::invalid_argument("expected size, times or safe");
    }
    if (!world_.has_client(id, group)) throw std::invalid_argument("no client has joined there");
    for (std::uint32_t i = 1; i <= times; ++i)
        world_.say(id, group, times == 1 ? text : fmt::format("{}-{}", text, i), size, safe);
}

// ---- questions

void Stage::remember(std::uint32_t id, const NodeAction& action) {
    const auto* sent = std::get_if<SendEvent>(&action);
    if (sent == nullptr) return;
    const auto* message = std::get_if<cpg::DeliverEvent>(&std::get<cpg::Event>(sent->event));
    if (message == nullptr) return;
    const std::string text(reinterpret_cast<const char*>(message->data.data()),
                           std::min(message->data.size(), kShownOfMessage));
    delivered_[std::string(message->group.text())][id].push_back(
        fmt::format("{} {} {}", message->node.value, message->data.size(), text));
}

// digest GROUP: which nodes delivered the same there, in the same order, since the last digest
void Stage::digest(Arguments& arguments) {
    const std::string group = arguments.word("a group");
    std::map<Lines, std::vector<NodeId>> alike;
    for (const auto& [id, messages] : delivered_[group]) alike[messages].push_back(NodeId{id});
    std::vector<std::pair<std::vector<NodeId>, std::size_t>> parties;
    parties.reserve(alike.size());
    for (const auto& [messages, nodes] : alike) parties.emplace_back(nodes, messages.size());
    std::sort(parties.begin(), parties.end());
    for (const auto& [nodes, messages] : parties)
        world_.note(fmt::format("-- {} delivered the same in {}: {} messages", members_text(nodes),
                                group, messages));
    delivered_[group].clear();
}

// state N...
void Stage::state(Arguments& arguments) {
    for (const auto id : arguments.nodes()) {
        const NodeStatus& status = running(world_, id).status();
        world_.note(fmt::format("-- {} is {} ring={}.{} members={}: {}", id,
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
        world_.note(fmt::format("-- {} {}={}", id, name, counter(statistics, name)));
    } while (!arguments.empty());
}

} // namespace baton::scenario
