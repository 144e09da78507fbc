// exec/ring/probe.h - what the ring tells somebody who checks or records it.
//
// The daemon writes it to a trace file when asked to, tests hand it to an oracle. Without a probe
// nothing is computed. A probe only looks: it must not call the engine.
#pragma once

#include "base/ids.h"
#include "ring/node_set.h"
#include "ring/view.h"
#include "wire/totem.h"

#include <cstdint>

namespace baton::ring {

class Probe {
public:
    virtual ~Probe() = default;

    // The sequence of the last ring, as it was on disk.
    virtual void started(std::uint64_t stored_seq) = 0;
    // Told to the others; nothing follows.
    virtual void left() = 0;

    // Gather begins, or begins anew with other sets.
    virtual void gathering(const NodeSet& proc, const NodeSet& fail) = 0;
    // The own entry in a commit token. The ring's sequence is stored before the token leaves.
    virtual void committing(const wire::CommitToken& token, const wire::CommitMember& own) = 0;
    // `high`: the last number of the old ring that a member of `trans` had delivered.
    virtual void recovering(RingId ring, RingId old, const NodeSet& trans, MessageSeq high) = 0;
    // This node holds all that the others have of the old ring.
    virtual void exchanged(RingId ring, const NodeSet& obliged) = 0;
    // `from`: regular: the transitional configuration before it, sequence 0 if there is none.
    // Transitional: the regular configuration that it ends.
    virtual void installed(const View& view, RingId from) = 0;

    // A multicast got its number and is in the own store; `delivered` is the last number that this
    // node had delivered on the ring.
    virtual void originated(const wire::Multicast& message, MessageSeq delivered) = 0;
    // Handed to the layer above, or passed over if it is one of recovery's own.
    virtual void delivered(const wire::Multicast& message) = 0;
    virtual void resent(RingId ring, MessageSeq seq) = 0;
    // As the token was passed on, or kept on an idle ring; again, with the
    // same token_seq, when messages are added to a kept one. Repetitions are not told.
    virtual void passed_token(const wire::Token& token) = 0;
};

} // namespace baton::ring
