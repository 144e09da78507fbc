// exec/services/cfg/shutdown.cc - asking, counting, deciding.
#include "services/cfg/shutdown.h"

#include <algorithm>
#include <utility>

namespace baton::cfg {

namespace {

void answer_asker(ClientId asker, CsError error, Effects& effects) {
    effects.reply(asker, Reply{StatusReply{ReplyTo::shutdown, error}});
}

} // namespace

bool Shutdown::ask(ClientId asker, ShutdownKind kind, Effects& effects) {
    if (kind == ShutdownKind::immediate) {
        answer_asker(asker, CsError::ok, effects);
        return true;
    }
    if (question_) {
        answer_asker(asker, CsError::exist, effects);
        return false;
    }
    const milliseconds timeout{
        map_.number<std::uint32_t>("cfg.shutdown_timeout").value_or(kTimeoutMs)};
    question_ = Question{asker, kind, effects.now() + timeout, {}};
    for (const ClientId client : trackers_)
        if (client != asker) put(client, effects);
    return decide_if_complete(effects);
}

void Shutdown::put(ClientId client, Effects& effects) {
    question_->asked.emplace(client, Said::nothing);
    effects.event(client, Event{TestShutdownEvent{CsError::ok, question_->kind}});
}

// Only who was asked can answer, and what it says last counts: a client cannot vote for others.
bool Shutdown::answer(ClientId client, bool yes, Effects& effects) {
    const bool was_asked = question_ && question_->asked.contains(client);
    effects.reply(client, Reply{StatusReply{ReplyTo::shutdown_answer,
                                            was_asked ? CsError::ok : CsError::access}});
    if (!was_asked) return false;
    question_->asked[client] = yes ? Said::yes : Said::no;
    return decide_if_complete(effects);
}

void Shutdown::track(ClientId client, Effects& effects) {
    const bool is_new = trackers_.insert(client).second;
    if (is_new && question_ && client != question_->asker) put(client, effects);
}

// Who does not care any more has nothing against it, whatever it said before.
bool Shutdown::untrack(ClientId client, Effects& effects) {
    trackers_.erase(client);
    return question_ && question_->asked.erase(client) != 0 && decide_if_complete(effects);
}

bool Shutdown::disconnected(ClientId client, Effects& effects) {
    if (question_ && question_->asker == client) question_.reset();
    return untrack(client, effects);
}

bool Shutdown::advance(Effects& effects) {
    if (!question_ || effects.now() < question_->deadline) return false;
    return decide(effects);
}

std::optional<TimePoint> Shutdown::next_deadline() const {
    return question_ ? std::optional(question_->deadline) : std::nullopt;
}

std::size_t Shutdown::count(Said what) const {
    const auto is_so = [what](const auto& each) { return each.second == what; };
    return static_cast<std::size_t>(std::ranges::count_if(question_->asked, is_so));
}

bool Shutdown::decide_if_complete(Effects& effects) {
    return count(Said::nothing) == 0 && decide(effects);
}

bool Shutdown::decide(Effects& effects) {
    const std::size_t silent = count(Said::nothing);
    const std::size_t against = count(Said::no);
    const bool yes = question_->kind == ShutdownKind::regardless || silent + against == 0;
    const ClientId asker = std::exchange(question_, std::nullopt)->asker;
    if (!yes)
        effects.log({LogLevel::notice, LogPart::cfg,
                     "Shutdown was refused: " + std::to_string(against) +
                         " clients are against it, " + std::to_string(silent) +
                         " did not answer in time"});
    answer_asker(asker, yes ? CsError::ok : CsError::busy, effects);
    return yes;
}

} // namespace baton::cfg
