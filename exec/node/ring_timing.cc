// exec/node/ring_timing.cc - field by field.
#include "node/ring_timing.h"

namespace baton {

void set_timing(ring::RingConfig& ring, const config::Timing& timing) {
    ring.token = milliseconds{timing.token_ms};
    ring.token_warning = milliseconds{timing.token_warning_ms};
    ring.token_retransmit = milliseconds{timing.token_retransmit_ms};
    ring.hold = milliseconds{timing.hold_ms};
    ring.join = milliseconds{timing.join_ms};
    ring.send_join = milliseconds{timing.send_join_ms};
    ring.consensus = milliseconds{timing.consensus_ms};
    ring.merge = milliseconds{timing.merge_ms};
    ring.max_network_delay = milliseconds{timing.max_network_delay_ms};
    ring.fail_recv_const = timing.fail_recv_const;
    ring.seqno_unchanged_const = timing.seqno_unchanged_const;
    ring.miss_count_const = timing.miss_count_const;
    ring.heartbeat_failures_allowed = timing.heartbeat_failures_allowed;
    ring.window_size = timing.window_size;
    ring.max_messages = timing.max_messages;
    ring.window_is_bound = timing.window_size_given;
    ring.max_messages_is_bound = timing.max_messages_given;
    ring.cancel_token_hold_on_retransmit = timing.cancel_token_hold_on_retransmit;
}

} // namespace baton
