// test/oracle/timing.cc - L1 to L5, from the events as they come.
#include "oracle/timing.h"

#include "oracle/text.h"

#include <algorithm>
#include <fmt/format.h>

namespace oracle {
namespace {

constexpr double kMillisecond = 1e6;

} // namespace

void TimeChecker::take(const Event& event) {
    pass(event.time);
    const Node node = event.node;
    if (const auto* regular = std::get_if<Regular>(&event.what)) {
        change(event.time, node, *regular);
    } else if (const auto* transitional = std::get_if<Transitional>(&event.what)) {
        spurious(event.time, node, transitional->ring);
        drop_pending();
    } else if (is_any<Gather>(event.what)) {
        processes_[node].gathering = true;
        drop_pending();
    } else if (is_any<Start>(event.what)) {
        if (settled(event.time)) calm_.reset();
        processes_[node] = {};
        processes_[node].live = true;
        changes_.forget(node);
        forget(node);
    } else if (is_any<Fail, Leave>(event.what)) {
        processes_[node].live = false;
        forget(node);
        if (is_any<Fail>(event.what)) lose(event.time, node);
        calm_.reset();
        drop_pending();
    } else if (const auto* cut = std::get_if<Cut>(&event.what)) {
        calm_.reset();
        for (Watch& each : watches_) each.due = event.time + bounds_.detection;
        for (const Node other : cut->others) {
            watch(event.time, node, other);
            watch(event.time, other, node);
        }
        drop_pending();
    } else if (is_any<Fault, Still>(event.what)) {
        disturb();
    } else if (is_any<Calm>(event.what)) {
        calm(event.time);
    } else if (is_any<Foreign>(event.what)) {
        foreign_.insert(node);
    }
}

void TimeChecker::calm(Time time) {
    disturb();
    disturbed_ = false;
    calm_ = time;
    settle_checked_ = false;
    changes_.begin();
    owe(time);
}

void TimeChecker::disturb() {
    calm_.reset();
    disturbed_ = true;
    watches_.clear();
    drop_pending();
}

// ---- configurations

void TimeChecker::change(Time time, Node node, const Regular& event) {
    Process& process = processes_[node];
    // After a disk was lost, a ring of one can have the name of an earlier one.
    const bool begins = std::none_of(processes_.begin(), processes_.end(), [&](auto& each) {
        return each.second.live && each.second.ring == event.ring;
    });
    if (begins) high_.erase(event.ring);
    process.ring = event.ring;
    process.members = event.members;
    process.gathering = false;
    process.delivered = 0;
    drop_pending();
    spurious(time, node, event.ring);
    std::erase_if(watches_, [&](const Watch& watch) {
        return watch.who == node && !contains(event.members, watch.lost);
    });
    if (calm_) changes_.add(time, node, event);
}

void TimeChecker::spurious(Time time, Node node, const Ring& ring) {
    if (!settled(time)) return;
    report_.violated(
        "L3", time,
        fmt::format("node {} installed {} though nothing had happened", node, text(ring)));
}

// At the end of the time to settle: all that live are in one ring, and nobody else is.
void TimeChecker::check_settled(Time time) {
    settle_checked_ = true;
    Nodes all(foreign_.begin(), foreign_.end());
    for (const auto& [node, process] : processes_)
        if (process.live) all.push_back(node);
    std::sort(all.begin(), all.end());
    const Process* first = nullptr;
    for (const Node node : all) {
        if (foreign_.contains(node)) continue;
        const Process& process = processes_[node];
        if (first == nullptr) first = &process;
        Nodes members = process.members;
        std::sort(members.begin(), members.end());
        if (members == all && process.ring == first->ring) continue;
        report_.violated("L1", time,
                         fmt::format("node {} is in {} of {}, not in one ring of all that live, {}",
                                     node, text(process.ring), text(members), text(all)));
        return;
    }
    report_.count("settled after calm");
}

// ---- detection

// Only if nothing else is wrong with the cluster; another loss begins the wait anew.
void TimeChecker::lose(Time time, Node lost) {
    for (Watch& each : watches_) each.due = time + bounds_.detection;
    for (const auto& [node, process] : processes_)
        if (node != lost) watch(time, node, lost);
}

void TimeChecker::watch(Time time, Node who, Node lost) {
    if (bounds_.detection == 0 || disturbed_) return;
    const auto found = processes_.find(who);
    if (found == processes_.end() || !found->second.live) return;
    if (contains(found->second.members, lost))
        watches_.push_back({who, lost, time + bounds_.detection});
}

// It ended, or is back: nobody can blame it, or need notice that it was away.
void TimeChecker::forget(Node node) {
    std::erase_if(watches_,
                  [&](const Watch& watch) { return watch.who == node || watch.lost == node; });
}

void TimeChecker::check_watches(Time time) {
    std::erase_if(watches_, [&](const Watch& watch) {
        if (watch.due >= time) return false;
        report_.violated("L4", watch.due,
                         fmt::format("node {} still has node {} as a member in {}", watch.who,
                                     watch.lost, text(processes_[watch.who].ring)));
        return true;
    });
}

// ---- messages

void TimeChecker::drop_pending() {
    agreed_.messages.clear();
    safe_.messages.clear();
    owed_.reset();
}

// What was under way when calm began, on a ring that stays: it may have to be asked for first.
void TimeChecker::owe(Time time) {
    if (bounds_.agreed == 0 || bounds_.safe == 0 || !foreign_.empty()) return;
    const auto live = std::find_if(processes_.begin(), processes_.end(),
                                   [](auto& each) { return each.second.live; });
    if (live == processes_.end() || !stable(live->second)) return;
    const Process& own = live->second;
    const bool whole = std::all_of(own.members.begin(), own.members.end(),
                                   [&](Node member) { return processes_[member].live; });
    if (whole) owed_ = Owed{own.ring, high_[own.ring], time + bounds_.detection + bounds_.safe};
}

void TimeChecker::check_owed(Time time) {
    for (const auto& [node, process] : processes_)
        if (process.live && process.delivered < owed_->high)
            report_.violated("L2", time,
                             fmt::format("node {} delivered up to {} of ring {} and {} was there "
                                         "before it was calm",
                                         node, process.delivered, text(owed_->ring), owed_->high));
    report_.count("ring that stayed when calm began");
    owed_.reset();
}

// All its members are in this ring, and have been seen to be, none of them gathers for another one,
// and nobody else is there with whom it would become another ring.
bool TimeChecker::stable(const Process& process) const {
    const bool all = std::all_of(processes_.begin(), processes_.end(), [&](const auto& other) {
        return !other.second.live || (other.second.ring == process.ring && !other.second.gathering);
    });
    return all && std::all_of(process.members.begin(), process.members.end(), [&](Node member) {
               const auto found = processes_.find(member);
               return found != processes_.end() && found->second.ring == process.ring;
           });
}

void TimeChecker::originate(Time time, Node node, const Originate& event) {
    pass(time);
    Seq& high = high_[event.ring];
    high = std::max(high, event.seq);
    Queue& its = queue(event.service);
    if (!calm_ || its.bound == 0) return;
    const Process& own = processes_[node];
    if (own.ring != event.ring || !stable(own)) return;
    if (pending_ring_ != event.ring)
        for (Queue* each : {&agreed_, &safe_}) each->messages.clear();
    pending_ring_ = event.ring;
    if (!its.messages.empty() && event.seq <= its.messages.back().seq) return;
    its.messages.push_back({time, event.seq, own.members.size()});
    report_.count("message with a time limit");
}

void TimeChecker::deliver(Time time, Node node, const Deliver& event) {
    pass(time);
    if (Process& own = processes_[node]; own.ring == event.ring) own.delivered = event.seq;
    if (event.ring != pending_ring_) return;
    auto& messages = queue(event.service).messages;
    const auto found =
        std::lower_bound(messages.begin(), messages.end(), event.seq,
                         [](const Pending& message, Seq seq) { return message.seq < seq; });
    if (found == messages.end() || found->seq != event.seq || found->missing == 0) return;
    --found->missing;
    while (!messages.empty() && messages.front().missing == 0) messages.pop_front();
}

void TimeChecker::check_pending(Queue& queue, Time time) {
    auto& messages = queue.messages;
    while (!messages.empty() && time > messages.front().time + queue.bound) {
        if (messages.front().missing > 0) late(time, messages.front());
        messages.pop_front();
    }
}

void TimeChecker::late(Time time, const Pending& message) {
    report_.violated(
        "L2", time,
        fmt::format("message {} of ring {}, originated {:.1f} ms ago, is not delivered "
                    "by all members",
                    message.seq, text(pending_ring_),
                    static_cast<double>(time - message.time) / kMillisecond));
}

// ---- time passes

void TimeChecker::pass(Time time) {
    last_ = std::max(last_, time);
    if (settled(time) && !settle_checked_) check_settled(*calm_ + bounds_.settle);
    check_pending(agreed_, time);
    check_pending(safe_, time);
    if (owed_ && time > owed_->due) check_owed(owed_->due);
    if (!watches_.empty()) check_watches(time);
}

// A trace that ends before its time to settle does so because nothing was left to happen.
void TimeChecker::finish(bool quiescent) {
    if (!quiescent || !calm_) return;
    if (bounds_.settle > 0 && !settle_checked_) check_settled(last_);
    if (owed_) check_owed(last_);
    for (const Queue* each : {&agreed_, &safe_})
        for (const Pending& message : each->messages)
            if (message.missing > 0) late(last_, message);
}

} // namespace oracle
