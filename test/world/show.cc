// test/world/show.cc - the words for what nodes do.
#include "world/show.h"

#include "wire/totem.h"
#include "world/client.h"

#include <algorithm>
#include <fmt/format.h>
#include <stdexcept>

namespace baton::world {

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
        const Bytes data = without_number(message->data.bytes());
        std::string_view text(reinterpret_cast<const char*>(data.data()), data.size());
        const auto end = text.find_last_not_of('.');
        if (text.size() > 40 && end != std::string_view::npos) text = text.substr(0, end + 1);
        const std::string size =
            data.size() == text.size() ? "" : fmt::format(" ({} bytes)", data.size());
        return fmt::format("{} from {}: {}{}", message->group.text(), message->node.value, text,
                           size);
    }
    return "";
}

std::string text_of(const quorum::QuorumEvent& event) {
    return fmt::format("is {}quorate ring={} members={}", event.quorate ? "" : "not ",
                       ring_text(event.ring), list(event.members));
}

std::string text_of(const quorum::NodeListEvent& event) {
    return fmt::format("members={} ring={} joined={} left={}", list(event.members),
                       ring_text(event.ring), list(event.joined), list(event.left));
}

const char* word_of(votequorum::NodeState state) {
    switch (state) {
    case votequorum::NodeState::member:
        return "";
    case votequorum::NodeState::dead:
        return "(dead)";
    case votequorum::NodeState::leaving:
        return "(leaving)";
    case votequorum::NodeState::none:
        break;
    }
    return "(none)";
}

std::string text_of(const votequorum::QuorumEvent& event) {
    std::string nodes;
    for (const auto& node : event.nodes)
        nodes +=
            fmt::format("{}{}{}", nodes.empty() ? "" : ",", node.id.value, word_of(node.state));
    return fmt::format("votes: {}quorate nodes={}", event.quorate ? "" : "not ", nodes);
}

std::string text_of(const votequorum::Event& event) {
    if (const auto* told = std::get_if<votequorum::QuorumEvent>(&event)) return text_of(*told);
    if (const auto* expected = std::get_if<votequorum::ExpectedVotesEvent>(&event))
        return fmt::format("votes: expected={}", expected->expected_votes);
    const auto& nodes = std::get<votequorum::NodeListEvent>(event);
    return fmt::format("votes: members={} ring={}", list(nodes.members), ring_text(nodes.ring));
}

std::string text_of(const Command& command) {
    if (const auto* store = std::get_if<StoreExpectedVotes>(&command))
        return fmt::format("stores expected votes {}", store->votes);
    if (const auto* down = std::get_if<ShutDown>(&command)) return "stops: " + down->why;
    if (const auto* fresh = std::get_if<ApplyConfiguration>(&command))
        return fmt::format("takes version {}", fresh->config->totem.config_version);
    if (std::holds_alternative<UseNewKey>(command)) return "sends under the new key";
    if (std::holds_alternative<ForgetOldKey>(command)) return "forgets the other key";
    if (const auto* dead = std::get_if<Die>(&command)) return "ends: " + dead->why;
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

template <class Status>
std::string error_text(const Status& status) {
    if (status.error == CsError::ok) return "";
    return fmt::format("answers error {}", static_cast<int>(status.error));
}

std::string error_text(const ClientReply& reply) {
    if (const auto* groups = std::get_if<cpg::Reply>(&reply))
        if (const auto* status = std::get_if<cpg::StatusReply>(groups)) return error_text(*status);
    if (const auto* votes = std::get_if<votequorum::Reply>(&reply))
        if (const auto* status = std::get_if<votequorum::StatusReply>(votes))
            return error_text(*status);
    if (const auto* map = std::get_if<cmap::Reply>(&reply))
        if (const auto* status = std::get_if<cmap::StatusReply>(map)) return error_text(*status);
    return "";
}

// The kinds and the actions that they are about.
constexpr const char* kKinds[] = {"ring",    "cpg",     "packets",   "sync",    "disk",
                                  "replies", "lost",    "time",      "token",   "merge",
                                  "join",    "commit",  "multicast", "cancel",  "recovered",
                                  "quorum",  "members", "votes",     "commands"};

template <class... Actions>
std::uint32_t bits_of() {
    return ((1U << NodeAction(Actions{}).index()) | ... | 0U);
}

std::uint32_t actions_of(const std::string& kind) {
    if (kind == "ring") return bits_of<MembershipChanged, ring::DiscardReceived>();
    if (kind == "cpg" || kind == "quorum" || kind == "members" || kind == "votes")
        return bits_of<SendEvent>();
    if (kind == "commands") return bits_of<Command>();
    if (kind == "sync") return bits_of<Synchronised>();
    if (kind == "disk") return bits_of<ring::StoreRingSeq>();
    if (kind == "replies") return bits_of<ReplyToClient>();
    if (kind == "lost" || kind == "time") return 0;
    return bits_of<ring::SendMulticast, ring::SendToken>();
}

std::uint32_t bit_of(const std::string& kind) {
    const auto* found = std::find(std::begin(kKinds), std::end(kKinds), kind);
    if (found == std::end(kKinds)) throw std::invalid_argument("nothing to show is '" + kind + "'");
    return 1U << static_cast<unsigned>(found - std::begin(kKinds));
}

} // namespace

