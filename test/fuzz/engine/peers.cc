// test/fuzz/engine/peers.cc - what good peers do, or almost.
#include "fuzz/engine/peers.h"

#include "wire/pack.h"

#include <algorithm>

namespace baton::fuzz {

namespace {

constexpr MessageSeq kNothingYet{0xFFFFFFFFU};
// Hundreds of nodes may be proposed; that all of them answer takes too long to be done often.
constexpr std::size_t kJoinsMost = 12;

template <class Message, class Decode>
std::optional<Message> decoded(const Slice& frame, Decode decode) {
    auto message = decode(frame.bytes());
    return message ? std::optional<Message>(*std::move(message)) : std::nullopt;
}

} // namespace

std::optional<wire::Token> Peers::last_token() const {
    return decoded<wire::Token>(bed_.last(wire::TotemType::token), wire::decode_token);
}
std::optional<wire::CommitToken> Peers::last_commit() const {
    return decoded<wire::CommitToken>(bed_.last(wire::TotemType::commit_token),
                                      wire::decode_commit_token);
}
std::optional<wire::Join> Peers::last_join() const {
    return decoded<wire::Join>(bed_.last(wire::TotemType::join), wire::decode_join);
}

// ---- good peers

void Peers::answer() {
    switch (bed_.state()) {
    case ring::State::gather:
        return answer_gather();
    case ring::State::commit:
        return answer_commit();
    case ring::State::recovery:
        if (const auto token = last_token(); token && token->ring == bed_.ring()) return turn();
        // The representative waits for the second rotation, the others for the first token.
        if (bed_.ring().representative == bed_.self()) return answer_commit();
        return turn();
    case ring::State::operational:
        return turn();
    }
}

// All whom the node believes alive join; and if that is not for the node to do, one of them makes
// the commit token.
void Peers::answer_gather() {
    const auto mine = last_join();
    if (!mine) return;
    const ring::NodeSet alive = ring::NodeSet(mine->proc).without(ring::NodeSet(mine->fail));
    std::size_t most = kJoinsMost;
    for (const NodeId other : alive) {
        if (other == bed_.self()) continue;
        if (most-- == 0) break;
        wire::Join join = *mine;
        join.sender = other;
        send(join);
    }
    if (bed_.state() != ring::State::gather || alive.empty() || alive.lowest() == bed_.self())
        return;
    send(commit_of(alive.list(), {alive.lowest(), mine->ring_seq + 4}));
}

void Peers::propose(std::uint8_t members) {
    std::vector<NodeId> all = nodes_of(members);
    if (!has(all, bed_.self())) all.push_back(bed_.self());
    const auto mine = last_join();
    for (int round = 0; round < 2; ++round)
        for (const NodeId other : all) {
            if (other == bed_.self()) continue;
            send(wire::Join{other, {}, false, mine ? mine->ring_seq : 1, all, {}});
        }
    if (bed_.state() == ring::State::gather) answer_gather();
}

// With the entries of those that come before the node.
wire::CommitToken Peers::commit_of(const std::vector<NodeId>& members, RingId ring) const {
    wire::CommitToken commit;
    commit.sender = members.front();
    commit.ring = ring;
    commit.members = members;
    commit.info.resize(members.size());
    for (; commit.index < members.size() && members[commit.index] != bed_.self(); ++commit.index)
        commit.info[commit.index] = entry_of(members[commit.index]);
    commit.token_seq = {commit.index};
    return commit;
}

// Where it comes from: the same ring as the node, with as much as the node has said to have; or
// from a ring of its own.
wire::CommitMember Peers::entry_of(NodeId member) const {
    const ring::View& view = bed_.view();
    if (!has(view.members, member)) return {{member, 1}, {}, {}, true};
    const auto token = last_token();
    const bool turned = token && token->ring == view.ring;
    const MessageSeq seq = turned ? token->seq : MessageSeq{};
    return {view.ring, seq, seq, true};
}

// It comes back from the others.
void Peers::answer_commit() {
    auto commit = last_commit();
    if (!commit) return;
    const std::uint8_t change = input_.u8();
    for (std::size_t i = commit->index; i < commit->members.size(); ++i) {
        commit->info[i] = entry_of(commit->members[i]);
        if (i >= 8 || (change >> i & 1U) == 0) continue; // has more than we, or less
        commit->info[i].aru = seq();
        commit->info[i].high_delivered = seq();
        commit->info[i].received = input_.flag();
    }
    commit->index = static_cast<std::uint32_t>(commit->members.size());
    commit->token_seq.value += 1;
    commit->sender = commit->members.back();
    send(*commit);
}

// The token as the others would return it, having received everything.
void Peers::turn() {
    auto token = last_token();
    if (!token || token->ring != bed_.ring()) {
        token = wire::Token{};
        token->ring = bed_.ring();
        token->aru = kNothingYet;
        token->aru_id = token->ring.representative;
    }
    ++token->token_seq.value;
    if (token->aru_id != bed_.self()) {
        token->aru = token->seq;
        token->aru_id = {};
    }
    send(*token);
}

void Peers::talk(std::uint8_t kind) {
    auto token = last_token();
    if (!token || token->ring != bed_.ring()) return turn();
    const std::uint8_t lost = (kind & 0x80U) != 0 ? input_.u8() : 0;
    const auto guarantee =
        (kind & 0x40U) != 0 ? wire::Guarantee::safe_held : wire::Guarantee::agreed;
    std::vector<std::byte> part;
    const std::vector<NodeId> members = bed_.view().members;
    for (std::size_t i = 0; i < members.size(); ++i) {
        if (members[i] == bed_.self()) continue;
        part.clear();
        put_part(kind & 0x3FU, part);
        token->seq = next(token->seq);
        if ((lost >> (i % 8) & 1U) != 0) continue;
        const std::uint16_t length = static_cast<std::uint16_t>(part.size());
        std::vector<std::byte> payload(wire::pack_header_size(1));
        wire::write_pack_header(0, 0, std::span(&length, 1), payload);
        payload.insert(payload.end(), part.begin(), part.end());
        say(members[i], token->ring, token->seq, static_cast<std::int32_t>(guarantee),
            bed_.pool().copy(payload));
    }
    ++token->token_seq.value;
    if (token->aru_id == NodeId{} && lost != 0 && !members.empty()) token->aru_id = members.back();
    if (token->aru_id == NodeId{}) token->aru = token->seq;
    send(*token);
}

// ---- multicasts

void Peers::say(NodeId sender, RingId ring, MessageSeq seq, std::int32_t guarantee,
                const Slice& payload) {
    if (sender == NodeId{}) sender = {1};
    bed_.receive(frame({.encapsulation = wire::Encapsulation::ordinary,
                        .sender = sender,
                        .target = {},
                        .seq = seq,
                        .sender_count = 0,
                        .ring = ring,
                        .guarantee = guarantee,
                        .payload = {}},
                       payload.bytes()));
}

Slice Peers::frame(const wire::Multicast& message, Bytes payload) const {
    return wire::encapsulate(message, payload, bed_.pool());
}

} // namespace baton::fuzz
