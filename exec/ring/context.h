// exec/ring/context.h - what outlives a state of the ring: who we are, which ring, what was agreed.
// What only one state needs lives in that state and is forgotten with it.
#pragma once

#include "base/buffer.h"
#include "base/random.h"
#include "base/time.h"
#include "ring/action.h"
#include "ring/agreed.h"
#include "ring/cause.h"
#include "ring/config.h"
#include "ring/frame_source.h"
#include "ring/hearing.h"
#include "ring/message_store.h"
#include "ring/node_set.h"
#include "ring/probe.h"
#include "ring/statistics.h"
#include "ring/timers.h"
#include "ring/window.h"
#include "wire/totem.h"

#include <cstdint>
#include <string>
#include <variant>

namespace baton::ring {

// The last ring on which this node was operational, through any number of attempts to form the
// next.
struct InstalledRing {
    RingId id;
    NodeSet members;
    MessageStore store;
    // The last attempt that had to exchange messages of this one did not come to its end here, so
    // that others may have more, even if the store shows no gap.
    bool exchanging = false;
    // An attempt to form a ring got as far as the exchange of all messages of this one: what is in
    // the store stays as it is, and messages of `obliged` senders are delivered behind a gap.
    bool exchanged = false;
    NodeSet obliged;
};

// Where a state goes next.
struct Stay {};
struct ToGather {
    GatherCause::Kind cause;
    NodeId node = {};
};
struct ToCommit {
    wire::CommitToken token;
};
struct ToRecovery {
    wire::CommitToken token;
};
struct ToOperational {
    MessageSeq install_seq;
};
using Next = std::variant<Stay, ToGather, ToCommit, ToRecovery, ToOperational>;

struct Context {
    Context(const RingConfig& ring_config, BufferPool& buffers, FrameSource& frames, Random seed)
        : config(ring_config), pool(buffers), source(frames), random(seed) {}

    RingConfig config;
    BufferPool& pool;
    FrameSource& source;
    Random random;
    Timers timers;
    Statistics statistics;

    TimePoint now{};        // of the step being taken
    Actions* out = nullptr; // of the step being taken
    Probe* probe = nullptr; // somebody who looks on, or nobody

    Hearing hearing{config, now};

    RingId ring;                    // current ring; in commit and recovery already the new one
    TimePoint join_sent{};          // the last one
    std::uint64_t max_ring_seq = 0; // highest known
    std::uint32_t sender_count = 0; // multicasts made since the start
    InstalledRing installed;
    Agreed agreed;
    Window window;

    NodeSet proc;  // proposed members of the next ring
    NodeSet fail;  // those of them believed failed
    NodeSet heard; // those of them whose own frames reached us since the last ring
    GatherCause cause;

    // This node failed to receive and put itself out. Until the given time it keeps to itself.
    bool expelled = false;
    std::uint32_t expulsions = 0;
    TimePoint quarantine_end{};

    // Memberships in quick succession, each within a few consensus times of the last.
    std::uint32_t churn = 0;
    TimePoint last_install{};

    [[nodiscard]] NodeId self() const { return config.self; }
    [[nodiscard]] NodeSet candidates() const { return proc.without(fail); }
    // The candidates but those whom this node does not hear: they are about to be given up.
    [[nodiscard]] NodeSet wanted();
    [[nodiscard]] bool quarantined() const { return now < quarantine_end; }
    void start_timer(Timer timer, Duration after) { timers.start(timer, now + after); }

    // Ends the expulsion: for a while, longer each time, this node forms a ring of its own.
    void begin_quarantine();

    void send_multicast(Slice frame, bool to_self, bool last = false);
    void send_token(NodeId to, Slice frame);
    void send_join_now();
    void send_leave();
    void log(LogLevel level, std::string text);
};

// "1 2 3", as administrators and scripts read member lists.
std::string text_of(const NodeSet& nodes);
// "REPRESENTATIVE.SEQUENCE", the sequence in hexadecimal.
std::string text_of(const RingId& ring);

} // namespace baton::ring
