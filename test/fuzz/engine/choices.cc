// test/fuzz/engine/choices.cc - nodes, rings and numbers near those of the node on the bed. The
// first byte of each says how near.
#include "fuzz/engine/peers.h"

#include "ring/message_store.h"

namespace baton::fuzz {

NodeId Peers::node() {
    const std::uint8_t choice = input_.u8();
    const std::vector<NodeId>& members = bed_.view().members;
    if (choice < 64 && !members.empty()) return members[choice % members.size()];
    if (choice < 240) return {1U + choice % kNodes};
    return {input_.u32()};
}

RingId Peers::ring() {
    const std::uint8_t choice = input_.u8();
    const RingId now = bed_.ring();
    if (choice < 96) return now;
    if (choice < 128) return bed_.view().ring;
    if (choice < 176) return bed_.rings().at(choice % bed_.rings().size());
    if (choice < 208) return {now.representative, now.seq + choice % 16};
    if (choice < 224) return {{1U + choice % kNodes}, now.seq + choice % 8};
    if (choice < 240) return {{1U + choice % kNodes}, 1U + input_.u8()};
    return {{input_.u32()}, input_.u64()};
}

MessageSeq Peers::seq() {
    const std::uint8_t choice = input_.u8();
    const auto token = last_token();
    const MessageSeq now = token ? token->seq : MessageSeq{};
    if (choice < 160) return {now.value + choice % 16 - 4U};
    if (choice < 192) return {choice % 32U};
    if (choice < 224) return {now.value + 8U * choice};
    if (choice < 240) return {now.value + ring::MessageStore::kWindow + choice % 16 - 8U};
    return {input_.u32()};
}

std::vector<NodeId> Peers::nodes() {
    const std::uint8_t bits = input_.u8();
    std::vector<NodeId> nodes = nodes_of(bits);
    if (bits < 0xF8U) return nodes;
    const unsigned count = input_.u8() * 2U;
    for (unsigned i = 0; i < count && nodes.size() < wire::kMembersMax; ++i)
        nodes.push_back({100 + i});
    return nodes;
}

} // namespace baton::fuzz
