// exec/ring/reception.cc - see reception.h.
#include "ring/reception.h"

#include <chrono>

namespace baton::ring {

namespace {

constexpr std::uint32_t kStuckVisitsLeast = 10;
// What a rotation counts as when they are counted, at least. Among fast hosts thousands take less
// time than the network needs to find the way to a host that has just come back: a lost question
// for its hardware address is asked again after a second.
constexpr Duration kRotationLeast = std::chrono::microseconds(400);

bool fails(const Context& context, const TokenMemory& memory, const wire::Token& token) {
    if (token.aru_id != context.self()) return false;
    const Duration stuck = context.now - memory.stuck_since;
    const std::uint32_t rotations = context.config.fail_recv_const;
    if (memory.stuck_visits > rotations && stuck > rotations * kRotationLeast) return true;
    // It is not receiving, however slowly the token turns.
    return memory.stuck_visits > kStuckVisitsLeast &&
           stuck > context.config.token * kStuckTokenTimes;
}

} // namespace

Next check_reception(Context& context, const TokenMemory& memory, const wire::Token& token,
                     const NodeSet& members, TimePoint begun) {
    if (!fails(context, memory, token)) return Stay{};
    context.log(LogLevel::error, "FAILED TO RECEIVE");
    context.hearing.failed_to_receive(members, begun);
    context.fail.add(context.self());
    context.expelled = true;
    return ToGather{GatherCause::Kind::failed_receive, context.self()};
}

} // namespace baton::ring
