// test/fuzz/engine/packets.cc - one packet of each type, its fields chosen by the input out of
// those that are likely, and the packets that nobody would send.
#include "fuzz/engine/peers.h"

#include <algorithm>
#include <array>

namespace baton::fuzz {

void Peers::token() {
    wire::Token token = last_token().value_or(wire::Token{});
    const std::uint8_t change = input_.u8(); // which fields are not as they should be
    if ((change & 1U) != 0) token.ring = ring();
    token.token_seq.value += (change & 2U) != 0 ? input_.u8() - 3U : 1U;
    if ((change & 4U) != 0) token.seq = seq();
    if ((change & 8U) != 0) token.aru = seq();
    if ((change & 16U) != 0) token.aru_id = node();
    if ((change & 32U) != 0) token.retrans_flag = input_.flag();
    if ((change & 64U) != 0) {
        token.request_count = input_.u8() % (wire::kRetransmitsMax + 1);
        for (std::size_t i = 0; i < token.request_count; ++i)
            token.requests.at(i) = {i % 4 == 3 ? ring() : bed_.ring(), seq()};
    }
    if ((change & 128U) != 0) {
        token.fcc = (change & 1U) != 0 ? input_.u32() : input_.u8();
        token.backlog = (change & 2U) != 0 ? input_.u32() : input_.u8();
    }
    token.sender = node();
    send(token);
}

void Peers::multicast() {
    const NodeId sender = node();
    const RingId of = ring();
    const MessageSeq number = seq();
    const std::int32_t guarantee = input_.u8() % 4;
    say(sender, of, number, guarantee, pack());
}

void Peers::exchange() {
    const wire::Multicast inner{.encapsulation = input_.u8() % 8 == 7
                                                     ? wire::Encapsulation::old_ring
                                                     : wire::Encapsulation::ordinary,
                                .sender = node(),
                                .target = {},
                                .seq = seq(),
                                .sender_count = 0,
                                .ring = input_.u8() % 4 == 3 ? ring() : bed_.view().ring,
                                .guarantee = input_.u8() % 4,
                                .payload = {}};
    const wire::Multicast outer{.encapsulation = wire::Encapsulation::old_ring,
                                .sender = node(),
                                .target = {},
                                .seq = seq(),
                                .sender_count = 0,
                                .ring = ring(),
                                .guarantee = 0,
                                .payload = {}};
    if (inner.sender == NodeId{} || outer.sender == NodeId{}) return;
    const Slice payload = pack();
    const Slice old = frame(inner, payload.bytes());
    bed_.receive(frame(outer, old.bytes()));
}

void Peers::join() {
    const std::uint8_t change = input_.u8();
    wire::Join join;
    if (const auto mine = last_join()) join = *mine;
    join.sender = node();
    join.leave = (change & 1U) != 0;
    if ((change & 2U) != 0) join.proc = nodes();
    if ((change & 4U) != 0) join.fail = nodes();
    if ((change & 8U) != 0) join.ring_seq = ring().seq;
    if ((change & 16U) != 0 && !has(join.proc, join.sender) && join.proc.size() < wire::kMembersMax)
        join.proc.push_back(join.sender);
    send(join);
}

void Peers::commit_token() {
    const std::uint8_t change = input_.u8();
    std::vector<NodeId> members = nodes();
    wire::CommitToken token;
    if (const auto known = last_commit(); known && (change & 1U) == 0)
        token = *known;
    else if (!members.empty())
        token = commit_of(members, ring());
    if ((change & 2U) != 0) token.ring = ring();
    token.token_seq.value += (change & 4U) != 0 ? input_.u8() : 1U;
    if ((change & 8U) != 0 && !token.members.empty())
        token.index = input_.u8() % static_cast<std::uint32_t>(token.members.size() + 1);
    for (std::size_t i = 0; (change & 16U) != 0 && i < token.info.size(); ++i)
        token.info[i] = {ring(), seq(), seq(), input_.flag()};
    token.sender = node();
    if (!token.members.empty()) send(token);
}

void Peers::merge_detect() {
    const NodeId sender = node();
    send(wire::MergeDetect{sender, {}, ring()});
}

void Peers::hold_cancel() {
    const NodeId sender = node();
    send(wire::HoldCancel{sender, {}, ring()});
}

void Peers::echo() {
    const Slice& frame = bed_.sent(input_.u8());
    if (!frame.empty()) bed_.receive(frame);
}

void Peers::echo_damaged() {
    const Bytes frame = bed_.sent(input_.u8()).bytes();
    std::vector<std::byte> bytes(frame.begin(), frame.end());
    for (unsigned count = 1 + input_.u8() % 4U; count > 0 && !bytes.empty(); --count) {
        const std::size_t where = input_.u8() % bytes.size();
        bytes[where] = static_cast<std::byte>(input_.u8());
    }
    if (input_.flag())
        bytes.resize(bytes.size() - std::min<std::size_t>(bytes.size(), input_.u8()));
    bed_.receive(bytes);
}

// With a good header in front more often than not.
void Peers::raw() {
    const std::uint8_t type = input_.u8();
    std::vector<std::byte> bytes;
    if (type < 0xC0U) {
        const std::array<unsigned, 5> front{0x70U, 0xC0U, 3U, type % 8U, input_.u8() % 4U};
        for (const unsigned byte : front) bytes.push_back(static_cast<std::byte>(byte));
    }
    const Bytes rest = input_.bytes(input_.u8());
    bytes.insert(bytes.end(), rest.begin(), rest.end());
    bed_.receive(bytes);
}

} // namespace baton::fuzz
