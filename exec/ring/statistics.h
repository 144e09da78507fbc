// exec/ring/statistics.h - counters of the ring, and the names of its states.
#pragma once

#include "base/time.h"

#include <cstdint>
#include <optional>

namespace baton::ring {

enum class State : std::uint8_t { operational, gather, commit, recovery };
constexpr const char* name_of(State state) {
    switch (state) {
    case State::operational:
        return "operational";
    case State::gather:
        return "gather";
    case State::commit:
        return "commit";
    case State::recovery:
        return "recovery";
    }
    return "unknown";
}

// Since the start; they wrap.
struct Statistics {
    std::uint64_t token_sent = 0;
    std::uint64_t token_received = 0; // accepted ones
    std::uint64_t token_repeated = 0; // sent again after token_retransmit
    std::uint64_t token_hold_cancels_sent = 0;
    std::uint64_t token_hold_cancels_received = 0;
    std::uint64_t multicasts_sent = 0;     // new ones
    std::uint64_t multicasts_received = 0; // of this ring and not known before
    std::uint64_t multicasts_resent = 0;   // for others that asked
    std::uint64_t retransmits_requested = 0;
    std::uint64_t joins_sent = 0;
    std::uint64_t joins_received = 0;
    std::uint64_t commit_tokens_sent = 0;
    std::uint64_t commit_tokens_received = 0;
    std::uint64_t merge_detects_sent = 0;
    std::uint64_t merge_detects_received = 0;
    std::uint64_t operational_entered = 0;
    std::uint64_t gather_entered = 0;
    std::uint64_t commit_entered = 0;
    std::uint64_t recovery_entered = 0;
    std::uint64_t token_lost_operational = 0;
    std::uint64_t token_lost_gather = 0;
    std::uint64_t token_lost_commit = 0;
    std::uint64_t token_lost_recovery = 0;
    std::uint64_t consensus_timeouts = 0;
    std::uint64_t continuous_gather = 0; // times gather was entered since the last operational ring
    std::uint64_t received_dropped = 0;  // malformed, foreign byte order, or beyond the window
    std::uint64_t pauses = 0;            // times this process was found to have been stopped
};

// How the token comes and goes: means of the last visits, on this ring.
struct TokenPace {
    Duration rotation{0};            // from one visit to the next; 0: none yet
    Duration holding{0};             // for which the token stayed here
    std::uint32_t backlog_256 = 0;   // frames that waited when it came, in 256ths of a frame
    std::optional<TimePoint> last{}; // when it was accepted last
};

} // namespace baton::ring
