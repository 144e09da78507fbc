// exec/ring/gather.cc - see gather.h.
#include "ring/gather.h"

#include "ring/proposal.h"

#include <algorithm>
#include <utility>

namespace baton::ring {

namespace {

// A join is repeated in so many join times, and so often within a consensus time.
constexpr int kRepeatsInARow = 3;
constexpr int kRepeatsAtLeast = 8;

wire::CommitToken new_commit_token(const Context& context) {
    wire::CommitToken token;
    token.ring = {context.self(), context.max_ring_seq + 4};
    token.members = context.candidates().list();
    token.info.resize(token.members.size());
    return token;
}

// A join goes from everybody to everybody, and whoever learns something from it calls again: when
// many nodes meet, as many joins as the cube of their number. So the next one of a node follows the
// last at this distance, and says what was learned meanwhile. A few nodes call at once.
Duration spacing(std::size_t nodes) {
    constexpr std::size_t kFew = 8;
    constexpr auto kForEach = std::chrono::milliseconds(1);
    return nodes <= kFew ? Duration{} : Duration((nodes - kFew) * kForEach);
}

void send_join(Context& context) {
    if (context.config.send_join.count() > 0) {
        const auto most = static_cast<std::uint64_t>(context.config.send_join.count());
        const auto chosen = static_cast<Duration::rep>(context.random.below(most + 1));
        return context.start_timer(Timer::send_join, Duration(chosen));
    }
    const TimePoint earliest = context.join_sent + spacing(context.proc.size());
    if (context.now >= earliest) return context.send_join_now();
    context.timers.start(Timer::send_join, earliest);
}

} // namespace

Gather::Gather(Context& context) : consensus_{context.self()} {
    context.proc.add(context.self());
    context.hearing.expect(context.candidates());
    for (const Timer timer : {Timer::token_loss, Timer::token_warning, Timer::token_retransmit,
                              Timer::merge, Timer::hold, Timer::heartbeat, Timer::hearing})
        context.timers.stop(timer);
    context.start_timer(Timer::join, context.config.join);
    context.start_timer(Timer::consensus, context.config.consensus);
    send_join(context);
}

// A process begins with a ring of its own, however early it hears the others: they call again.
bool Gather::must_be_alone(const Context& context) { return context.installed.members.empty(); }

Next Gather::on_join(Context& context, const wire::Join& join) {
    if (must_be_alone(context) && join.sender != context.self()) return Stay{};
    if (!join.leave && !context.proc.contains(join.sender) &&
        context.hearing.apart(context.wanted(), join.sender))
        return Stay{};
    switch (consider(context, join)) {
    case JoinVerdict::widened:
        return ToGather{GatherCause::Kind::join, join.sender};
    case JoinVerdict::old_news:
    case JoinVerdict::ignored:
        return Stay{};
    case JoinVerdict::agrees:
        break;
    }
    if (!join.leave) consensus_.add(join.sender);
    context.hearing.agreed(consensus_);
    return complete(context) ? agreed(context) : on_evidence(context);
}

bool Gather::complete(const Context& context) const {
    return consensus_.contains_all(context.candidates());
}

Next Gather::agreed(Context& context) {
    if (context.expelled) { // the others know by now that we are out
        context.begin_quarantine();
        context.proc = {context.self()};
        context.fail = {};
        return ToCommit{new_commit_token(context)};
    }
    if (context.hearing.torn_among(context.candidates())) return on_evidence(context);
    if (context.candidates().lowest() == context.self()) return ToCommit{new_commit_token(context)};
    return Stay{}; // the lowest one will send the commit token
}

Next Gather::on_commit_token(Context& context, wire::CommitToken token) {
    const NodeSet members(token.members);
    const bool mine =
        token.index < token.members.size() && token.members[token.index] == context.self();
    // Between the old ring and the new one there is a number for the transitional configuration.
    const bool above =
        token.ring.seq > context.ring.seq && token.ring.seq - context.installed.id.seq > 1;
    if (!mine || members != context.candidates() || !above) return Stay{};
    return ToCommit{std::move(token)};
}

Next Gather::on_foreign(Context& context, NodeId sender, RingId ring) {
    if (must_be_alone(context) || context.proc.contains(sender)) return Stay{};
    if (context.hearing.apart(context.wanted(), sender)) return Stay{};
    if (!take_in(context, sender, ring)) return Stay{};
    return ToGather{GatherCause::Kind::foreign, sender};
}

Next Gather::on_timer(Context& context, Timer timer) {
    switch (timer) {
    case Timer::send_join:
        context.send_join_now();
        return Stay{};
    case Timer::join:
        repeat_join(context);
        context.start_timer(Timer::join, context.config.join);
        return on_evidence(context);
    case Timer::consensus:
        return give_up_silent(context);
    case Timer::token_loss: { // nobody made a ring of our consensus
        ++context.statistics.token_lost_gather;
        Next next = give_up_silent(context);
        if (std::holds_alternative<Stay>(next)) return ToGather{GatherCause::Kind::consensus};
        return next;
    }
    default:
        return Stay{};
    }
}

// What was lost is said again. Many nodes do so less and less often while nobody learns anything:
// they would have more to hear than one can, and what decides would wait behind it.
void Gather::repeat_join(Context& context) {
    if (context.now < repeat_at_) return;
    send_join(context);
    const Duration least = spacing(context.proc.size());
    if (least.count() == 0 || ++repeats_ <= kRepeatsInARow) return;
    const Duration most = context.config.consensus / kRepeatsAtLeast;
    rest_ = std::min(2 * std::max(rest_, least), most);
    repeat_at_ = context.now + rest_;
}

Next Gather::give_up_silent(Context& context) {
    const NodeSet candidates = context.candidates();
    // Nobody can conclude who belongs together while one who agrees tells nothing.
    if (complete(context) && context.hearing.torn_among(candidates) &&
        candidates.lowest() == context.self())
        return ToCommit{new_commit_token(context)};
    if (complete(context)) { // we wait for somebody else's commit token, but not for ever
        consensus_ = {context.self()};
        context.hearing.agreed(consensus_);
        context.start_timer(Timer::token_loss, context.config.token);
        return Stay{};
    }
    ++context.statistics.consensus_timeouts;
    const auto mine = context.hearing.conclusion(candidates, context.installed.id);
    const NodeSet others = mine ? candidates.without(*mine) : NodeSet{};
    const bool torn = std::any_of(others.begin(), others.end(),
                                  [&](NodeId each) { return context.hearing.lives(each); });
    // Mostly all that live hear each other, or nobody knows: who does not agree with us is out.
    return give_up(context, torn ? others : context.proc.without(consensus_));
}

Next Gather::give_up(Context& context, const NodeSet& nodes) {
    context.fail.add(nodes);
    return ToGather{GatherCause::Kind::consensus};
}

// Nobody need wait for those whom none of our links hears, once all that live have said whom they
// miss. The consensus time stays what it was for everybody else.
Next Gather::on_evidence(Context& context) {
    const NodeSet candidates = context.candidates();
    const NodeSet silent = candidates.without(consensus_);
    const auto gone = [&context](NodeId node) { return context.hearing.gone(node); };
    if (silent.empty() && !context.hearing.torn_among(candidates)) return Stay{};
    if (!std::all_of(silent.begin(), silent.end(), gone)) return Stay{};
    const auto tells = [&context](NodeId node) { return context.hearing.lives(node); };
    const NodeSet agreeing = candidates.within(consensus_);
    if (!std::all_of(agreeing.begin(), agreeing.end(), tells)) return Stay{};
    const auto mine = context.hearing.conclusion(candidates, context.installed.id);
    if (!mine || mine->contains_all(candidates)) return Stay{};
    return give_up(context, candidates.without(*mine));
}

} // namespace baton::ring
