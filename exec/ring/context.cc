// exec/ring/context.cc - sending and logging, which every state does.
#include "ring/context.h"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

namespace baton::ring {

namespace {
constexpr std::uint32_t kQuarantineDoublings = 5;
constexpr std::chrono::minutes kExpulsionsForgotten{10};
} // namespace

void Context::begin_quarantine() {
    if (now > quarantine_end + kExpulsionsForgotten) expulsions = 0;
    quarantine_end = now + config.token * (1U << std::min(expulsions, kQuarantineDoublings));
    ++expulsions;
    expelled = false;
}

NodeSet Context::wanted() { return candidates().without(hearing.missed()); }

// A quarantined node hears only itself: what it sent would make the others take it in again.
void Context::send_multicast(Slice frame, bool to_self, bool last) {
    if (quarantined())
        out->emplace_back(SendToken{self(), std::move(frame)});
    else
        out->emplace_back(SendMulticast{std::move(frame), to_self, last});
}

void Context::send_token(NodeId to, Slice frame) {
    out->push_back(SendToken{to, std::move(frame)});
}

void Context::send_join_now() {
    ++statistics.joins_sent;
    join_sent = now;
    const std::vector<std::byte> told = hearing.tell(installed.id, wanted());
    const wire::Join join{.sender = self(),
                          .target = {},
                          .leave = false,
                          .ring_seq = ring.seq,
                          .proc = proc.list(),
                          .fail = fail.list(),
                          .rest = told};
    send_multicast(wire::encode(join, pool), true);
}

// Sender id 0 on the wire; the leaver is not in proc and stands last in fail.
void Context::send_leave() {
    NodeSet others = proc;
    others.remove(self());
    std::vector<NodeId> failed = fail.list();
    std::erase(failed, self());
    failed.push_back(self());
    const wire::Join leave{.sender = self(),
                           .target = {},
                           .leave = true,
                           .ring_seq = ring.seq,
                           .proc = others.list(),
                           .fail = std::move(failed)};
    ++statistics.joins_sent;
    out->push_back(SendMulticast{wire::encode(leave, pool), false});
}

void Context::log(LogLevel level, std::string text) {
    out->push_back(LogLine{level, LogPart::totem, std::move(text)});
}

std::string text_of(const NodeSet& nodes) {
    std::string text;
    for (const NodeId node : nodes)
        text += fmt::format("{}{}", text.empty() ? "" : " ", node.value);
    return text;
}

std::string text_of(const RingId& ring) {
    return fmt::format("{}.{:x}", ring.representative.value, ring.seq);
}

} // namespace baton::ring
