// test/oracle/parting.cc - what must be complete when a process leaves a configuration. See
// order.h.
#include "oracle/order.h"

#include <algorithm>
#include <fmt/format.h>

namespace oracle {

void Order::on(Process& process, const Transitional& event) {
    if (alone_ || process.stay == nullptr) return;
    const Stay& stay = *process.stay;
    const Transition& way = *stay.transition;
    if (way.first != 0) same_film(process, stay.ring->id, event.ring, way.cut, way.first);
}

void Order::on(Process& process, const Regular& event) {
    if (process.stay != nullptr) own_complete(*process.stay);
    if (alone_) notes_[process] = {}; // of an earlier life too
    if (alone_ || process.stay == nullptr) return;
    if (const Transition* way = process.transition; way != nullptr) {
        all_of_companions(process);
        if (way->inside) same_film(process, way->id, event.ring, *way->inside, way->inside_by);
    }
    notes_[process].obliged.clear();
}

// E1: two that go the same way have the same.
void Order::same_film(const Process& process, const Ring& from, const Ring& to, const Film& first,
                      Node first_node) {
    const Film& mine = process.stay->film;
    if (mine == first) return;
    const bool alike = mine.count == first.count && mine.last == first.last;
    report_.violated("E1", now_,
                     fmt::format("nodes {} and {} go from {} to {}: node {} delivered {} messages "
                                 "in it and is at {}/{}, node {} delivered {} and is at {}{}",
                                 process.id, first_node, text(from), text(to), process.id,
                                 mine.count, text(process.stay->ring->id), mine.last, first_node,
                                 first.count, first.last, alike ? "; they differ" : ""));
}

// F3, in the strong form that recovery promises: of those who come along, all that they ever sent.
void Order::all_of_companions(const Process& process) {
    const Stay& stay = *process.stay;
    const RingRecord& ring = *stay.ring;
    for (const Node sender : process.transition->members) {
        const std::size_t place = ring.place_of(sender);
        if (place == RingRecord::npos || track_.foreign(sender)) continue;
        if (sender == process.id || stay.by_sender[place] >= ring.originated[place]) continue;
        Seq missing = stay.prefix + 1;
        for (; missing <= ring.high; ++missing) {
            const Origin* origin = ring.origins.find(missing);
            if (origin != nullptr && origin->originated && origin->sender == place &&
                !stay.delivered(missing))
                break;
        }
        report_.violated("F3", now_,
                         fmt::format("node {} goes with node {} through {} and delivered {} of the "
                                     "{} messages that it sent on {}: {}/{} is missing",
                                     process.id, sender, text(process.transition->id),
                                     stay.by_sender[place], ring.originated[place], text(ring.id),
                                     text(ring.id), missing));
    }
}

// D1: the own messages.
void Order::own_complete(const Stay& stay) {
    const Process& process = *stay.process;
    const Note& note = notes_[process];
    const std::uint32_t sent =
        alone_ ? static_cast<std::uint32_t>(note.own.size()) : stay.ring->originated[stay.place];
    const std::uint32_t delivered =
        alone_ ? static_cast<std::uint32_t>(note.next) : stay.by_sender[stay.place];
    if (delivered >= sent) return;
    report_.violated("D1", now_,
                     fmt::format("node {} delivered {} of the {} messages that it sent on {}",
                                 process.id, delivered, sent, text(stay.ring->id)));
}

void Order::finish(bool quiescent) {
    for (const auto& [number, ring] : track_.rings()) {
        if (!alone_) unresolved(*ring, ring->origins.end());
        if (!quiescent) continue;
        for (const auto& stay : ring->stays)
            if (stay != nullptr && stay->ending == Ending::watched) own_complete(*stay);
        if (!alone_) same_at_the_end(*ring);
    }
}

// E1 for those who stay together until the end: when all is quiet they have the same.
void Order::same_at_the_end(const RingRecord& ring) {
    const Stay* first = nullptr;
    for (const auto& stay : ring.stays) {
        if (stay == nullptr || stay->ending != Ending::watched || stay->transition != nullptr)
            continue;
        if (first == nullptr) first = stay.get();
        if (stay->film == first->film) continue;
        report_.violated("E1", now_,
                         fmt::format("at the end node {} has {} messages of {}, node {} has {}",
                                     stay->process->id, stay->film.count, text(ring.id),
                                     first->process->id, first->film.count));
    }
}

} // namespace oracle
