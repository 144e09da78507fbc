// exec/ring/commit.cc - see commit.h.
#include "ring/commit.h"

#include "ring/proposal.h"

#include <algorithm>

namespace baton::ring {

namespace {

wire::CommitMember own_entry(const InstalledRing& installed) {
    const MessageStore& store = installed.store;
    return {.old_ring = installed.id,
            .aru = store.aru(),
            .high_delivered = store.delivered(),
            .received =
                installed.exchanged || (!installed.exchanging && store.aru() == store.high())};
}

// Whoever has less than another member of the same old ring has not received everything.
void compare_entries(wire::CommitToken& token) {
    const std::size_t mine = token.index;
    const RingId old_ring = token.info[mine].old_ring;
    MessageSeq most = token.info[mine].aru;
    for (std::size_t i = 0; i < mine; ++i)
        if (token.info[i].old_ring == old_ring) most = later(most, token.info[i].aru);
    for (std::size_t i = 0; i <= mine; ++i)
        if (token.info[i].old_ring == old_ring && before(token.info[i].aru, most))
            token.info[i].received = false;
}

} // namespace

Slice stamp_commit_token(Context& context, wire::CommitToken& token, NodeId to) {
    token.token_seq = {token.token_seq.value + 1};
    token.sender = context.self();
    token.target = to;
    ++context.statistics.commit_tokens_sent;
    return wire::encode(token, context.pool);
}

Commit::Commit(Context& context, wire::CommitToken token)
    : members_(token.members), place_(token.index), own_(own_entry(context.installed)) {
    token.info[place_] = own_;
    compare_entries(token);
    if (context.probe != nullptr) context.probe->committing(token, token.info[token.index]);
    ++token.index;
    context.ring = token.ring;
    context.max_ring_seq = token.ring.seq;
    context.out->push_back(StoreRingSeq{token.ring.seq});

    sent_to_ = token.members[token.index % token.members.size()];
    sent_ = stamp_commit_token(context, token, sent_to_);
    context.send_token(sent_to_, sent_);
    context.hearing.expect({});
    for (const Timer timer : {Timer::join, Timer::send_join, Timer::consensus})
        context.timers.stop(timer);
    context.start_timer(Timer::token_loss, context.config.token);
    context.start_timer(Timer::token_retransmit, context.config.token_retransmit);
}

Next Commit::on_join(Context& context, const wire::Join& join) {
    if (!members_.contains(join.sender)) return Stay{};
    // From before it had the commit token; unless it knows somebody whom we do not: then it cannot
    // have agreed with us, and refuses the token, which would be waited for in vain.
    const bool old = join.ring_seq < context.ring.seq;
    if (old && context.proc.contains_all(NodeSet(join.proc))) return Stay{};
    const JoinVerdict verdict = consider(context, join);
    if (old && verdict != JoinVerdict::widened) return Stay{};
    return ToGather{GatherCause::Kind::join, join.sender};
}

Next Commit::on_commit_token(Context& context, wire::CommitToken token) {
    if (token.ring != context.ring || token.index != token.members.size()) return Stay{};
    if (NodeSet(token.members) != members_ || !names_us(context, token)) return Stay{};
    return ToRecovery{std::move(token)};
}

// Others may have found that we lack something. Nothing else of our entry can have changed: with a
// token that says otherwise we should leave our ring without ourselves.
bool Commit::names_us(const Context& context, const wire::CommitToken& token) const {
    const wire::CommitMember& entry = token.info[place_];
    return token.members[place_] == context.self() && entry.old_ring == own_.old_ring &&
           entry.aru == own_.aru && entry.high_delivered == own_.high_delivered;
}

Next Commit::on_timer(Context& context, Timer timer) {
    switch (timer) {
    case Timer::token_loss:
        ++context.statistics.token_lost_commit;
        return ToGather{GatherCause::Kind::commit_failed};
    case Timer::token_retransmit:
        context.send_token(sent_to_, sent_);
        context.start_timer(Timer::token_retransmit, context.config.token_retransmit);
        return Stay{};
    default:
        return Stay{};
    }
}

} // namespace baton::ring
