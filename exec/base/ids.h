// exec/base/ids.h - numbers that cannot be taken for one another.
#pragma once

#include <compare>
#include <cstdint>

namespace baton {

// A member of the cluster. 0 is never a node: on the wire it means "nobody".
struct NodeId {
    std::uint32_t value = 0;
    friend constexpr auto operator<=>(NodeId, NodeId) = default;
};

// One incarnation of the ring. Two rings are the same only if both parts are equal.
// The sequence grows with every ring a node takes part in; it is what orders rings in time.
struct RingId {
    NodeId representative; // the lowest node id of the ring
    std::uint64_t seq = 0;
    friend constexpr auto operator<=>(const RingId&, const RingId&) = default;
};

// A place in one ring's message order. It is 32 bits wide and wraps, so it has no operator<:
// sorting a circle is undefined. before() holds for places less than half the circle apart.
struct MessageSeq {
    std::uint32_t value = 0;
    friend constexpr bool operator==(MessageSeq, MessageSeq) = default;
};
constexpr bool before(MessageSeq a, MessageSeq b) {
    return static_cast<std::int32_t>(a.value - b.value) < 0;
}
constexpr MessageSeq next(MessageSeq seq) { return {seq.value + 1}; }
constexpr MessageSeq plus(MessageSeq seq, std::uint32_t distance) { return {seq.value + distance}; }
constexpr MessageSeq earlier(MessageSeq a, MessageSeq b) { return before(b, a) ? b : a; }
constexpr MessageSeq later(MessageSeq a, MessageSeq b) { return before(a, b) ? b : a; }
// How many places b lies behind a; meaningful only if a is not after b.
constexpr std::uint32_t distance(MessageSeq a, MessageSeq b) { return b.value - a.value; }

// A hop of the token round the ring: grows by one per hop, wraps as MessageSeq does.
struct TokenSeq {
    std::uint32_t value = 0;
    friend constexpr bool operator==(TokenSeq, TokenSeq) = default;
};
constexpr bool before(TokenSeq a, TokenSeq b) {
    return static_cast<std::int32_t>(a.value - b.value) < 0;
}

// A local client's connection. Never used twice in one life of the daemon; 0 is no client.
struct ClientId {
    std::uint64_t value = 0;
    friend constexpr auto operator<=>(ClientId, ClientId) = default;
};

} // namespace baton
