// exec/services/reload/service.cc - who asked, when an attempt begins, and how a node reads for
// itself. What goes on among the members: rounds.cc.
#include "services/reload/service.h"

#include <algorithm>
#include <bit>
#include <utility>

namespace baton::reload {

ReloadService::ReloadService(NodeId self, cmap::Map& map, const Outside& outside,
                             const Capability& capability, cfg::KeyChange& key_change,
                             Applying::Retune retune, Effects& effects)
    : self_(self), map_(map), capability_(capability),
      applying_(self, map, outside, key_change, std::move(retune), effects) {}

// ---- who asks

void ReloadService::ask(ClientId client, Effects& effects) {
    if (effects.synchronising())
        return tell({{client, true, false}}, {}, CsError::try_again, effects);
    take({client, true, false}, effects);
}

void ReloadService::ask_for_report(ClientId client, bool check_only, Effects& effects) {
    take({client, false, check_only}, effects);
}

void ReloadService::take(Asked asked, Effects& effects) {
    if (waiting_.size() >= kRequestsMax) {
        Report report;
        report.check_only = asked.check_only;
        report.why = "too many reloads wait already";
        return tell({asked}, report, CsError::busy, effects);
    }
    waiting_.push_back(asked);
    start(effects);
}

void ReloadService::on_disconnected(ClientId cfg_client) {
    const auto forget = [cfg_client](AllAsked& all) {
        std::erase_if(all,
                      [&](const Asked& each) { return each.by_cfg && each.client == cfg_client; });
    };
    forget(waiting_);
    forget(plain_.asked);
    forget(plain_.next);
    if (underway_) forget(underway_->asked);
}

void ReloadService::tell(const AllAsked& asked, const Report& report, CsError error,
                         Effects& effects) {
    for (const Asked& each : asked) {
        if (each.by_cfg)
            effects.reply(each.client, cfg::Reply{cfg::StatusReply{cfg::ReplyTo::reload, error}});
        else if (each.client != ClientId{})
            effects.command(ReloadDecided{each.client, report});
    }
}

// ---- an attempt begins

bool ReloadService::may_start() const {
    return settled_ && !waiting_.empty() && !underway_ && !round_ && !plain_.reading;
}

void ReloadService::start(Effects& effects) {
    if (!may_start()) return;
    if (!all_can() && effects.now() < settled_since_ + kCapabilityPatience) return;
    const bool check_only = waiting_.front().check_only;
    AllAsked together;
    std::erase_if(waiting_, [&](const Asked& each) {
        if (each.check_only != check_only) return false;
        together.push_back(each);
        return true;
    });
    if (!all_can()) return start_plain(std::move(together), check_only, effects);
    underway_ = Underway{++questions_, std::move(together)};
    const auto question = wire::encode(wire::ReloadQuestion{questions_, check_only});
    effects.multicast({Bytes(question)}, false);
}

// Among others than Batons a check concerns this node alone.
void ReloadService::start_plain(AllAsked asked, bool check_only, Effects& effects) {
    if (check_only) {
        plain_.check_only = true;
        plain_.asked = std::move(asked);
        plain_.reading = true;
        return read(effects);
    }
    underway_ = Underway{++questions_, std::move(asked)};
    const auto order = wire::encode(wire::CfgReload{self_, questions_});
    effects.multicast({Bytes(order)}, false);
}

void ReloadService::put_first(Underway underway) {
    waiting_.insert(waiting_.begin(), underway.asked.begin(), underway.asked.end());
}

void ReloadService::read(Effects& effects) { effects.command(ReadConfiguration{++reads_}); }

void ReloadService::on_read(std::uint64_t number, ConfigurationRead read, Effects& effects) {
    if (number != reads_) return; // what it was for is over
    if (plain_.reading)
        finish_plain(read, effects);
    else if (std::exchange(reading_for_round_, false))
        answer(std::move(read), effects);
}

// ---- each node for itself

void ReloadService::on_plain_order(NodeId from, const wire::CfgReload& order, Effects& effects) {
    effects.log({LogLevel::notice, LogPart::cfg,
                 "Config reload requested by node " + std::to_string(from.value)});
    if (from == self_ && underway_ && underway_->number == order.source_handle) {
        const AllAsked mine = std::move(underway_->asked);
        underway_.reset();
        plain_.next.insert(plain_.next.end(), mine.begin(), mine.end());
    }
    plain_.wanted = true;
    go_on_with_plain(effects);
}

void ReloadService::go_on_with_plain(Effects& effects) {
    if (!plain_.wanted || plain_.reading || round_) return;
    plain_.wanted = false;
    plain_.check_only = false;
    plain_.asked = std::exchange(plain_.next, {});
    plain_.reading = true;
    applying_.begin();
    read(effects);
}

void ReloadService::finish_plain(const ConfigurationRead& read, Effects& effects) {
    plain_.reading = false;
    Report report = plain_report(read, plain_.check_only);
    const bool good = report.nodes.front().verdict == NodeResult::Verdict::good;
    if (!good) log_refusal(report, effects);
    if (!plain_.check_only) {
        report.applied = good;
        if (good)
            applying_.apply(read);
        else
            applying_.refuse(complaints_of(report));
    }
    tell(std::exchange(plain_.asked, {}), report, good ? CsError::ok : CsError::invalid_param,
         effects);
    go_on(effects);
}

// This node first; it knows nothing of the others.
Report ReloadService::plain_report(const ConfigurationRead& read, bool check_only) const {
    Report report;
    report.check_only = check_only;
    report.nodes.push_back(result_of(self_, answer_of(read)));
    for (const NodeId node : members_) {
        if (node == self_) continue;
        NodeResult other;
        other.node = node;
        if (!capability_.has_spoken(node)) other.verdict = NodeResult::Verdict::no_baton;
        report.nodes.push_back(std::move(other));
    }
    name_nodes(report);
    return report;
}

// ---- time, membership, messages

void ReloadService::on_view(const ring::View& view, Effects& effects) {
    settled_ = false;
    if (view.transitional) {
        if (round_) round_->here = view.members;
        return;
    }
    ring_ = view.ring;
    members_ = view.members;
    if (round_) finish(Outcome::interrupted, effects);
}

void ReloadService::on_synchronised(Effects& effects) {
    settled_ = true;
    settled_since_ = effects.now();
    start(effects);
}

void ReloadService::advance(Effects& effects) {
    if (round_ && settled_ && effects.now() >= round_->deadline) decide(effects);
    start(effects);
}

std::optional<TimePoint> ReloadService::next_deadline() const {
    if (round_ && settled_) return round_->deadline;
    if (may_start()) return settled_since_ + kCapabilityPatience;
    return std::nullopt;
}

void ReloadService::on_message(NodeId from, const Slice& message, Effects& effects) {
    const auto decoded = wire::decode_reload(message.bytes());
    if (!decoded) {
        // The 1st, 2nd, 4th, 8th ... is told: any number of them may come.
        if (std::has_single_bit(++malformed_))
            effects.log({LogLevel::warning, LogPart::cfg,
                         "dropped a message of node " + std::to_string(from.value) + ": " +
                             decoded.error().what});
        return;
    }
    std::visit([&](const auto& each) { deliver(from, each, effects); }, *decoded);
}

// What waited for the end of an attempt.
void ReloadService::go_on(Effects& effects) {
    if (round_ && !round_->reading) read_for_round(effects);
    go_on_with_plain(effects);
    start(effects);
}

} // namespace baton::reload
