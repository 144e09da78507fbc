// test/world/time.cc - what happens next, and whether all is quiet.
#include "world/step.h"

#include <algorithm>

namespace baton::world {

namespace {
constexpr Duration kSettleLimit = std::chrono::seconds(60);
constexpr Duration kLook = milliseconds(10);
constexpr int kLooks = 20; // in a row that find all settled
} // namespace

void World::wake(Host& at) {
    const TimePoint before = std::exchange(wakes_[at.place], at.wakes());
    const TimePoint after = wakes_[at.place];
    if (!soonest_known_) return;
    if (after < wakes_[soonest_] || (after == wakes_[soonest_] && at.place < soonest_))
        soonest_ = at.place;
    else if (at.place == soonest_ && after > before)
        soonest_known_ = false;
}

// Datagrams before timers, and of timers the lowest node's first.
bool World::next_event(TimePoint limit) {
    if (!std::exchange(soonest_known_, true))
        soonest_ = static_cast<std::size_t>(std::min_element(wakes_.begin(), wakes_.end()) -
                                            wakes_.begin());
    const TimePoint timer = wakes_.empty() ? kNever : wakes_[soonest_];
    if (arrivals_.next() <= std::min(timer, limit)) {
        Arrival arrival = arrivals_.pop();
        now_ = std::max(now_, arrival.due);
        arrive(std::move(arrival));
        return true;
    }
    if (timer >= limit) return false;
    now_ = std::max(now_, timer);
    Host& at = *hosts_[soonest_];
    const auto deadline = at.node->next_deadline();
    if (deadline && at.clock.when(*deadline) <= now_)
        step(at, [&](Node& node, TimePoint now) { node.advance(now, at.actions); });
    if (at.node && at.reading && at.reading->due <= now_) finish_reading(at);
    tell_links(at);
    take_inbox(at);
    wake(at);
    return true;
}

void World::run(Duration duration) {
    const TimePoint limit = now_ + duration;
    while (next_event(limit)) {}
    now_ = limit;
}

void World::run_to_event(TimePoint limit) {
    if (!next_event(limit)) now_ = limit;
}

// ---- quiet

bool World::settled(const Host& at) const {
    if (at.requests > 0 || at.node->synchronising()) return false;
    const NodeStatus& status = at.node->status();
    if (status.state != ring::State::operational || status.send_queue_frames != 0) return false;
    std::size_t found = 0; // members, in the order of hosts
    for (const auto& other : hosts_) {
        if (!other->node || other->paused) continue;
        if (other.get() != &at && (!passes(at, *other) || !passes(*other, at))) continue;
        if (found == status.members.size() || status.members[found].value != other->id)
            return false;
        ++found;
    }
    return found == status.members.size();
}

bool World::settled() const {
    return std::all_of(hosts_.begin(), hosts_.end(),
                       [this](const auto& at) { return !at->node || at->paused || settled(*at); });
}

bool World::settle() {
    const TimePoint limit = now_ + kSettleLimit;
    for (int quiet = 0; now_ < limit;) {
        run(kLook);
        quiet = settled() ? quiet + 1 : 0;
        if (quiet == kLooks) return settled_ = true;
    }
    show.note("not settled after a minute");
    return settled_ = false;
}

bool World::quiescent() const {
    const auto quiet = [this](const auto& at) {
        if (!at->node) return true;
        const bool reads = std::none_of(at->clients.begin(), at->clients.end(),
                                        [](const auto& one) { return one->stalled; });
        return !at->paused && reads && probes_[at->number]->caught_up();
    };
    return witness_ && settled_ && std::all_of(hosts_.begin(), hosts_.end(), quiet);
}

void World::end() {
    if (!witness_) return;
    for (const auto& at : hosts_)
        if (at->node) witness_->ended(at->id);
}

} // namespace baton::world
