// exec/ring/engine.cc - the door of the ring: which state gets what, and the way between states.
#include "ring/engine.h"

#include "base/sequence_reserve.h"
#include "ring/install.h"
#include "wire/multicast_view.h"

#include <fmt/format.h>
#include <utility>

namespace baton::ring {

namespace {

constexpr int kPauseChecksPerToken = 5;
// Above it what is reserved on the disk would be taken for damage when the node starts again.
constexpr std::uint64_t kRingSeqMax = SequenceReserve::kMost / 2 - 4 * SequenceReserve::kStep;

auto in_ms(Duration duration) { return std::chrono::duration_cast<milliseconds>(duration).count(); }

} // namespace

Engine::Engine(const RingConfig& config, BufferPool& pool, FrameSource& source, Random random)
    : context_(config, pool, source, random) {}

// ---- doors

void Engine::begin(TimePoint now, Actions& out) {
    context_.now = now;
    context_.out = &out;
}

void Engine::start(TimePoint now, std::uint64_t stored_seq, Actions& out) {
    begin(now, out);
    running_ = true;
    last_pause_check_ = now;
    context_.start_timer(Timer::pause_check, context_.config.token / kPauseChecksPerToken);
    // One more than on disk: this life's ring ids differ from those of the last one.
    const std::uint64_t last = SequenceReserve::believable(stored_seq) ? stored_seq : 0;
    context_.ring = {context_.self(), last + 1};
    context_.max_ring_seq = context_.ring.seq;
    context_.installed.id = context_.ring;
    context_.proc = {context_.self()};
    if (context_.probe != nullptr) context_.probe->started(stored_seq);
    go(ToGather{GatherCause::Kind::start, context_.self()});
}

void Engine::receive(TimePoint now, std::span<const Slice> datagrams, Actions& out) {
    begin(now, out);
    auto next = datagrams.begin();
    while (running_ && next != datagrams.end()) {
        const auto first = next;
        while (next != datagrams.end() && keep(*next)) ++next;
        if (next != first) std::get<Operational>(state_).deliver(context_);
        if (next != datagrams.end()) receive(*next++);
    }
}

// What nearly all of them are on a busy ring: multicasts of it, in its operational state.
bool Engine::keep(const Slice& datagram) {
    auto* operational = std::get_if<Operational>(&state_);
    if (operational == nullptr || context_.quarantined()) return false;
    const auto message = wire::read_multicast(datagram.bytes());
    if (!message || message->ring != context_.ring) return false;
    operational->on_multicast(context_, *message, datagram);
    return true;
}

void Engine::receive(const Slice& datagram) {
    if (const auto message = wire::read_multicast(datagram.bytes())) {
        if (context_.quarantined() && message->sender != context_.self()) return;
        if (Next next = on_multicast(*message, datagram); !std::holds_alternative<Stay>(next))
            go(std::move(next));
        return;
    }
    const auto header = wire::decode_header(datagram.bytes());
    if (!header) return drop();
    const bool own = header->sender == context_.self();
    if (context_.quarantined() && !own) return;
    if (header->type != wire::TotemType::multicast) context_.hearing.heard(header->sender);
    go(dispatch(*header, datagram));
}

void Engine::advance(TimePoint now, Actions& out) {
    begin(now, out);
    while (running_) {
        const std::optional<Timer> timer = context_.timers.expire(now);
        if (!timer) return;
        go(on_timer(*timer));
    }
}

void Engine::work(TimePoint now, Actions& out) {
    begin(now, out);
    if (auto* operational = std::get_if<Operational>(&state_); running_ && operational != nullptr)
        operational->on_work(context_);
}

void Engine::interface_changed(TimePoint now, bool up, Actions& out) {
    begin(now, out);
    if (!running_) return;
    const NodeSet alone{context_.self()};
    if (!up && context_.installed.members == alone && std::holds_alternative<Operational>(state_))
        return;
    // Whoever was given up on the way from one ring to the next stays given up until that is there:
    // companions must not come back.
    if (!up) context_.fail = context_.proc.without(alone);
    go(ToGather{GatherCause::Kind::interface, context_.self()});
}

void Engine::links_changed(TimePoint now, NodeId node, bool heard, Actions& out) {
    begin(now, out);
    context_.hearing.link(node, heard);
    if (auto* gathering = std::get_if<Gather>(&state_); running_ && gathering != nullptr)
        go(gathering->on_evidence(context_));
}

void Engine::retune(TimePoint now, const RingConfig& config, Actions& out) {
    begin(now, out);
    if (running_ && now - last_pause_check_ > context_.config.token / 2) check_pause();
    const NodeId self = context_.config.self;
    const std::size_t net_mtu = context_.config.net_mtu;
    context_.config = config;
    context_.config.self = self;
    context_.config.net_mtu = net_mtu;
    if (!running_) return;
    // A check that was set for a long token time would come late by a short one.
    last_pause_check_ = now;
    context_.timers.start(Timer::pause_check, now + config.token / kPauseChecksPerToken);
}

void Engine::gather(TimePoint now, Actions& out) {
    begin(now, out);
    if (running_) go(ToGather{GatherCause::Kind::asked, context_.self()});
}

void Engine::leave(TimePoint now, Actions& out) {
    begin(now, out);
    if (!running_) return;
    running_ = false;
    context_.timers.stop_all();
    context_.send_leave();
    if (context_.probe != nullptr) context_.probe->left();
}

void Engine::set_agreed(const Agreed& agreed) {
    context_.agreed = agreed;
    context_.window.set_adaptive(agreed.adaptive_window);
}

State Engine::state() const {
    constexpr State kStates[] = {State::gather, State::commit, State::recovery, State::operational};
    return kStates[state_.index()];
}

// ---- the way between states

void Engine::go(Next next) {
    std::visit([this](auto& where) { enter(where); }, next);
}

void Engine::enter(const ToGather& where) {
    if (context_.cause.kind == GatherCause::Kind::none)
        context_.cause = {where.cause, where.node, context_.now};
    if (where.cause == GatherCause::Kind::token_lost)
        context_.log(LogLevel::notice,
                     fmt::format("A processor failed, forming new configuration: token timed out "
                                 "({}ms), waiting {}ms for consensus.",
                                 in_ms(context_.config.token), in_ms(context_.config.consensus)));
    set_agreed({});
    if (auto* recovery = std::get_if<Recovery>(&state_)) recovery->keep_recovered(context_);
    ++context_.statistics.gather_entered;
    ++context_.statistics.continuous_gather;
    state_ = Gather(context_);
    if (context_.probe != nullptr) context_.probe->gathering(context_.proc, context_.fail);
}

void Engine::enter(ToCommit& where) {
    ++context_.statistics.commit_entered;
    state_ = Commit(context_, std::move(where.token));
}

void Engine::enter(ToRecovery& where) {
    ++context_.statistics.recovery_entered;
    state_ = Recovery(context_, std::move(where.token));
}

void Engine::enter(const ToOperational&) {
    Recovery recovery = std::move(std::get<Recovery>(state_));
    install(context_, recovery);
    ++context_.statistics.operational_entered;
    state_ = Operational(context_, std::move(recovery.memory()));
}

// ---- datagrams

Next Engine::dispatch(const wire::Header& header, const Slice& datagram) {
    switch (header.type) {
    case wire::TotemType::token:
        return on_token(datagram);
    case wire::TotemType::multicast: // a malformed one
        drop();
        return Stay{};
    case wire::TotemType::merge_detect:
        return on_merge_detect(datagram);
    case wire::TotemType::join:
        return on_join(datagram);
    case wire::TotemType::commit_token:
        return on_commit_token(datagram);
    case wire::TotemType::hold_cancel:
        return on_hold_cancel(datagram);
    }
    return Stay{};
}

Next Engine::on_token(const Slice& datagram) {
    auto token = wire::decode_token(datagram.bytes());
    if (!token) return drop(), Next{Stay{}};
    if (auto* recovery = std::get_if<Recovery>(&state_))
        return recovery->on_token(context_, *std::move(token));
    if (auto* operational = std::get_if<Operational>(&state_)) {
        Next next = operational->on_token(context_, *std::move(token));
        pace_ = operational->pace();
        return next;
    }
    return Stay{};
}

Next Engine::on_multicast(const wire::Multicast& message, const Slice& datagram) {
    if (message.ring != context_.ring) return on_foreign(message.sender, message.ring);
    if (auto* operational = std::get_if<Operational>(&state_)) { // alone, in quarantine
        operational->on_multicast(context_, message, datagram);
        operational->deliver(context_);
        return Stay{};
    }
    if (auto* recovery = std::get_if<Recovery>(&state_))
        return recovery->on_multicast(context_, message, datagram);
    // Gathering after an installed ring: what still arrives of it counts, but waits for recovery.
    if (std::holds_alternative<Gather>(state_) && message.ring == context_.installed.id &&
        context_.installed.store.add(message.seq, datagram))
        ++context_.statistics.multicasts_received;
    return Stay{};
}

Next Engine::on_merge_detect(const Slice& datagram) {
    const auto message = wire::decode_merge_detect(datagram.bytes());
    if (!message) return drop(), Next{Stay{}};
    ++context_.statistics.merge_detects_received;
    learn(message->rest);
    if (message->ring == context_.ring) return Stay{};
    return on_foreign(message->sender, message->ring);
}

Next Engine::on_foreign(NodeId sender, RingId ring) {
    if (auto* gathering = std::get_if<Gather>(&state_))
        return gathering->on_foreign(context_, sender, ring);
    if (auto* operational = std::get_if<Operational>(&state_))
        return operational->on_foreign(context_, sender, ring);
    return Stay{};
}

Next Engine::on_join(const Slice& datagram) {
    const auto join = wire::decode_join(datagram.bytes());
    if (!join || join->ring_seq > kRingSeqMax) return drop(), Next{Stay{}};
    ++context_.statistics.joins_received;
    if (join->sender != context_.self() && was_paused()) return Stay{};
    context_.max_ring_seq = std::max(context_.max_ring_seq, join->ring_seq);
    if (!join->leave) context_.hearing.named(join->sender, NodeSet(join->proc));
    learn(join->rest);
    return std::visit([&](auto& state) -> Next { return state.on_join(context_, *join); }, state_);
}

void Engine::learn(Bytes told) {
    if (!context_.hearing.told(told)) return;
    if (auto* operational = std::get_if<Operational>(&state_)) operational->on_told(context_);
}

Next Engine::on_commit_token(const Slice& datagram) {
    auto token = wire::decode_commit_token(datagram.bytes());
    if (!token || token->ring.seq > kRingSeqMax) return drop(), Next{Stay{}};
    ++context_.statistics.commit_tokens_received;
    if (auto* gathering = std::get_if<Gather>(&state_))
        return gathering->on_commit_token(context_, *std::move(token));
    if (auto* commit = std::get_if<Commit>(&state_))
        return commit->on_commit_token(context_, *std::move(token));
    if (auto* recovery = std::get_if<Recovery>(&state_))
        return recovery->on_commit_token(context_, *token);
    return Stay{};
}

Next Engine::on_hold_cancel(const Slice& datagram) {
    const auto message = wire::decode_hold_cancel(datagram.bytes());
    if (!message) return drop(), Next{Stay{}};
    ++context_.statistics.token_hold_cancels_received;
    if (auto* operational = std::get_if<Operational>(&state_))
        operational->on_hold_cancel(context_, message->ring);
    return Stay{};
}

// ---- timers

Next Engine::on_timer(Timer timer) {
    if (timer == Timer::pause_check) {
        check_pause();
        return Stay{};
    }
    return std::visit([&](auto& state) -> Next { return state.on_timer(context_, timer); }, state_);
}

// The timer comes five times per token timeout. If it comes very late, this process did not run.
void Engine::check_pause() {
    const Duration gap = context_.now - last_pause_check_;
    paused_ = gap > context_.config.token / 2;
    last_pause_check_ = context_.now;
    context_.start_timer(Timer::pause_check, context_.config.token / kPauseChecksPerToken);
    if (!paused_) return;
    ++context_.statistics.pauses;
    context_.log(
        LogLevel::notice,
        fmt::format("Process pause detected for {} ms, flushing membership messages.", in_ms(gap)));
}

// Joins that waited while the process was stopped speak of the past: they and all that waits behind
// them are dropped. The others repeat their joins.
bool Engine::was_paused() {
    if (context_.now - last_pause_check_ > context_.config.token / 2) check_pause();
    if (!paused_) return false;
    paused_ = false;
    context_.out->push_back(DiscardReceived{});
    return true;
}

} // namespace baton::ring
