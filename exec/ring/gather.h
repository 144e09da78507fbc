// exec/ring/gather.h - the gather state: whom can we hear?
// Collects joins until all we believe alive name the same sets, then hands over to commit.
// Invariant: no node is both in consensus and failed. Not here: old messages (install.h).
#pragma once

#include "ring/context.h"

namespace baton::ring {

class Gather {
public:
    Gather() = default; // before the start
    explicit Gather(Context& context);

    Next on_join(Context& context, const wire::Join& join);
    Next on_commit_token(Context& context, wire::CommitToken token);
    Next on_foreign(Context& context, NodeId sender, RingId ring);
    Next on_timer(Context& context, Timer timer);
    // Who hears whom may have changed.
    Next on_evidence(Context& context);

private:
    [[nodiscard]] static bool must_be_alone(const Context& context);
    [[nodiscard]] bool complete(const Context& context) const;
    Next agreed(Context& context);
    void repeat_join(Context& context);
    Next give_up_silent(Context& context);
    Next give_up(Context& context, const NodeSet& nodes);

    NodeSet consensus_;     // nodes whose join named our sets
    int repeats_ = 0;       // of our join, while nobody learns anything
    TimePoint repeat_at_{}; // the next one, at the earliest
    Duration rest_{};       // of the last one
};

} // namespace baton::ring
