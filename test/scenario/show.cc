// test/scenario/show.cc - what a scenario shows of what nodes do.
//   ring      every new membership             packets   every datagram that a node sends
//   cpg       membership and messages of groups   sync   the end of each synchronisation
//   disk      ring sequences stored            replies   answers to clients other than "ok"
#include "scenario/world.h"
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

std::string packet_text(const Slice& frame) {
    const Bytes bytes = frame.bytes();
    if (const auto token = wire::decode_token(bytes))
        return fmt::format("token {} seq={} aru={} requests={}", token->token_seq.value,
                           token->seq.value, token->aru.value, token->request_count);
    if (const auto message = wire::decode_multicast(bytes))
        return fmt::format("multicast {} of {} on {}", message->seq.value, message->sender.value,
                           ring_text(message->ring));
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

void World::show(std::uint32_t id, const NodeAction& action) {
    const auto line = [&](const char* kind, const std::string& text) {
        if (shown.contains(kind) && !text.empty()) note(fmt::format("{} {}", id, text));
    };
    if (const auto* change = std::get_if<MembershipChanged>(&action))
        line("ring", fmt::format("install ring={} members={} joined={} left={}",
                                 ring_text(change->regular.ring), list(change->regular.members),
                                 list(change->regular.joined), list(change->left)));
    else if (const auto* done = std::get_if<Synchronised>(&action))
        line("sync", fmt::format("synchronised ring={}", ring_text(done->ring)));
    else if (const auto* store = std::get_if<ring::StoreRingSeq>(&action))
        line("disk", fmt::format("store ring sequence {}", store->seq));
    else if (const auto* multicast = std::get_if<ring::SendMulticast>(&action))
        line("packets", "sends " + packet_text(multicast->frame));
    else if (const auto* token = std::get_if<ring::SendToken>(&action))
        line("packets", fmt::format("sends {} to {}", packet_text(token->frame), token->to.value));
    else if (std::holds_alternative<ring::DiscardReceived>(action))
        line("ring", "discards what waits in its sockets");
    else if (const auto* sent = std::get_if<SendEvent>(&action))
        line("cpg", text_of(std::get<cpg::Event>(sent->event)));
    else if (const auto* answer = std::get_if<ReplyToClient>(&action)) {
        const auto* status = std::get_if<cpg::StatusReply>(&std::get<cpg::Reply>(answer->reply));
        if (status != nullptr && status->error != cpg::CsError::ok)
            line("replies", fmt::format("answers error {}", static_cast<int>(status->error)));
    }
}

} // namespace baton::scenario
