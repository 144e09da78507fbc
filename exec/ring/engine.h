// exec/ring/engine.h - one node's half of the Totem ring, without I/O.
//
// Datagrams, time and work come in; actions are appended to the caller's list. Perform them in
// order, all of them, before the next step. Time never goes backwards. Not for more than one
// thread.
#pragma once

#include "ring/commit.h"
#include "ring/context.h"
#include "ring/gather.h"
#include "ring/operational.h"
#include "ring/recovery.h"

#include <optional>
#include <span>
#include <variant>

namespace baton::ring {

class Engine {
public:
    // `pool` and `source` must outlive the engine.
    Engine(const RingConfig& config, BufferPool& pool, FrameSource& source, Random random);

    // Somebody who looks on, from now on; it must outlive the engine.
    void set_probe(Probe* probe) { context_.probe = probe; }

    // Once. `stored_seq` is the ring sequence from disk, 0 if there is none.
    void start(TimePoint now, std::uint64_t stored_seq, Actions& out);
    void receive(TimePoint now, const Slice& datagram, Actions& out) {
        receive(now, {&datagram, 1}, out);
    }
    // Some that came together. What they lead to is performed behind the last: so only multicasts
    // may come in such lists.
    void receive(TimePoint now, std::span<const Slice> datagrams, Actions& out);
    void advance(TimePoint now, Actions& out);
    [[nodiscard]] std::optional<TimePoint> next_deadline() const { return context_.timers.next(); }

    // The source has frames. Call it whenever its backlog was zero before.
    void work(TimePoint now, Actions& out);
    void interface_changed(TimePoint now, bool up, Actions& out);
    // From now on some link of ours hears the node, or none does.
    void links_changed(TimePoint now, NodeId node, bool heard, Actions& out);
    // Other timers and windows, from now on: what runs already ends as it began. Who the node is
    // and how long a frame may be stays.
    void retune(TimePoint now, const RingConfig& config, Actions& out);
    // Form a new membership.
    void gather(TimePoint now, Actions& out);
    // Tell the others that we leave, and do nothing any more.
    void leave(TimePoint now, Actions& out);

    [[nodiscard]] State state() const;
    [[nodiscard]] RingId ring() const { return context_.ring; }
    [[nodiscard]] const NodeSet& members() const { return context_.installed.members; }
    [[nodiscard]] const TokenPace& pace() const { return pace_; } // of the last ring
    // What all members do; until the next gather.
    void set_agreed(const Agreed& agreed);
    [[nodiscard]] std::uint32_t window() const { return context_.window.frames(context_.config); }
    [[nodiscard]] const Statistics& statistics() const { return context_.statistics; }

private:
    void begin(TimePoint now, Actions& out);
    void go(Next next);
    void enter(const ToGather& where);
    void enter(ToCommit& where);
    void enter(ToRecovery& where);
    void enter(const ToOperational& where);
    void enter(const Stay&) {}

    void receive(const Slice& datagram);
    bool keep(const Slice& datagram);
    Next dispatch(const wire::Header& header, const Slice& datagram);
    Next on_token(const Slice& datagram);
    Next on_multicast(const wire::Multicast& message, const Slice& datagram);
    Next on_merge_detect(const Slice& datagram);
    Next on_join(const Slice& datagram);
    Next on_commit_token(const Slice& datagram);
    Next on_hold_cancel(const Slice& datagram);
    Next on_foreign(NodeId sender, RingId ring);
    Next on_timer(Timer timer);
    void learn(Bytes told);
    void drop() { ++context_.statistics.received_dropped; }

    void check_pause();
    bool was_paused();

    Context context_;
    std::variant<Gather, Commit, Recovery, Operational> state_;
    TokenPace pace_;
    bool running_ = false;
    bool paused_ = false;
    TimePoint last_pause_check_{};
};

} // namespace baton::ring
