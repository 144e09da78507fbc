// exec/ring/config.h - what the engine must be told about its ring: who it is, timers, windows.
// Values are final: defaults, formulas and bounds are applied by config/.
#pragma once

#include "base/ids.h"
#include "base/time.h"

#include <cstddef>
#include <cstdint>

namespace baton::ring {

struct RingConfig {
    NodeId self;
    Duration token{milliseconds{3000}};           // token lost after this
    Duration token_warning{milliseconds{2250}};   // a line in the log after this; 0: none
    Duration token_retransmit{milliseconds{714}}; // the sender repeats the token
    Duration hold{milliseconds{561}};             // the representative keeps an idle token
    Duration join{milliseconds{50}};              // repeat of joins
    Duration send_join{0};                        // random delay of a join, 0: none
    Duration consensus{milliseconds{3600}};       // silent nodes are given up
    Duration merge{milliseconds{200}};            // merge detect
    Duration max_network_delay{milliseconds{50}}; // heartbeat formula only
    std::uint32_t fail_recv_const = 2500;         // rotations without progress
    std::uint32_t seqno_unchanged_const = 30;     // idle visits before the token is held
    std::uint32_t miss_count_const = 5;           // visits before a missing message is requested
    std::uint32_t heartbeat_failures_allowed = 0; // 0: off
    std::uint32_t window_size = 50;               // multicasts per rotation, all nodes
    std::uint32_t max_messages = 17;              // multicasts per token visit
    bool window_is_bound = false;                 // never more, whatever the ring could carry
    bool max_messages_is_bound = false;           // likewise
    bool cancel_token_hold_on_retransmit = false;
    std::size_t net_mtu = 1410; // payload of a multicast, at most
};

} // namespace baton::ring