void Show::only(const Kinds& kinds) {
    shown_ = by_action_ = 0;
    for (const std::string& kind : kinds) {
        shown_ |= bit_of(kind);
        by_action_ |= actions_of(kind);
    }
}

bool Show::shows(const std::string& kind) const { return (shown_ & bit_of(kind)) != 0; }

void Show::line(TimePoint now, const std::string& kind, std::uint32_t id, const std::string& text) {
    if (!shows(kind) || text.empty()) return;
    const auto since = std::chrono::duration_cast<milliseconds>(now - clock_).count();
    note(shows("time") ? fmt::format("{} {} +{}ms", id, text, since)
                       : fmt::format("{} {}", id, text));
}

void Show::packet(TimePoint now, std::uint32_t id, const Slice& frame, const std::string& where) {
    const char* kind = shows("packets") ? "packets" : type_name(frame);
    const auto message = wire::decode_multicast(frame.bytes());
    if (message && message->encapsulation == wire::Encapsulation::old_ring && shows("recovered"))
        kind = "recovered";
    line(now, kind, id, "sends " + packet_text(frame) + where);
}

void Show::lost(TimePoint now, std::uint32_t from, std::uint32_t to, const Slice& frame) {
    if (!shows("lost")) return;
    line(now, "lost", from, fmt::format("sent in vain {} to {}", packet_text(frame), to));
}

void Show::action(TimePoint now, std::uint32_t id, const NodeAction& action) {
    if (const auto* change = std::get_if<MembershipChanged>(&action))
        line(now, "ring", id,
             fmt::format("install ring={} members={} joined={} left={}",
                         ring_text(change->regular.ring), list(change->regular.members),
                         list(change->regular.joined), list(change->left)));
    else if (const auto* done = std::get_if<Synchronised>(&action))
        line(now, "sync", id, fmt::format("synchronised ring={}", ring_text(done->ring)));
    else if (const auto* store = std::get_if<ring::StoreRingSeq>(&action))
        line(now, "disk", id, fmt::format("store ring sequence {}", store->seq));
    else if (const auto* multicast = std::get_if<ring::SendMulticast>(&action))
        packet(now, id, multicast->frame, "");
    else if (const auto* token = std::get_if<ring::SendToken>(&action))
        packet(now, id, token->frame, fmt::format(" to {}", token->to.value));
    else if (std::holds_alternative<ring::DiscardReceived>(action))
        line(now, "ring", id, "discards what waits in its sockets");
    else if (const auto* sent = std::get_if<SendEvent>(&action))
        this->event(now, id, sent->event);
    else if (const auto* answer = std::get_if<ReplyToClient>(&action))
        line(now, "replies", id, error_text(answer->reply));
    else if (const auto* command = std::get_if<Command>(&action))
        line(now, "commands", id, text_of(*command));
}

void Show::event(TimePoint now, std::uint32_t id, const ClientEvent& event) {
    if (const auto* groups = std::get_if<cpg::Event>(&event))
        line(now, "cpg", id, text_of(*groups));
    else if (const auto* votes = std::get_if<votequorum::Event>(&event))
        line(now, "votes", id, text_of(*votes));
    else if (const auto* quorum = std::get_if<quorum::Event>(&event)) {
        if (const auto* nodes = std::get_if<quorum::NodeListEvent>(quorum))
            line(now, "members", id, text_of(*nodes));
        else
            line(now, "quorum", id, text_of(std::get<quorum::QuorumEvent>(*quorum)));
    }
}

} // namespace baton::world
