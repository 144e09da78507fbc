// test/oracle/order.cc - one message at a time. See order.h; what counts when a configuration ends
// is in parting.cc.
#include "oracle/order.h"

#include <algorithm>
#include <fmt/format.h>

namespace oracle {

Order::Order(Report& report, Track& track, bool alone)
    : RingChecker(report, track), alone_(alone) {}

void Order::take(const Event& event) {
    now_ = event.time;
    Process& process = track_.process(event.node);
    std::visit([&](const auto& what) { on(process, what); }, event.what);
}

// ---- originations

void Order::originate(Time time, Node node, const Originate& event) {
    now_ = time;
    const Process& process = track_.process(node);
    const bool here = process.stay != nullptr && process.transition == nullptr &&
                      process.stay->ring->id == event.ring;
    // Recovery's own come before their ring is installed; whether they may is a question of R8.
    if (!here && event.service != Service::internal)
        report_.violated("B4", now_,
                         fmt::format("node {} originates {}/{} while it is in {}", node,
                                     text(event.ring), event.seq,
                                     process.transition != nullptr ? text(process.transition->id)
                                     : process.stay != nullptr     ? text(process.stay->ring->id)
                                                                   : "no configuration"));
    RingRecord* ring = Track::ring_of(process, event.ring);
    if (ring == nullptr) return;
    if (alone_) {
        if (here) notes_[process].own.push_back(event.seq);
        return;
    }
    owned(process, *ring, event);
    causal(process, *ring, event);
    if (event.seq % Origins::kPiece == 0) drop_delivered(*ring);
}

// B5: a number is given once, to a member; they start at 1. B1: the copies are the same.
void Order::owned(const Process& process, RingRecord& ring, const Originate& event) {
    const std::size_t place = ring.place_of(process.id);
    Origin* origin = event.seq == 0 ? nullptr : ring.origins.at(event.seq);
    if (place == RingRecord::npos || origin == nullptr || origin->originated) {
        report_.violated(
            "B5", now_,
            fmt::format("node {} originates {}/{}, {}", process.id, text(ring.id), event.seq,
                        place == RingRecord::npos ? "and is no member"
                        : origin == nullptr
                            ? "a number that cannot be"
                            : fmt::format("and so did node {}", ring.members[origin->sender])));
        return;
    }
    const auto sender = static_cast<std::uint16_t>(place);
    const bool same = origin->digest == event.digest && origin->sender == sender &&
                      origin->service == event.service;
    if (origin->known && !same)
        report_.violated("B1", now_,
                         fmt::format("node {} originates {}/{} with digest {:x}, {}; somebody "
                                     "delivered it with digest {:x}, {}, of node {}",
                                     process.id, text(ring.id), event.seq, event.digest,
                                     text(event.service), origin->digest, text(origin->service),
                                     ring.members[origin->sender]));
    *origin = {event.digest, event.delivered, ring.originated[place] + 1,
               sender,       event.service,   true,
               true};
}

// F4, at the sender: what it sent or delivered before has a smaller number.
void Order::causal(const Process& process, const RingRecord& ring, const Originate& event) {
    const std::size_t place = ring.place_of(process.id);
    if (place == RingRecord::npos) return;
    if (event.seq > event.delivered && event.seq > ring.last_originated[place]) return;
    report_.violated("F4", now_,
                     fmt::format("node {} originates {}/{} but has delivered up to {} and sent up "
                                 "to {}",
                                 process.id, text(ring.id), event.seq, event.delivered,
                                 ring.last_originated[place]));
}

// The token counts every number that was given.
void Order::on(Process& process, const Token& event) {
    if (alone_) return;
    const RingRecord* ring = Track::ring_of(process, event.ring);
    const std::size_t place = ring == nullptr ? RingRecord::npos : ring->place_of(process.id);
    if (place == RingRecord::npos || event.seq >= ring->last_originated[place]) return;
    report_.violated("B5", now_,
                     fmt::format("node {} passes a token of {} on that counts up to {}, and has "
                                 "given out {}",
                                 process.id, text(ring->id), event.seq,
                                 ring->last_originated[place]));
}

void Order::on(Process& process, const Exchanged& event) {
    notes_[process].obliged = event.obliged;
}

// ---- deliveries

void Order::deliver(Time time, Node node, const Deliver& event) {
    now_ = time;
    Process& process = track_.process(node);
    if (process.stay == nullptr) return; // W5
    if (!in_its_place(process, event) || !in_order(process, event)) return;
    if (alone_) return own_delivered(process, event.seq);
    created(process, event);
    if (process.transition != nullptr && event.seq != process.stay->prefix + 1)
        behind_gap(process, event);
}

// B3: a message of a ring is delivered in that ring or in the transitional configuration behind.
bool Order::in_its_place(const Process& process, const Deliver& event) {
    if (process.stay->ring->id == event.ring) return true;
    report_.violated(
        "B3", now_,
        fmt::format("node {} delivers {}/{} of node {} while it is in {}{}", process.id,
                    text(event.ring), event.seq, event.sender, text(process.stay->ring->id),
                    process.transition == nullptr ? "" : " and " + text(process.transition->id)));
    return false;
}

// B2, F1 and F2: each once, in the order of numbers, in a regular configuration without a hole.
bool Order::in_order(const Process& process, const Deliver& event) {
    const Stay& stay = *process.stay;
    const Seq last = stay.film.last;
    const bool regular = process.transition == nullptr;
    if (event.seq > last && (event.seq == last + 1 || !regular)) return true;
    const char* property = event.seq > last ? "F2" : stay.delivered(event.seq) ? "B2" : "F1";
    report_.violated(property, now_,
                     fmt::format("node {} delivers {}/{} of node {} after {}{}", process.id,
                                 text(event.ring), event.seq, event.sender, last,
                                 stay.delivered(event.seq) ? ", for the second time" : ""));
    return event.seq > last;
}

// B1: it was sent, by this sender, like this.
void Order::created(const Process& process, const Deliver& event) {
    RingRecord& ring = *process.stay->ring;
    Origin* origin = ring.origins.at(event.seq);
    if (origin != nullptr && origin->known) {
        if (origin->digest == event.digest && ring.members[origin->sender] == event.sender &&
            origin->service == event.service)
            return;
        report_.violated(
            "B1", now_,
            fmt::format("node {} delivers {}/{} of node {} with digest {:x}, {}; {} digest {:x}, "
                        "{}, of node {}",
                        process.id, text(ring.id), event.seq, event.sender, event.digest,
                        text(event.service),
                        origin->originated ? "it was sent with" : "another node delivered",
                        origin->digest, text(origin->service), ring.members[origin->sender]));
        return;
    }
    const std::size_t sender = ring.place_of(event.sender);
    if (origin == nullptr || sender == RingRecord::npos) {
        report_.violated(
            "B1", now_,
            fmt::format("node {} delivers {}/{} of node {}, which {}", process.id, text(ring.id),
                        event.seq, event.sender,
                        origin == nullptr ? "is a number that nobody gave" : "is no member"));
        return;
    }
    *origin = {event.digest, 0, 0, static_cast<std::uint16_t>(sender), event.service, true, false};
}

// F5 and F4: behind a hole only those who are obliged to have shown everything; and all that their
// message may depend on is there.
void Order::behind_gap(const Process& process, const Deliver& event) {
    const Stay& stay = *process.stay;
    const Nodes& obliged = notes_[process].obliged;
    if (!contains(process.transition->members, event.sender) && !contains(obliged, event.sender))
        report_.violated("F5", now_,
                         fmt::format("node {} delivers {}/{} of node {} in {} behind the hole at "
                                     "{}, but is obliged only to {} and {}",
                                     process.id, text(event.ring), event.seq, event.sender,
                                     text(process.transition->id), stay.prefix + 1,
                                     text(process.transition->members), text(obliged)));
    const Origin* origin = stay.ring->origins.find(event.seq);
    if (origin == nullptr || !origin->originated) return;
    const std::uint32_t before = stay.by_sender[origin->sender];
    if (stay.prefix >= origin->delivered && before + 1 == origin->place) return;
    report_.violated(
        "F4", now_,
        fmt::format("node {} delivers {}/{} of node {} in {}; its sender had delivered "
                    "up to {} and it is its {}th, here are {} without a hole and {} of "
                    "its messages",
                    process.id, text(event.ring), event.seq, event.sender,
                    text(process.transition->id), origin->delivered, origin->place, stay.prefix,
                    before));
}

// Alone: the own numbers are delivered, each in its turn.
void Order::own_delivered(const Process& process, Seq seq) {
    Note& note = notes_[process];
    if (note.next < note.own.size() && note.own[note.next] == seq) ++note.next;
    if (note.next < note.own.size()) return;
    note.own.clear();
    note.next = 0;
}

// ---- what nobody needs any more

void Order::drop_delivered(RingRecord& ring) {
    if (ring.forming > 0) return;
    Seq needed = ring.high;
    for (const auto& stay : ring.stays)
        if (stay != nullptr && stay->ending == Ending::open)
            needed = std::min(needed, stay->prefix);
    while (ring.origins.first() + Origins::kPiece <= needed) {
        unresolved(ring, ring.origins.first() + Origins::kPiece);
        ring.origins.drop_piece();
    }
}

// B1, for what was delivered before anybody said that it sent it.
void Order::unresolved(const RingRecord& ring, Seq before) {
    for (Seq seq = ring.origins.first(); seq < before; ++seq) {
        const Origin* origin = ring.origins.find(seq);
        if (origin == nullptr || !origin->known || origin->originated) continue;
        const Node sender = ring.members[origin->sender];
        if (track_.foreign(sender)) continue;
        report_.violated("B1", now_,
                         fmt::format("{}/{} was delivered with digest {:x}, and node {} did not "
                                     "send it",
                                     text(ring.id), seq, origin->digest, sender));
    }
}

void Order::retire(RingRecord& ring, Time time) {
    now_ = time;
    if (!alone_) unresolved(ring, ring.origins.end());
}

} // namespace oracle
