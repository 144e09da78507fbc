// exec/ring/token_visit.h - one visit of the regular token: retransmit, request, send, count.
//
// Used by the operational and the recovery state, which differ in the store, in what they send and
// in what they do with the token afterwards. Totem paper, section 4.2; flow control 4.2.3.
#pragma once

#include "ring/context.h"
#include "ring/message_store.h"
#include "wire/totem.h"

#include <cstdint>
#include <vector>

namespace baton::ring {

// What a node remembers of one ring's token from visit to visit.
struct TokenMemory {
    TokenSeq last_seq{0xFFFFFFFFU};   // token_seq of the last accepted token
    MessageSeq last_aru;              // aru of the previous token as it came
    MessageSeq sent_aru{0xFFFFFFFFU}; // aru of the token as I passed it on last
    MessageSeq stable{0xFFFFFFFFU};   // smaller of the last two: all members have up to here
    MessageSeq last_high;             // seq of the previous token
    MessageSeq sent_seq;              // seq of the token as I passed it on last
    std::uint32_t idle_visits = 0;    // visits without a new message
    std::uint32_t sent = 0;           // multicasts at the previous visit
    std::uint32_t backlog = 0;        // my queue at the previous visit
    std::uint32_t stuck_visits = 0;   // visits at which the aru did not move
    TimePoint stuck_since{};
    TimePoint last_time{}; // of the last accepted token
    Slice sent_token;      // as sent last, for retransmission
    NodeId sent_to;
    std::vector<Slice> late; // of this visit: has its numbers, and follows the token
};

// Hands out one frame to multicast on the ring with this number, or nothing when there is none.
class VisitSource {
public:
    virtual ~VisitSource() = default;
    [[nodiscard]] virtual std::size_t backlog() const = 0;
    virtual Slice take(MessageSeq seq) = 0; // empty: nothing left
};

enum class TokenVerdict : std::uint8_t { good, foreign, repeated, beyond_window, takes_back };
TokenVerdict judge(const wire::Token& token, const TokenMemory& memory, const MessageStore& store,
                   RingId ring);

struct VisitResult {
    std::uint32_t sent = 0;
    bool retransmitted = false;
};
// Steps 7 to 12 of a visit: answers and makes retransmit requests, multicasts what flow control
// allows, updates seq, aru, fcc and backlog of the token.
VisitResult visit(Context& context, TokenMemory& memory, MessageStore& store, wire::Token& token,
                  VisitSource& source);

// More messages on a token that this node still holds: only sending and counting.
VisitResult send_more(Context& context, TokenMemory& memory, MessageStore& store,
                      wire::Token& token, VisitSource& source);

// Passes the token on (or keeps it, if not `forward`) and remembers it for retransmission. Sends
// what follows it.
void pass_on(Context& context, TokenMemory& memory, wire::Token& token, NodeId to, bool forward);
// What follows a token that has left, or that this node will not pass on.
void send_late(Context& context, TokenMemory& memory);
// The retransmit timer: the token sent last, again.
void repeat_token(Context& context, TokenMemory& memory);

} // namespace baton::ring
