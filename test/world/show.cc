// test/world/show.cc - what a scenario shows of what nodes do.
//   ring      every new membership            disk      ring sequences stored
//   cpg       membership and messages of groups   sync   the end of each synchronisation
//   replies   answers to clients other than "ok"   lost  datagrams that a `lose` took
//   token multicast merge join commit cancel     datagrams of these kinds that a node sends
//   recovered multicasts that repeat one of the old ring
//   packets   all of them                        time    milliseconds, behind each line
#include "world/world.h"
#include "wire/totem.h"

#include <fmt/format.h>

namespace baton::scenario {

namespace {

std::string list(const std::vector<NodeId>& nodes) {
    std::string text;
    for (const NodeId node : nodes)
        text += fmt::format("{}{}", text.empty() ? "" : ",", node.value);
    return text.empty() ? "-" : text;
}

std::string list(const std::vector<cpg::Address>& addresses) {
    std::string text;
    for (const cpg::Address& address : addresses)
        text += fmt::format("{}{}", text.empty() ? "" : ",", address.node.value);
    return text.empty() ? "-" : text;
}

const char* reason_of(const std::vector<cpg::Address>& addresses) {
    if (addresses.empty()) return "";
    switch (addresses.front().reason) {
    case wire::CpgReason::join:
        return " (join)";
    case wire::CpgReason::leave:
        return " (leave)";
    case wire::CpgReason::node_down:
        return " (node down)";
    case wire::CpgReason::node_up:
        return " (node up)";
    case wire::CpgReason::process_down:
        return " (process down)";
    case wire::CpgReason::undefined:
        break;
    }
    return "";
}

std::string ring_text(RingId ring) {
    return fmt::format("{}.{}", ring.representative.value, ring.seq);
}

std::string text_of(const cpg::Event& event) {
    if (const auto* change = std::get_if<cpg::ConfigurationEvent>(&event))
        return fmt::format("{} members={} left={}{} joined={}{}", change->group.text(),
                           list(change->members), list(change->left), reason_of(change->left),
                           list(change->joined), reason_of(change->joined));
    if (const auto* message = std::get_if<cpg::DeliverEvent>(&event)) {
        const auto* data = reinterpret_cast<const char*>(message->data.data());
        std::string_view text(data, message->data.size());
        const auto end = text.find_last_not_of('.');
        if (text.size() > 40 && end != std::string_view::npos) text = text.substr(0, end + 1);
        const std::string size = message->data.size() == text.size()
                                     ? ""
                                     : fmt::format(" ({} bytes)", message->data.size());
        return fmt::format("{} from {}: {}{}", message->group.text(), message->node.value, text,
                           size);
    }
    return "";
}

const char* type_name(const Slice& frame) {
    const auto header = wire::decode_header(frame.bytes());
    if (!header) return "packets";
    constexpr const char* kNames[] = {"token", "multicast", "merge", "join", "commit", "cancel"};
    return kNames[static_cast<std::size_t>(header->type)];
}

std::string requests_text(const wire::Token& token) {
    std::string text;
    for (std::uint32_t i = 0; i < token.request_count; ++i)
        text +=
            fmt::format("{}{}", text.empty() ? " requests=" : ",", token.requests.at(i).seq.value);
    return text;
}

std::string inner_text(const wire::Multicast& message) {
    if (message.encapsulation != wire::Encapsulation::old_ring) return "";
    const auto inner = wire::decode_multicast(message.payload);
    return inner ? fmt::format(" ({} of {} on {})", inner->seq.value, inner->sender.value,
                               ring_text(inner->ring))
                 : " (nothing)";
}

std::string packet_text(const Slice& frame) {
    const Bytes bytes = frame.bytes();
    if (const auto token = wire::decode_token(bytes))
        return fmt::format("token {} seq={} aru={:d}{}{}", token->token_seq.value, token->seq.value,
                           static_cast<std::int32_t>(token->aru.value), requests_text(*token),
                           token->retrans_flag ? " recovering" : "");
    if (const auto message = wire::decode_multicast(bytes))
        return fmt::format("multicast {} of {} on {}{}", message->seq.value, message->sender.value,
                           ring_text(message->ring), inner_text(*message));
    if (const auto join = wire::decode_join(bytes))
        return fmt::format("{} proc={} fail={} ring_seq={}", join->leave ? "leave" : "join",
                           list(join->proc), list(join->fail), join->ring_seq);
    if (const auto token = wire::decode_commit_token(bytes))
        return fmt::format("commit token {} index={} ring={}", token->token_seq.value, token->index,
                           ring_text(token->ring));
    if (const auto cancel = wire::decode_hold_cancel(bytes)) return "hold cancel";
    return "merge detect";
}

} // namespace

void World::line(const std::string& kind, std::uint32_t id, const std::string& text) {
    if (!shown.contains(kind) || text.empty()) return;
    const auto since = std::chrono::duration_cast<milliseconds>(now_ - clock_).count();
    note(shown.contains("time") ? fmt::format("{} {} +{}ms", id, text, since)
                                : fmt::format("{} {}", id, text));
}

void World::show_packet(std::uint32_t id, const Slice& frame, const std::string& where) {
    const char* kind = shown.contains("packets") ? "packets" : type_name(frame);
    const auto message = wire::decode_multicast(frame.bytes());
    if (message && message->encapsulation == wire::Encapsulation::old_ring &&
        shown.contains("recovered"))
        kind = "recovered";
    line(kind, id, "sends " + packet_text(frame) + where);
}

void World::show_lost(std::uint32_t from, std::uint32_t to, const Slice& frame) {
    line("lost", from, fmt::format("sent in vain {} to {}", packet_text(frame), to));
}

void World::show(std::uint32_t id, const NodeAction& action) {
    if (const auto* change = std::get_if<MembershipChanged>(&action))
        line("ring", id,
             fmt::format("install ring={} members={} joined={} left={}",
                         ring_text(change->regular.ring), list(change->regular.members),
                         list(change->regular.joined), list(change->left)));
    else if (const auto* done = std::get_if<Synchronised>(&action))
        line("sync", id, fmt::format("synchronised ring={}", ring_text(done->ring)));
    else if (const auto* store = std::get_if<ring::StoreRingSeq>(&action))
        line("disk", id, fmt::format("store ring sequence {}", store->seq));
    else if (const auto* multicast = std::get_if<ring::SendMulticast>(&action))
        show_packet(id, multicast->frame, "");
    else if (const auto* token = std::get_if<ring::SendToken>(&action))
        show_packet(id, token->frame, fmt::format(" to {}", token->to.value));
    else if (std::holds_alternative<ring::DiscardReceived>(action))
        line("ring", id, "discards what waits in its sockets");
    else if (const auto* sent = std::get_if<SendEvent>(&action))
        line("cpg", id, text_of(std::get<cpg::Event>(sent->event)));
    else if (const auto* answer = std::get_if<ReplyToClient>(&action)) {
        const auto* status = std::get_if<cpg::StatusReply>(&std::get<cpg::Reply>(answer->reply));
        if (status != nullptr && status->error != cpg::CsError::ok)
            line("replies", id, fmt::format("answers error {}", static_cast<int>(status->error)));
    }
}

} // namespace baton::scenario
