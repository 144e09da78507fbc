// exec/services/reload/rounds.cc - question, answers and decision among the members.
#include "services/reload/service.h"

#include <algorithm>
#include <utility>

namespace baton::reload {

// Whether the question begins a round is the same at all members: it depends on what was ordered
// before it. If it does not, who asked asks again when it can.
void ReloadService::deliver(NodeId from, const wire::ReloadQuestion& question, Effects& effects) {
    const bool mine = from == self_ && underway_ && underway_->number == question.number;
    if (round_ || !all_can()) {
        if (mine) put_first(std::move(*std::exchange(underway_, std::nullopt)));
        return start(effects);
    }
    round_ = Round{.id = {from, ring_, question.number},
                   .check_only = question.check_only,
                   .members = members_,
                   .answers = {},
                   .deadline = effects.now() + kAnswerPatience * (from == self_ ? 1 : 2),
                   .here = {},
                   .reading = false,
                   .read = {}};
    effects.log({LogLevel::notice, LogPart::cfg,
                 std::string(question.check_only ? "Config check" : "Config reload") +
                     " requested by node " + std::to_string(from.value)});
    if (!plain_.reading) read_for_round(effects);
}

void ReloadService::read_for_round(Effects& effects) {
    round_->reading = true;
    reading_for_round_ = true;
    read(effects);
}

// If a new membership is on its way it is too late for an answer.
void ReloadService::answer(ConfigurationRead read, Effects& effects) {
    if (!round_ || !settled_) return;
    wire::ReloadAnswer answer = answer_of(read);
    answer.id = round_->id;
    round_->read = std::move(read);
    const auto bytes = wire::encode(answer);
    effects.multicast({Bytes(bytes)}, false);
}

wire::ReloadAnswer ReloadService::answer_of(const ConfigurationRead& read) const {
    wire::ReloadAnswer answer;
    const std::vector<std::string> refused = applying_.refusals(read);
    answer.good = read.config && refused.empty();
    answer.complaints = answer.good ? read.complaints : refused;
    answer.needs_restart = applying_.needs_restart(read);
    answer.digest = read.digest;
    answer.old_version = applying_.version();
    if (read.config) answer.new_version = read.config->totem.config_version;
    return answer;
}

void ReloadService::deliver(NodeId from, const wire::ReloadAnswer& answer, Effects& effects) {
    if (!round_ || answer.id != round_->id || !std::ranges::binary_search(round_->members, from))
        return;
    round_->answers.emplace(from, answer);
    if (round_->complete() && round_->id.initiator == self_ && settled_) decide(effects);
}

// The node that asked decides; the others only that it takes too long. A safe message: who applies
// knows that all have it.
void ReloadService::decide(Effects& effects) {
    const bool apply = round_->id.initiator == self_ && round_->all_good() && !round_->check_only;
    round_->deadline = effects.now() + kAnswerPatience * 2;
    const auto decision = wire::encode(wire::ReloadDecision{round_->id, apply});
    effects.multicast({Bytes(decision)}, true);
}

void ReloadService::deliver(NodeId from, const wire::ReloadDecision& decision, Effects& effects) {
    if (!round_ || decision.id != round_->id) return;
    const bool good = from == round_->id.initiator && round_->all_good() && round_->read;
    if (decision.apply && !good) return;
    finish(decision.apply ? Outcome::applied : Outcome::dropped, effects);
}

void ReloadService::finish(Outcome outcome, Effects& effects) {
    const Round round = *std::exchange(round_, std::nullopt);
    reading_for_round_ = false;
    Report report = round.report();
    name_nodes(report);
    report.applied = outcome == Outcome::applied;
    if (outcome == Outcome::interrupted)
        report.why = "the membership changed before all had answered; nothing was changed";
    if (report.applied) {
        round.doubt_the_gone(report);
        log_doubts(report, effects);
        applying_.apply(*round.read);
    } else if (!round.check_only) {
        applying_.refuse(complaints_of(report));
    }
    if (!report.applied && !(round.check_only && round.all_good())) log_refusal(report, effects);
    if (underway_ && round.id.initiator == self_ && round.id.number == underway_->number) {
        const CsError refused =
            outcome == Outcome::interrupted ? CsError::try_again : CsError::invalid_param;
        tell(std::exchange(underway_, std::nullopt)->asked, report,
             report.applied ? CsError::ok : refused, effects);
    }
    go_on(effects);
}

void ReloadService::log_doubts(const Report& report, Effects& effects) {
    for (const NodeResult& node : report.nodes)
        if (node.verdict == NodeResult::Verdict::unknown)
            effects.log({LogLevel::warning, LogPart::cfg,
                         "Config reload: node " + std::to_string(node.node.value) + ": " +
                             node.complaints.back()});
}

void ReloadService::log_refusal(const Report& report, Effects& effects) {
    const std::string all = complaints_of(report);
    for (std::size_t begin = 0; begin < all.size();) {
        const std::size_t end = std::min(all.find('\n', begin), all.size());
        effects.log({LogLevel::error, LogPart::cfg,
                     "Configuration not applied: " + all.substr(begin, end - begin)});
        begin = end + 1;
    }
}

void ReloadService::name_nodes(Report& report) const {
    constexpr std::string_view kId = ".nodeid";
    map_.for_each("nodelist.node.", [&](const cmap::Map::Entry& entry) {
        if (!entry.key.ends_with(kId)) return;
        const std::string prefix(entry.key.substr(0, entry.key.size() - kId.size()));
        const auto id = entry.value.as<std::uint32_t>();
        for (NodeResult& node : report.nodes)
            if (node.node.value == id) node.name = map_.text(prefix + ".name").value_or("");
    });
}

} // namespace baton::reload
