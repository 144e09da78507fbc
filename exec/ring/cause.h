// exec/ring/cause.h - why a membership changed, for people and for the log.
#pragma once

#include "base/ids.h"
#include "base/time.h"

#include <cstdint>

namespace baton::ring {

// Why a new membership is being formed: the first reason since the last operational ring.
struct GatherCause {
    enum class Kind : std::uint8_t {
        none,
        start,
        interface,
        token_lost,
        join,
        leave,
        foreign,        // heard a multicast or merge detect of another ring
        failed_receive, // this node does not receive what the others send
        broken_order,   // a multicast above the token's number
        asked,          // an operator asked
        commit_failed,  // the token was lost while forming
        recovery_failed,
        consensus,
    } kind = Kind::none;
    NodeId node; // who caused it, where somebody did
    TimePoint when{};
};

} // namespace baton::ring
