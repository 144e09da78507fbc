// exec/daemon/trace_votes.cc - what a trace says of votes and quorum.
#include "daemon/trace_file.h"

#include "daemon/trace_rules.h"

namespace baton {

namespace {

std::string text(RingId ring) { return fmt::format("{}.{}", ring.representative.value, ring.seq); }

} // namespace

void TraceFile::count_by(const config::Config& config, std::uint32_t tracked) {
    tracked_ = tracked;
    rules_ = trace_rules(config, tracked);
}

// ---- what a step led to

void TraceFile::led_to(const NodeActions& actions) {
    for (const NodeAction& action : actions) {
        if (const auto* command = std::get_if<Command>(&action))
            obeyed(*command);
        else if (const auto* reply = std::get_if<ReplyToClient>(&action))
            answered(*reply);
    }
    granted_.clear();
}

void TraceFile::obeyed(const Command& command) {
    if (const auto* quorum = std::get_if<QuorumChanged>(&command)) return told(*quorum);
    const auto* fresh = std::get_if<ApplyConfiguration>(&command);
    if (fresh != nullptr && trace_rules(*fresh->config, tracked_) != rules_) line("revote");
}

void TraceFile::told(const QuorumChanged& change) {
    if (!rules_.starts_with("rules")) return;
    std::string members;
    for (const NodeId node : change.members)
        members += fmt::format("{}{}", members.empty() ? "" : ",", node.value);
    line("quorum ring={} members={} quorate={:d}",
         change.ring == RingId{} ? "-" : text(change.ring), members.empty() ? "-" : members,
         change.quorate);
}

void TraceFile::departing() { line("depart"); }

// ---- what clients ask for

void TraceFile::asked(const ClientRequest& request) {
    granted_.clear();
    if (const auto* map = std::get_if<cmap::Request>(&request)) {
        if (const auto* set = std::get_if<cmap::SetRequest>(map)) return changed(set->key);
        if (const auto* gone = std::get_if<cmap::DeleteRequest>(map)) return changed(gone->key);
        if (const auto* step = std::get_if<cmap::AdjustRequest>(map)) return changed(step->key);
    }
    const auto* votes = std::get_if<votequorum::Request>(&request);
    if (votes == nullptr) return;
    if (const auto* expect = std::get_if<votequorum::SetExpectedRequest>(votes))
        granted_ = fmt::format("expect votes={}", expect->votes);
    else if (const auto* poll = std::get_if<votequorum::DevicePollRequest>(votes))
        granted_ = fmt::format("device ring={} cast={:d}", text(poll->ring), poll->cast_vote);
    else if (std::holds_alternative<votequorum::SetVotesRequest>(*votes) ||
             std::holds_alternative<votequorum::DeviceMasterWinsRequest>(*votes))
        granted_ = "revote";
}

// What follows from a key happens while it is set: so this is told before, and also if it then is
// refused, which changes nothing.
void TraceFile::changed(std::string_view key) {
    if (key == "quorum.cancel_wait_for_all")
        line("pardon");
    else if (key.starts_with("quorum.") || key.starts_with("nodelist."))
        line("revote");
}

void TraceFile::answered(const ReplyToClient& reply) {
    const auto* votes = std::get_if<votequorum::Reply>(&reply.reply);
    if (votes == nullptr || granted_.empty()) return;
    const auto* status = std::get_if<votequorum::StatusReply>(votes);
    if (status != nullptr && status->error == CsError::ok) line("{}", granted_);
}

} // namespace baton
