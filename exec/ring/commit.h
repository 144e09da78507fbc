// exec/ring/commit.h - the commit state: the commit token goes round once to collect what every
// member has of its old ring, and a second time to tell all. Totem paper, section 4.3.
#pragma once

#include "ring/context.h"

namespace baton::ring {

class Commit {
public:
    // Fills in this node's entry and passes the token on. From here on the new ring is ours, also
    // if it fails.
    Commit(Context& context, wire::CommitToken token);

    Next on_join(Context& context, const wire::Join& join);
    Next on_commit_token(Context& context, wire::CommitToken token);
    Next on_timer(Context& context, Timer timer);

private:
    [[nodiscard]] bool names_us(const Context& context, const wire::CommitToken& token) const;

    NodeSet members_;
    std::size_t place_;      // of this node among the members
    wire::CommitMember own_; // its entry
    Slice sent_;
    NodeId sent_to_;
};

// Passes a commit token on: one hop more, our name on it.
Slice stamp_commit_token(Context& context, wire::CommitToken& token, NodeId to);

} // namespace baton::ring
