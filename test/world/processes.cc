// test/world/processes.cc - what happens to a node's process, disk and clock.
#include "world/step.h"

namespace baton::world {

void World::start(Id id) {
    Host& at = host(id);
    settled_ = false;
    end_process(at);
    const auto stored = at.disk.open();
    if (!stored) return; // the daemon does not start without a disk that it can write
    at.cipher = {at.file.key, {}};
    tell_cuts();
    NodeConfig own{.ring = config,
                   .keys = file_of(at),
                   .stored_expected_votes = at.expected_votes,
                   .encryption = config::encryption_of(encrypted_with(at.file.key))};
    own.ring.self = NodeId{id};
    if (at.plain)
        own.features &= ~(wire::feature_bit(wire::Feature::batched_multicasts) |
                          wire::feature_bit(wire::Feature::adaptive_window) |
                          wire::feature_bit(wire::Feature::parked_token) |
                          wire::feature_bit(wire::Feature::early_token));
    at.counts = electorate.counts;
    at.file.good = true; // or there would be no daemon
    if (configure) configure(own);
    ++at.life;
    at.paused = false;
    at.busy_until = {};
    constexpr std::uint64_t kApart = 0x9E3779B97F4A7C15U;
    at.node = std::make_unique<Node>(own, at.pool, Random(id ^ seed_ * kApart), outside_);
    if (witness_) at.node->set_probe(probes_[at.number].get());
    if (witness_)
        probes_[at.number]->count_by(electorate.counts ? std::optional(rules_of(electorate))
                                                       : std::nullopt);
    if (witness_) probes_[at.number]->acts_on(version_of(at));
    at.interface_told = true;
    step(at, [&](Node& node, TimePoint now) { node.start(now, *stored, at.actions); });
    if (!at.up) isolate(id, false);
    watch_links();
}

void World::kill(Id id) { end_process(host(id)); }

// Of its own accord or not; `told` the others, or without a word.
void World::end_process(Host& at, bool told) {
    at.failed = false;
    if (!at.node) return;
    settled_ = false;
    at.actions.clear();
    at.inbox.clear();
    at.clients.clear();
    at.requests = 0;
    at.clients_ending = at.stopping = false;
    at.watcher = {};
    at.reading.reset();
    at.told = {};
    at.hears.clear();
    at.node.reset();
    if (!told) {
        const bool remembers = at.disk.crash();
        if (witness_) witness_->failed(at.id);
        if (witness_ && !remembers) witness_->forgot(at.id);
    }
    watch_links();
    wake(at);
}

void World::leave(Id id) {
    Host& at = host(id);
    settled_ = false;
    while (at.node && !at.clients.empty()) disconnect(at, *at.clients.back());
    if (witness_ && at.node) witness_->votes(id, oracle::Depart{});
    step(at, [&](Node& node, TimePoint now) { node.prepare_to_leave(now, at.actions); });
    run(milliseconds(20)); // their messages leave, and its own
    if (!at.node) return;
    step(at, [&](Node& node, TimePoint now) { node.leave(now, at.actions); });
    end_process(at, true);
}

// It was told to stop, or found that it must not run: nobody waits for it.
void World::stop(Host& at) {
    at.stopping = false;
    while (at.node && !at.clients.empty()) disconnect(at, *at.clients.back());
    step(at, [&](Node& node, TimePoint now) { node.leave(now, at.actions); });
    end_process(at, true);
}

void World::pause(Id id) {
    Host& at = host(id);
    disturbed();
    at.paused = true;
    watch_links();
    wake(at);
}

// As a real daemon wakes: its timers first, then what waits in the socket.
void World::resume(Id id) {
    Host& at = host(id);
    if (!at.paused) return;
    disturbed();
    at.paused = false;
    step(at, [&](Node& node, TimePoint now) { node.advance(now, at.actions); });
    if (at.interface_told != at.up) isolate(id, at.up);
    watch_links();
    take_inbox(at);
    wake(at);
}

void World::gather(Id id) {
    Host& at = host(id);
    disturbed();
    step(at, [&](Node& node, TimePoint now) { node.gather(now, at.actions); });
}

void World::forget_disk(Id id) {
    host(id).disk.wipe();
    host(id).expected_votes.reset();
    if (witness_) witness_->forgot(id);
}

void World::disk(Id id, Disk::Health health) {
    disturbed();
    host(id).disk.become(health);
}

void World::freeze(Id id) {
    Host& at = host(id);
    disturbed();
    at.clock.stop(now_);
    wake(at);
}

void World::thaw(Id id) {
    Host& at = host(id);
    disturbed();
    at.clock.go_on(now_);
    wake(at);
}

void World::leap(Id id, Duration by) {
    Host& at = host(id);
    disturbed();
    at.clock.leap(by);
    wake(at);
}

} // namespace baton::world
