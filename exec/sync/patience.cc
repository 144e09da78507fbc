// exec/sync/patience.cc - a step of the synchronisation that takes too long, and how it is told.
#include "sync/synchroniser.h"

#include <algorithm>

namespace baton::sync {

std::optional<TimePoint> Synchroniser::next_deadline() const {
    if (!underway()) return std::nullopt;
    return phase_ == Phase::sending ? std::min(ask_again_, deadline_) : deadline_;
}

void Synchroniser::advance(TimePoint now) {
    if (phase_ == Phase::sending && now >= ask_again_) go_on_sending(now);
    if (underway() && now >= deadline_) give_up_step(now);
}

void Synchroniser::give_up_step(TimePoint now) {
    const auto waited = std::chrono::duration_cast<std::chrono::seconds>(patience()).count();
    const std::string missing = phase_ == Phase::sending ? "this node" : names(waiting_for());
    log(LogLevel::error, "no answer from " + missing + " to the " + step_name() + " within " +
                             std::to_string(waited) + " s; forming the membership again");
    ++statistics_.timed_out;
    ++failures_;
    deadline_ = now + patience(); // asked once more then, if no membership has come of it
    out_.request_gather();
}

Duration Synchroniser::patience() const {
    const bool votequorum =
        phase_ != Phase::build && turn_ == static_cast<std::size_t>(wire::ServiceId::votequorum);
    Duration first = votequorum ? kVotequorumPatience : kStepPatience;
    if (const SyncService* service = phase_ == Phase::build ? nullptr : local_service())
        first = std::max(first, service->sync_wait() + kStepPatience);
    return std::max(first,
                    std::min<Duration>(first * (1U << std::min(failures_, 8U)), kPatienceMax));
}

std::vector<NodeId> Synchroniser::waiting_for() const {
    std::vector<NodeId> missing;
    if (!underway()) return missing;
    for (const Peer& each : peers_)
        if (!each.answered) missing.push_back(each.id);
    return missing;
}

std::string Synchroniser::step_name() const {
    if (phase_ == Phase::build) return "service build";
    return (phase_ == Phase::sending ? "sending of service " : "barrier of service ") +
           std::to_string(turn_);
}

std::string Synchroniser::names(const std::vector<NodeId>& nodes) {
    std::string text = nodes.size() == 1 ? "node" : "nodes";
    for (const NodeId node : nodes) text += ' ' + std::to_string(node.value);
    return text;
}

// Once per membership: whoever floods the ring with rubbish does not flood the log.
void Synchroniser::warn_once(std::string text) {
    if (!warned_) log(LogLevel::warning, std::move(text));
    warned_ = true;
}

void Synchroniser::log(LogLevel level, std::string text) {
    const std::string ring =
        std::to_string(view_.ring.representative.value) + '.' + std::to_string(view_.ring.seq);
    out_.log_sync(
        {level, LogPart::sync, "synchronisation of ring " + ring + ": " + std::move(text)});
}

} // namespace baton::sync
