// test/world/wires.cc - what is done to the network, and the way of a datagram through it.
#include "wire/totem.h"
#include "world/step.h"

#include <algorithm>
#include <cstring>

namespace baton::world {

namespace {
constexpr Duration kSelf = std::chrono::microseconds(5);
} // namespace

// ---- what is done to it

void World::disturbed() {
    settled_ = false;
    if (witness_) witness_->fault();
}

void World::isolate(Id id, bool up) {
    Host& at = host(id);
    disturbed();
    at.up = up;
    tell_cuts();
    if (at.paused) return; // it will see when it runs
    at.interface_told = up;
    step(at, [&](Node& node, TimePoint now) { node.interface_changed(now, up, at.actions); });
}

void World::partition(const std::vector<std::vector<Id>>& sides) {
    disturbed();
    for (const auto& at : hosts_) at->side = 0;
    for (std::size_t side = 0; side < sides.size(); ++side)
        for (const Id id : sides[side]) host(id).side = static_cast<int>(side);
    tell_cuts();
}

void World::deaf(Id id, bool is_deaf) {
    disturbed();
    host(id).deaf = is_deaf;
    watch_links();
}

void World::block(Id from, Id to, bool blocked) {
    disturbed();
    Host& receiver = host(to); // first: it may make room among the links
    host(from).links[receiver.number].blocked = blocked;
    tell_cuts();
}

void World::slow(Id from, Id to, Duration by) {
    disturbed();
    Host& receiver = host(to);
    host(from).links[receiver.number].slow = by;
}

void World::heal() {
    for (const auto& at : hosts_) std::fill(at->links.begin(), at->links.end(), Link{});
    partition({});
}

void World::buffer(Id id, std::size_t datagrams) {
    disturbed();
    host(id).inbox_max = datagrams;
}

void World::sluggish(Id id, Duration per_datagram) {
    disturbed();
    host(id).per_datagram = per_datagram;
}

void World::calm() {
    network.spare();
    network.weather = {};
    heal();
    mend_files();
    for (std::size_t i = 0; i < hosts_.size(); ++i) {
        Host& at = *hosts_[i];
        at.deaf = false;
        if (!at.up) isolate(at.id, true);
        mend(at);
    }
    watch_links();
    if (witness_) witness_->calm();
}

void World::still() {
    disturbed();
    network.spare();
    network.weather = {};
    mend_files();
    for (std::size_t i = 0; i < hosts_.size(); ++i) {
        Host& at = *hosts_[i];
        for (Link& link : at.links) link = Link{.blocked = link.blocked};
        mend(at);
    }
    if (witness_) tell_deaf();
}

// The host itself; not what it hears.
void World::mend(Host& at) {
    if (!at.cipher.is_only(at.file.key)) end_process(at); // to start with what others have
    at.disk.become(Disk::Health::good);
    at.per_datagram = Duration{0};
    at.inbox_max = Host::kInboxMax;
    if (at.clock.stands_still()) thaw(at.id);
    resume(at.id);
    for (const auto& one : at.clients) read(at, *one);
    if (!at.node && at.life > 0) start(at.id);
}

void World::tell_deaf() {
    for (const auto& at : hosts_) {
        oracle::Nodes others;
        for (const auto& other : hosts_)
            if (other != at && !passes(*other, *at)) others.push_back(other->id);
        witness_->deaf(at->id, std::move(others));
    }
    witness_->still();
}

void World::inject(Id to, const std::vector<std::byte>& datagram) {
    disturbed();
    Host& at = host(to);
    arrive({now_, 0, &at, 0, at.pool.copy(datagram)});
}

// The oracle is told who is cut off from whom, whenever that changes.
void World::tell_cuts() {
    watch_links();
    if (!witness_) return;
    for (const auto& at : hosts_) {
        oracle::Nodes others;
        for (const auto& other : hosts_)
            if (other != at && !passes(*at, *other) && !passes(*other, *at))
                others.push_back(other->id);
        if (others == at->cut_from) continue;
        witness_->cut(at->id, others);
        at->cut_from = std::move(others);
    }
}

// ---- the way of a datagram

// A link is up while both ends accept what the other one sends.
bool World::passes(const Host& from, const Host& to) {
    return from.side == to.side && !to.deaf && from.up && to.up && !from.links[to.number].blocked &&
           to.cipher.accepts(from.cipher.used) && from.cipher.accepts(to.cipher.used);
}

void World::send(Host& from, Host& to, const Slice& frame) {
    if (&from == &to) return arrivals_.push(now_ + kSelf, to, to.life, frame);
    ++datagrams_;
    if (!to.node || !passes(from, to)) return;
    const int type = std::to_integer<int>(frame.data()[3]);
    if (network.takes(from.id, to.id, type)) return show.lost(now_, from.id, to.id, frame);
    if (network.loses(from.links[to.number])) return;
    dispatch(from, to, frame);
}

void World::dispatch(const Host& from, Host& to, const Slice& frame) {
    const bool damaged = network.damages();
    if (damaged && !network.weather.corrupt_arrives) return; // UDP's checksum finds it
    const TimePoint due = now_ + network.delay(from.links[to.number]);
    const Slice copy =
        damaged || tamper ? changed(from, to, frame, damaged) : to.pool.copy(frame.bytes());
    if (network.doubles())
        arrivals_.push(due + network.weather.delay_min, to, 0, to.pool.copy(copy.bytes()));
    arrivals_.push(due, to, 0, copy);
}

Slice World::changed(const Host& from, Host& to, const Slice& frame, bool damaged) {
    scratch_.assign(frame.bytes().begin(), frame.bytes().end());
    if (tamper) tamper(from.id, scratch_);
    if (damaged) network.damage(scratch_);
    return to.pool.copy(scratch_);
}

void World::arrive(Arrival arrival) {
    Host& at = *arrival.to;
    const bool own = arrival.life != 0;
    if (!at.node || (own && arrival.life != at.life)) return;
    if (!at.busy(now_)) return take(at, arrival.bytes);
    if (!own && at.inbox_max != 0 && at.inbox.size() >= at.inbox_max) return;
    at.inbox.push_back({std::move(arrival.bytes), own});
    wake(at);
}

void World::take(Host& at, const Slice& bytes) {
    if (at.per_datagram > Duration{0}) at.busy_until = now_ + at.per_datagram;
    step(at, [&](Node& node, TimePoint now) { node.receive(now, bytes, at.actions); });
}

// Of what the node takes in one step, as a daemon reads it from its socket.
void World::take_list(Host& at) {
    constexpr std::size_t kListMax = 64;
    std::vector<Slice> list;
    do {
        list.push_back(std::move(at.inbox.front().bytes));
        at.inbox.pop_front();
    } while (list.size() < kListMax && !at.inbox.empty() && Node::comes_in_lists(list.back()) &&
             Node::comes_in_lists(at.inbox.front().bytes));
    if (at.per_datagram > Duration{0}) at.busy_until = now_ + at.per_datagram * list.size();
    step(at, [&](Node& node, TimePoint now) { node.receive(now, list, at.actions); });
}

// As many as it has time for.
void World::take_inbox(Host& at) {
    while (at.node && !at.paused && !at.inbox.empty() && at.busy_until <= now_) {
        if (gathers) {
            take_list(at);
            continue;
        }
        const Waiting next = std::move(at.inbox.front());
        at.inbox.pop_front();
        take(at, next.bytes);
    }
}

} // namespace baton::world
