// test/oracle/safe.cc - see safe.h.
#include "oracle/safe.h"

#include <algorithm>
#include <fmt/format.h>

namespace oracle {

Safe::Safe(Report& report, Track& track)
    : RingChecker(report, track), delivered_(report.counter("safe delivered")),
      delivered_behind_(report.counter("safe in transitional")) {}

void Safe::take(const Event& event) {
    now_ = event.time;
    const Process& process = track_.process(event.node);
    if (const auto* recover = std::get_if<Recover>(&event.what))
        notes_[process] = {recover->old, recover->high};
    else if (std::holds_alternative<Regular>(event.what) && process.stay != nullptr)
        leaves(*process.stay);
}

// ---- one message

void Safe::deliver(Time time, Node node, const Deliver& event) {
    if (event.service != Service::safe) return;
    now_ = time;
    const Process& process = track_.process(node);
    if (process.stay == nullptr || process.stay->ring->id != event.ring) return;
    ++delivered_;
    if (process.transition == nullptr) return regular(process, event);
    ++delivered_behind_;
    transitional(process, event);
}

// G4: two tokens that it passed on say that all have it, or recovery says that somebody who knew
// has delivered it. G1: who left without it left too early.
void Safe::regular(const Process& process, const Deliver& event) {
    RingRecord& ring = *process.stay->ring;
    const Note& note = notes_[process];
    const bool told = note.old == event.ring && event.seq <= note.high;
    if (!told && !process.passed.twice(event.ring, event.seq))
        report_.violated("G4", now_,
                         fmt::format("node {} delivers the safe {}/{} after passing on tokens of "
                                     "{} with aru {} and {}, and recovery told it up to {}",
                                     process.id, text(event.ring), event.seq,
                                     text(process.passed.ring), process.passed.before,
                                     process.passed.now, note.old == event.ring ? note.high : 0));
    if (event.seq > ring.safe) {
        ring.safe = event.seq;
        ring.safe_by = process.id;
    }
    if (event.seq > ring.shortest)
        report_.violated("G1", now_,
                         fmt::format("node {} delivers the safe {}/{} in the regular "
                                     "configuration; node {} left and had only up to {}",
                                     process.id, text(ring.id), event.seq, ring.shortest_of,
                                     ring.shortest));
}

void Safe::transitional(const Process& process, const Deliver& event) {
    Transition& way = *process.transition;
    const auto place = std::lower_bound(way.safe.begin(), way.safe.end(), event.seq);
    if (place != way.safe.end() && *place == event.seq) return;
    way.safe.insert(place, event.seq);
    departed(way, *process.stay->ring, event.seq);
}

// G1 and G3, for members that left before.
void Safe::departed(const Transition& way, const RingRecord& ring, Seq seq) {
    for (const Node node : way.members) {
        const Stay* stay = ring.stay_of(node);
        if (stay != nullptr && stay->ending == Ending::moved && !stay->delivered(seq))
            lacks(*stay, way, seq);
    }
}

// ---- one member

void Safe::leaves(const Stay& stay) {
    RingRecord& ring = *stay.ring;
    if (stay.prefix < ring.safe)
        report_.violated("G1", now_,
                         fmt::format("node {} leaves {} with messages up to {}; node {} delivered "
                                     "the safe {}/{} in the regular configuration",
                                     stay.process->id, text(ring.id), stay.prefix, ring.safe_by,
                                     text(ring.id), ring.safe));
    if (stay.prefix < ring.shortest) {
        ring.shortest = stay.prefix;
        ring.shortest_of = stay.process->id;
    }
    for (const auto& way : ring.transitions) {
        if (!contains(way->members, stay.process->id)) continue;
        for (const Seq seq : way->safe)
            if (!stay.delivered(seq)) lacks(stay, *way, seq);
    }
}

// G3 is G1 for one who left another way: it kept the promise that it gave in an attempt that failed
// for it and not for others.
void Safe::lacks(const Stay& stay, const Transition& way, Seq seq) {
    const bool other_way = stay.transition != &way;
    report_.violated(
        other_way ? "G3" : "G1", now_,
        fmt::format("the safe {}/{} was delivered in {} with members {}; node {} "
                    "leaves through {} without it, with messages up to {}",
                    text(stay.ring->id), seq, text(way.id), text(way.members), stay.process->id,
                    stay.transition != nullptr ? text(stay.transition->id) : "-", stay.prefix));
}

// G2: a safe message in a regular configuration says that all are in it.
void Safe::everybody_in(const RingRecord& ring) {
    if (ring.safe == 0 || ring.installs >= ring.members.size()) return;
    for (std::size_t i = 0; i < ring.members.size(); ++i) {
        if (ring.stays[i] != nullptr || track_.foreign(ring.members[i])) continue;
        report_.violated("G2", now_,
                         fmt::format("node {} delivered the safe {}/{} in the regular "
                                     "configuration, and node {} was never in it",
                                     ring.safe_by, text(ring.id), ring.safe, ring.members[i]));
    }
}

void Safe::retire(RingRecord& ring, Time time) {
    now_ = time;
    everybody_in(ring);
}

void Safe::finish(bool quiescent) {
    for (const auto& [number, ring] : track_.rings()) {
        everybody_in(*ring);
        if (!quiescent) continue;
        for (const auto& stay : ring->stays)
            if (stay != nullptr && stay->ending == Ending::watched) leaves(*stay);
    }
}

} // namespace oracle
