// exec/ring/recovery.cc - see recovery.h.
#include "ring/recovery.h"

#include "ring/commit.h"
#include "ring/proposal.h"
#include "ring/reception.h"

#include <algorithm>

namespace baton::ring {

namespace {

// A token that turns for so many of its times without news will bring none. Who holds it up
// because it does not receive has put itself out before that: it sees that some rotations later.
constexpr int kStillTokenTimes = kStuckTokenTimes + 3;

// Old-ring messages, one by one, wrapped in multicasts of the new ring.
class ExchangeSource final : public VisitSource {
public:
    ExchangeSource(Context& context, const std::vector<Slice>& queue, std::size_t& from)
        : context_(context), queue_(queue), from_(from) {}
    [[nodiscard]] std::size_t backlog() const override { return queue_.size() - from_; }
    Slice take(MessageSeq seq) override {
        if (from_ == queue_.size()) return {};
        const wire::Multicast outer{.encapsulation = wire::Encapsulation::old_ring,
                                    .sender = context_.self(),
                                    .target = {},
                                    .seq = seq,
                                    .sender_count = context_.sender_count++,
                                    .ring = context_.ring,
                                    .guarantee = 0,
                                    .payload = {}};
        return wire::encapsulate(outer, queue_[from_++].bytes(), context_.pool);
    }

private:
    Context& context_;
    const std::vector<Slice>& queue_;
    std::size_t& from_;
};

void restart_token_timers(Context& context) {
    context.start_timer(Timer::token_loss, context.config.token);
    context.start_timer(Timer::token_retransmit, context.config.token_retransmit);
}

} // namespace

Recovery::Recovery(Context& context, wire::CommitToken token)
    : members_(token.members), begun_(context.now), first_rotation_(token.token_seq),
      moved_(context.now) {
    std::vector<NodeId> trans;
    for (std::size_t i = 0; i < token.members.size(); ++i)
        if (context.installed.members.contains(token.members[i]) &&
            token.info[i].old_ring == context.installed.id)
            trans.push_back(token.members[i]);
    trans_ = NodeSet(std::move(trans));
    plan_exchange(context, token);
    if (context.probe != nullptr)
        context.probe->recovering(context.ring, context.installed.id, trans_, high_delivered_);

    memory_.sent_to = members_.after(context.self());
    memory_.sent_token = stamp_commit_token(context, token, memory_.sent_to);
    context.send_token(memory_.sent_to, memory_.sent_token);
    restart_token_timers(context);
}

// Every member sends all that it has above the least that somebody has: duplicates are normal and
// are told apart by their old numbers.
void Recovery::plan_exchange(Context& context, const wire::CommitToken& token) {
    const MessageStore& old = context.installed.store;
    high_delivered_ = old.delivered();
    received_all_ = true;
    MessageSeq low = old.high();
    for (std::size_t i = 0; i < token.members.size(); ++i) {
        if (!trans_.contains(token.members[i])) continue;
        const wire::CommitMember& info = token.info[i];
        high_delivered_ = later(high_delivered_, info.high_delivered);
        low = earlier(low, info.aru);
        received_all_ = received_all_ && info.received;
    }
    if (received_all_) return;
    // What was promised before binds nobody: a companion does not have all that was exchanged then,
    // so nobody can have installed that ring.
    context.installed.exchanging = true;
    context.installed.exchanged = false;
    context.installed.obliged = {};
    // What everybody had is gone from the store: whoever claims to have less is not believed.
    for (MessageSeq seq = later(low, old.released()); before(seq, old.high());) {
        seq = next(seq);
        if (const Slice* message = old.find(seq)) queue_.push_back(*message);
    }
}

Next Recovery::on_join(Context& context, const wire::Join& join) {
    if (!members_.contains(join.sender) || join.ring_seq < context.ring.seq) return Stay{};
    consider(context, join);
    return ToGather{GatherCause::Kind::join, join.sender};
}

// Back at the representative for the second time: all members know all entries, so the ring can
// turn. A late copy from the first rotation does not count: the others are not ready for a token.
Next Recovery::on_commit_token(Context& context, const wire::CommitToken& token) {
    const bool second = token.ring == context.ring && before(first_rotation_, token.token_seq);
    if (first_token_sent_ || !second || members_.lowest() != context.self()) return Stay{};
    first_token_sent_ = true;
    flag_mine_ = queued_from_ < queue_.size();
    wire::Token first;
    first.ring = context.ring;
    first.aru = {0xFFFFFFFFU};
    first.aru_id = context.self();
    first.retrans_flag = flag_mine_;
    pass_on(context, memory_, first, members_.after(context.self()), true);
    restart_token_timers(context);
    return Stay{};
}

Next Recovery::on_token(Context& context, wire::Token token) {
    switch (judge(token, memory_, store_, context.ring)) {
    case TokenVerdict::beyond_window:
    case TokenVerdict::takes_back:
        ++context.statistics.received_dropped;
        return Stay{};
    case TokenVerdict::foreign:
    case TokenVerdict::repeated:
        return Stay{};
    case TokenVerdict::good:
        break;
    }
    ++context.statistics.token_received;
    if (stands_still(context, token)) return ToGather{GatherCause::Kind::recovery_failed};
    store_.drop_above(token.seq);
    memory_.last_high = token.seq;
    memory_.last_time = context.now;
    ExchangeSource source(context, queue_, queued_from_);
    visit(context, memory_, store_, token, source);
    if (Next next = check_reception(context, memory_, token, members_, begun_);
        !std::holds_alternative<Stay>(next))
        return next;
    memory_.last_seq = token.token_seq;
    token.token_seq = {token.token_seq.value + 1};
    const bool install = progress(context, token);
    pass_on(context, memory_, token, members_.after(context.self()), true);
    restart_token_timers(context);
    return install ? Next{ToOperational{install_seq_}} : Next{Stay{}};
}

// A damaged token may say that somebody still recovers who does not, and nobody would correct it.
bool Recovery::stands_still(const Context& context, const wire::Token& token) {
    if (token.seq != moved_seq_ || token.aru != moved_aru_) {
        moved_ = context.now;
        moved_seq_ = token.seq;
        moved_aru_ = token.aru;
    }
    return context.now - moved_ > context.config.token * kStillTokenTimes;
}

// Whether the ring can be installed: nobody recovers any more for two visits, and for two visits
// after that everybody has everything. All members then install within one rotation.
bool Recovery::progress(Context& context, wire::Token& token) {
    if (queued_from_ < queue_.size()) {
        flag_mine_ = flag_mine_ || !token.retrans_flag;
        token.retrans_flag = true;
    } else if (token.retrans_flag && flag_mine_) {
        token.retrans_flag = flag_mine_ = false;
    }
    quiet_visits_ = token.retrans_flag ? 0 : quiet_visits_ + 1;
    if (quiet_visits_ == 2) install_seq_ = token.seq;
    if (quiet_visits_ >= 2 && !before(store_.aru(), install_seq_)) end_exchange(context);
    const bool all_have = quiet_visits_ >= 3 && !before(token.aru, install_seq_);
    full_visits_ = all_have ? full_visits_ + 1 : 0;
    return full_visits_ == 2;
}

void Recovery::end_exchange(Context& context) {
    if (received_all_) return;
    received_all_ = true;
    keep_recovered(context);
    context.installed.exchanging = false;
    context.installed.exchanged = true;
    context.installed.obliged = trans_;
    if (context.probe != nullptr) context.probe->exchanged(context.ring, trans_);
}

Next Recovery::on_multicast(Context& context, const wire::Multicast& message,
                            const Slice& datagram) {
    if (store_.add(message.seq, datagram)) ++context.statistics.multicasts_received;
    return Stay{};
}

Next Recovery::on_timer(Context& context, Timer timer) {
    switch (timer) {
    case Timer::token_loss:
        ++context.statistics.token_lost_recovery;
        return ToGather{GatherCause::Kind::recovery_failed};
    case Timer::token_retransmit:
        repeat_token(context, memory_);
        return Stay{};
    default:
        return Stay{};
    }
}

void Recovery::keep_recovered(Context& context) const {
    InstalledRing& old = context.installed;
    for (MessageSeq seq = next(store_.released()); !before(store_.high(), seq); seq = next(seq)) {
        const Slice* datagram = store_.find(seq);
        if (datagram == nullptr) continue;
        const auto outer = wire::decode_multicast(datagram->bytes());
        if (!outer || outer->encapsulation != wire::Encapsulation::old_ring) continue;
        const auto inner = wire::decode_multicast(outer->payload);
        if (!inner || inner->ring != old.id ||
            inner->encapsulation != wire::Encapsulation::ordinary)
            continue;
        old.store.add(inner->seq, datagram->from(wire::kMulticastHeaderSize));
    }
}

} // namespace baton::ring
