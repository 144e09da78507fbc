// test/oracle/groups.cc - what clients call, and how clients and nodes end.
#include "oracle/groups.h"

#include <algorithm>
#include <fmt/format.h>

namespace oracle {

void GroupChecker::take(const Event& event) {
    last_ = std::max(last_, event.time);
    std::visit([&](const auto& each) { on(event, each); }, event.what);
}

// ---- nodes

void GroupChecker::on(const Event& at, const Regular& event) {
    auto found = std::find_if(records_.rings.rbegin(), records_.rings.rend(),
                              [&](const RingSeen& seen) { return seen.ring == event.ring; });
    std::size_t number = records_.rings.size();
    if (found == records_.rings.rend())
        records_.rings.push_back({event.ring, event.members, {}});
    else
        number = static_cast<std::size_t>(records_.rings.rend() - found) - 1;
    records_.rings[number].installed.try_emplace(at.node, at.time);
    ring_of_[at.node] = number;
}

void GroupChecker::on(const Event& at, const Fail&) { node_ends(at.node); }

void GroupChecker::on(const Event& at, const Leave&) { node_ends(at.node); }

// What its clients were told before may still be read by them.
void GroupChecker::node_ends(Node node) {
    ring_of_.erase(node);
    for (Speaker& speaker : records_.speakers) {
        if (speaker.client.node != node) continue;
        speaker.may_be_gone = speaker.node_ended = true;
        if (Instance* instance = speaker.now()) instance->ended = true;
    }
}

void GroupChecker::on(const Event& at, const Foreign&) { foreign_.insert(at.node); }

void GroupChecker::on(const Event&, const Cut&) { apart_ = true; }

void GroupChecker::on(const Event&, const Calm&) { apart_ = false; }

// ---- clients

void GroupChecker::on(const Event& at, const ClientJoin& event) {
    Speaker& speaker = records_.speaker(records_.group(event.group), {at.node, event.pid});
    if (const Instance* before = speaker.now();
        before != nullptr && !before->left && !before->ended)
        violated("H1", at, *before, "joins, and is in the group already");
    std::map<Client, Heard> heard; // of each sender what comes next, also after a stay elsewhere
    if (const Instance* before = speaker.now())
        for (const auto& [client, its] : before->heard) heard[client].next = its.next;
    Instance& fresh = speaker.instances.emplace_back();
    fresh.heard = std::move(heard);
    fresh.client = speaker.client;
    fresh.speaker = speaker.number;
    fresh.base = speaker.sent.size();
    fresh.heard[fresh.client] = {speaker.sent.size(), true, false, at.time};
    report_.count("join");
}

void GroupChecker::on(const Event& at, const ClientLeave& event) {
    Speaker& speaker = records_.speaker(records_.group(event.group), {at.node, event.pid});
    speaker.may_be_gone = true;
    if (Instance* instance = speaker.now()) instance->wants_to_leave = true;
}

void GroupChecker::on(const Event& at, const ClientDied& event) {
    Speaker& speaker = records_.speaker(records_.group(event.group), {at.node, event.pid});
    speaker.may_be_gone = true;
    if (Instance* instance = speaker.now()) instance->ended = true;
}

void GroupChecker::on(const Event& at, const ClientSend& event) {
    Speaker& speaker = records_.speaker(records_.group(event.group), {at.node, event.pid});
    if (!speaker.sent.empty() && event.id <= speaker.sent.back().id)
        return report_.violated("H6", at.time,
                                fmt::format("the trace is wrong: client {} sends {} after {}",
                                            text(speaker.client), event.id,
                                            speaker.sent.back().id));
    const auto ring = ring_of_.find(at.node);
    speaker.sent.push_back({.id = event.id,
                            .size = event.size,
                            .digest = event.digest,
                            .time = at.time,
                            .ring = ring == ring_of_.end() ? kNone : ring->second});
}

// ---- words

void GroupChecker::violated(const char* property, const Event& at, const Instance& instance,
                            const std::string& what) {
    report_.violated(property, at.time, records_.named(instance) + ' ' + what);
}

void GroupChecker::violated_at_end(const char* property, const Instance& instance,
                                   const std::string& what) {
    report_.violated(property, last_, records_.named(instance) + ' ' + what);
}

} // namespace oracle
