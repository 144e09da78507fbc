// exec/ring/recovery.h - the recovery state: members of one old ring give each other what they miss
// of it, as messages of the new ring; then all install the new ring. Totem paper, section 4.4.
#pragma once

#include "ring/context.h"
#include "ring/token_visit.h"

#include <vector>

namespace baton::ring {

class Recovery {
public:
    // With the finished commit token.
    Recovery(Context& context, wire::CommitToken token);

    Next on_join(Context& context, const wire::Join& join);
    Next on_commit_token(Context& context, const wire::CommitToken& token);
    Next on_token(Context& context, wire::Token token);
    Next on_multicast(Context& context, const wire::Multicast& message, const Slice& datagram);
    Next on_timer(Context& context, Timer timer);

    // What installation and the operational state take over.
    [[nodiscard]] const NodeSet& members() const { return members_; }
    [[nodiscard]] const NodeSet& trans() const { return trans_; }
    // The last number that a member of trans delivered on the old ring.
    [[nodiscard]] MessageSeq high_delivered() const { return high_delivered_; }
    MessageStore& store() { return store_; }
    TokenMemory& memory() { return memory_; }

    // Old-ring messages that came in recovery, into the old ring's store.
    void keep_recovered(Context& context) const;

private:
    bool stands_still(const Context& context, const wire::Token& token);
    void plan_exchange(Context& context, const wire::CommitToken& token);
    bool progress(Context& context, wire::Token& token);
    void end_exchange(Context& context);

    NodeSet members_;
    NodeSet trans_;
    MessageSeq high_delivered_;
    TimePoint begun_;
    TokenSeq first_rotation_; // token_seq of the commit token that brought us here

    MessageStore store_; // of the new ring
    TokenMemory memory_;
    std::vector<Slice> queue_; // old-ring messages to send, as datagrams
    std::size_t queued_from_ = 0;

    bool received_all_ = false;
    bool first_token_sent_ = false; // by the representative
    bool flag_mine_ = false;        // we set the token's retrans flag
    std::uint32_t quiet_visits_ = 0;
    std::uint32_t full_visits_ = 0;
    MessageSeq install_seq_;

    TimePoint moved_; // when the token last had other numbers than these
    MessageSeq moved_seq_;
    MessageSeq moved_aru_;
};

} // namespace baton::ring
