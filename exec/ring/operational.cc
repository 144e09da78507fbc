// exec/ring/operational.cc - see operational.h.
#include "ring/operational.h"

#include "ring/install.h"
#include "ring/proposal.h"
#include "ring/reception.h"

#include <algorithm>
#include <fmt/format.h>

namespace baton::ring {

namespace {

// So many memberships in quick succession are normal: a start, a merge, a member that comes late.
constexpr std::uint32_t kChurnTolerated = 4;
constexpr std::uint32_t kChurnMost = 8;
// Quick is what comes within so many consensus times of the one before.
constexpr int kChurnTimes = 4;

// Who asked for the token and has not got it asks again after this, then after twice the time, and
// in the end so often within a hold time.
constexpr Duration kAskedAgain = milliseconds{2};
constexpr int kAskedPerHold = 16;

// Frames of the layer above, each given its multicast header in the room in front of it.
class FrameVisitSource final : public VisitSource {
public:
    explicit FrameVisitSource(Context& context) : context_(context) {}
    [[nodiscard]] std::size_t backlog() const override { return context_.source.backlog(); }
    Slice take(MessageSeq seq) override {
        std::optional<OutgoingFrame> frame = context_.source.take();
        if (!frame) return {};
        const std::size_t start = frame->offset - wire::kMulticastHeaderSize;
        const auto guarantee = frame->safe ? wire::Guarantee::safe_held : wire::Guarantee::agreed;
        wire::write_multicast_header(
            {.encapsulation = wire::Encapsulation::ordinary,
             .sender = context_.self(),
             .target = {},
             .seq = seq,
             .sender_count = context_.sender_count++,
             .ring = context_.ring,
             .guarantee = static_cast<std::int32_t>(guarantee),
             .payload = {}},
            frame->buffer.bytes().subspan(start).first<wire::kMulticastHeaderSize>());
        return frame->buffer.slice(start, wire::kMulticastHeaderSize + frame->size);
    }

private:
    Context& context_;
};

} // namespace

Operational::Operational(Context& context, TokenMemory memory)
    : memory_(std::move(memory)), last_sender_(context.ring.representative) {
    memory_.stuck_visits = 0;
    memory_.idle_visits = 0;
    rest_after_install(context);
    on_told(context);
    deliver_ready(context, context.installed.store, memory_.stable);
    restart_timers(context, true);
}

// A ring that was installed a moment ago does not yet merge with others: members that are still in
// recovery would take their stale fail lists into the next gather. And when one membership follows
// the other, rings that form side by side put each other out in lockstep, for ever: then joins rest
// too, each node for a time of its own. Whoever wants to join repeats it well within that time.
void Operational::rest_after_install(Context& context) {
    const auto up_to = [&context](Duration most) {
        return Duration(static_cast<Duration::rep>(
            context.random.below(static_cast<std::uint64_t>(most.count()))));
    };
    const RingConfig& config = context.config;
    const bool soon = context.now - context.last_install < config.consensus * kChurnTimes;
    context.churn = soon ? std::min(context.churn + 1, kChurnMost) : 0;
    context.last_install = context.now;
    merge_from_ = context.now + config.join + up_to(config.join);
    joins_from_ = context.now;
    if (context.churn >= kChurnTolerated)
        joins_from_ += up_to(std::min(config.join * (1U << context.churn), config.consensus / 2));
}

bool Operational::is_representative(const Context& context) const {
    return context.ring.representative == context.self();
}

// With whom an idle token rests. Whoever has sent is the most likely to send again. All know the
// same: the token rests when all have all messages.
bool Operational::is_keeper(const Context& context) const {
    if (context.agreed.parked_token) return last_sender_ == context.self();
    return is_representative(context);
}

NodeId Operational::successor(const Context& context) const {
    return context.installed.members.after(context.self());
}

Next Operational::on_join(Context& context, const wire::Join& join) {
    const bool puts_us_out = NodeSet(join.fail).contains(context.self());
    const bool stale =
        context.installed.members.contains(join.sender) && join.ring_seq < context.ring.seq;
    const bool resting = context.now < joins_from_ && !join.leave;
    if (puts_us_out || stale || resting) return Stay{};
    if (!join.leave && context.hearing.apart(context.installed.members, join.sender)) return Stay{};
    consider(context, join);
    return ToGather{join.leave ? GatherCause::Kind::leave : GatherCause::Kind::join, join.sender};
}

Next Operational::on_foreign(Context& context, NodeId sender, RingId ring) {
    if (context.now < merge_from_) return Stay{};
    if (context.hearing.apart(context.installed.members, sender)) {
        on_told(context);
        return Stay{};
    }
    if (!take_in(context, sender, ring)) return Stay{};
    return ToGather{GatherCause::Kind::foreign, sender};
}

void Operational::on_multicast(Context& context, const wire::Multicast& message,
                               const Slice& datagram) {
    MessageStore& store = context.installed.store;
    if (!store.add(message.seq, datagram)) return;
    if (message.seq == store.high()) {
        last_sender_ = message.sender;
        coming_ = true;
    }
    ++context.statistics.multicasts_received;
}

void Operational::deliver(Context& context) {
    deliver_ready(context, context.installed.store, memory_.stable);
}

Next Operational::on_token(Context& context, wire::Token token) {
    MessageStore& store = context.installed.store;
    switch (judge(token, memory_, store, context.ring)) {
    case TokenVerdict::beyond_window:
        ++context.statistics.received_dropped;
        context.log(LogLevel::warning,
                    fmt::format("Token dropped: its number {} is more than {} above what this node "
                                "has ({})",
                                token.seq.value, MessageStore::kWindow, store.aru().value));
        return Stay{};
    case TokenVerdict::takes_back:
        ++context.statistics.received_dropped;
        context.log(LogLevel::warning,
                    fmt::format("Token dropped: its number {} was passed before, we are at {}",
                                token.seq.value, memory_.sent_seq.value));
        return Stay{};
    case TokenVerdict::foreign:
    case TokenVerdict::repeated:
        return Stay{};
    case TokenVerdict::good:
        break;
    }
    ++context.statistics.token_received;
    context.hearing.token_came();
    if (Next next = check_order(context, token); !std::holds_alternative<Stay>(next)) return next;
    measure_pace(context);
    count_idle(context, token);
    store.release(earlier(token.aru, memory_.last_aru));

    FrameVisitSource source(context);
    const VisitResult result = visit(context, memory_, store, token, source);
    if (result.sent > 0) last_sender_ = context.self();
    if (Next next = check_reception(context, memory_, token, context.installed.members,
                                    context.last_install);
        !std::holds_alternative<Stay>(next)) {
        send_late(context, memory_);
        return next;
    }
    memory_.last_seq = token.token_seq;
    token.token_seq = {token.token_seq.value + 1};
    held_ = holds(context, token, result);
    asked_ = false;
    const bool keep = held_ && is_keeper(context);
    pass_on(context, memory_, token, successor(context), !keep);
    if (!keep) measure_holding(context);
    if (keep) {
        kept_ = token;
        context.start_timer(Timer::hold, context.config.hold);
    }
    deliver_ready(context, store, memory_.stable);
    restart_timers(context, !keep);
    return Stay{};
}

// Multicasts go out before the token that counts them. One with a higher number than the token's
// was never given that number; if it was delivered already, our order is no longer that of the
// others.
Next Operational::check_order(Context& context, const wire::Token& token) {
    MessageStore& store = context.installed.store;
    if (!before(token.seq, store.high())) return Stay{};
    ++context.statistics.received_dropped;
    if (before(token.seq, store.delivered())) {
        context.log(LogLevel::error,
                    fmt::format("Multicast {} was delivered but the token has only given out {}: "
                                "forming a new membership",
                                store.delivered().value, token.seq.value));
        return ToGather{GatherCause::Kind::broken_order};
    }
    store.drop_above(token.seq);
    return Stay{};
}

void Operational::measure_pace(const Context& context) {
    const Duration took = context.now - memory_.last_time;
    const bool meaningful = memory_.last_time != TimePoint{} && !held_;
    memory_.last_time = context.now;
    pace_.last = context.now;
    Duration& rotation = pace_.rotation;
    if (meaningful) rotation = rotation.count() == 0 ? took : rotation + (took - rotation) / 8;
    const auto waiting = static_cast<std::uint32_t>(context.source.backlog());
    pace_.backlog_256 = pace_.backlog_256 - pace_.backlog_256 / 8 + waiting * 32;
}

// When the token leaves; most often that is when it came.
void Operational::measure_holding(const Context& context) {
    const Duration stayed = context.now - memory_.last_time;
    pace_.holding += (stayed - pace_.holding) / 8;
}

void Operational::count_idle(Context& context, const wire::Token& token) {
    kept_.reset();
    coming_ = false;
    if (token.seq == memory_.last_high) {
        ++memory_.idle_visits;
        if (!context.timers.running(Timer::merge))
            context.start_timer(Timer::merge, context.config.merge);
    } else {
        memory_.idle_visits = 0;
        context.timers.stop(Timer::merge);
    }
    context.timers.stop(Timer::hold);
    memory_.last_high = token.seq;
}

// A keeper never holds the token while a message is missing somewhere or it has just sent.
bool Operational::holds(const Context& context, const wire::Token& token,
                        const VisitResult& result) const {
    const std::uint32_t limit =
        context.agreed.parked_token ? 1 : context.config.seqno_unchanged_const;
    const bool repairing = token.request_count > 0 || result.retransmitted;
    if (repairing && context.config.cancel_token_hold_on_retransmit) return false;
    if (!is_keeper(context)) return memory_.idle_visits >= limit;
    if (asked_) return false;
    // Stable: all know that all have all. Who waits for that must not be kept waiting.
    const bool idle =
        context.agreed.parked_token ? memory_.stable == token.seq : memory_.idle_visits > limit;
    return idle && !repairing && result.sent == 0 && token.aru == token.seq;
}

void Operational::restart_timers(Context& context, bool forwarded) {
    const RingConfig& config = context.config;
    context.start_timer(Timer::token_loss, config.token);
    context.start_timer(Timer::token_retransmit, config.token_retransmit);
    if (config.token_warning.count() != 0)
        context.start_timer(Timer::token_warning, config.token_warning);
    const Duration heartbeat =
        config.token_retransmit * config.heartbeat_failures_allowed + config.max_network_delay;
    if (config.heartbeat_failures_allowed == 0 || heartbeat >= config.token) return;
    if (forwarded)
        context.start_timer(Timer::heartbeat, heartbeat);
    else
        context.timers.stop(Timer::heartbeat);
}

void Operational::release_kept(Context& context) {
    if (!kept_) return;
    kept_.reset();
    measure_holding(context);
    context.timers.stop(Timer::hold);
    ++context.statistics.token_sent;
    context.send_token(memory_.sent_to, memory_.sent_token);
    send_late(context, memory_);
    context.start_timer(Timer::token_retransmit, context.config.token_retransmit);
}

void Operational::on_hold_cancel(Context& context, RingId ring) {
    if (ring != context.ring) return;
    memory_.idle_visits = 0;
    asked_ = !kept_;
    release_kept(context);
}

// The keeper uses the token it kept at once; another member asks for it. While there are
// multicasts that no token has counted, their numbers cannot be given to ours: the token goes its
// way, and on the next visit check_order() finds out.
void Operational::on_work(Context& context) {
    if (kept_ && before(kept_->seq, context.installed.store.high())) {
        memory_.idle_visits = 0;
        release_kept(context);
    } else if (kept_) {
        wire::Token token = *kept_;
        FrameVisitSource source(context);
        if (send_more(context, memory_, context.installed.store, token, source).sent > 0)
            last_sender_ = context.self();
        memory_.sent_aru = token.aru;
        memory_.sent_seq = token.seq;
        memory_.sent_token = wire::encode(token, context.pool);
        if (context.probe != nullptr) context.probe->passed_token(token);
        memory_.idle_visits = 0;
        release_kept(context);
        deliver_ready(context, context.installed.store, memory_.stable);
    } else if (held_ && !coming_ && !is_keeper(context)) {
        coming_ = true;
        ask_after_ = {};
        ask_for_token(context);
    }
}

// First of whom it should rest with, for each node that hears it has to wake; then of all, until it
// comes: what asks can be lost.
void Operational::ask_for_token(Context& context) {
    ++context.statistics.token_hold_cancels_sent;
    const bool first = ask_after_.count() == 0;
    Slice asking = wire::encode(wire::HoldCancel{context.self(), {}, context.ring}, context.pool);
    if (first && context.agreed.parked_token)
        context.send_token(last_sender_, std::move(asking));
    else
        context.send_multicast(std::move(asking), true);
    ask_after_ =
        std::min(std::max(2 * ask_after_, kAskedAgain), context.config.hold / kAskedPerHold);
    context.start_timer(Timer::hold, ask_after_);
}

void Operational::on_told(Context& context) {
    if (!context.timers.running(Timer::hearing) && context.hearing.torn())
        context.start_timer(Timer::hearing, context.config.merge);
}

// While a pair does not hear each other all rings that it keeps apart say so, and this is also how
// it is found that they do again. To a node that knows nothing of it, it is a merge detect.
void Operational::tell(Context& context) {
    const std::vector<std::byte> told =
        context.hearing.tell(context.ring, context.installed.members);
    ++context.statistics.merge_detects_sent;
    context.send_multicast(
        wire::encode(wire::MergeDetect{context.self(), {}, context.ring, told}, context.pool),
        false);
    context.start_timer(Timer::hearing, context.config.merge);
}

Next Operational::on_timer(Context& context, Timer timer) {
    switch (timer) {
    case Timer::token_warning:
        context.log(
            LogLevel::notice,
            fmt::format(
                "Token has not been received in {} ms",
                std::chrono::duration_cast<milliseconds>(context.config.token_warning).count()));
        return Stay{};
    case Timer::heartbeat:
    case Timer::token_loss:
        ++context.statistics.token_lost_operational;
        context.out->push_back(CheckInterface{});
        return ToGather{GatherCause::Kind::token_lost};
    case Timer::token_retransmit:
        kept_.reset();
        repeat_token(context, memory_);
        return Stay{};
    case Timer::hold:
        if (kept_)
            release_kept(context);
        else if (context.source.backlog() > 0)
            ask_for_token(context);
        return Stay{};
    case Timer::hearing:
        if (context.hearing.torn()) tell(context);
        return Stay{};
    case Timer::merge:
        if (!is_representative(context)) return Stay{};
        ++context.statistics.merge_detects_sent;
        context.send_multicast(
            wire::encode(wire::MergeDetect{context.self(), {}, context.ring}, context.pool), false);
        return Stay{};
    default:
        return Stay{};
    }
}

} // namespace baton::ring
