// test/oracle/seam.cc - the step from the old ring to the new one. See recovery.h.
#include "oracle/recovery.h"

#include <algorithm>
#include <fmt/format.h>

namespace oracle {

// R3: the number's owner is a member. R12: what a member of it delivered as safe came before.
void Recovery::on(const Process& process, const Transitional& event) {
    Note& note = notes_[process];
    note.safe_delivered = false;
    if (!contains(event.members, event.ring.representative))
        report_.violated("R3", now_,
                         fmt::format("node {} installs {} with members {}", process.id,
                                     text(event.ring), text(event.members)));
    if (process.stay == nullptr || note.stage != Stage::recovery) return;
    if (process.stay->film.last >= note.recover.high) return;
    report_.violated("R12", now_,
                     fmt::format("node {} leaves {} with messages up to {}, and a member of {} "
                                 "delivered up to {}",
                                 process.id, text(event.from), process.stay->film.last,
                                 text(note.recover.trans), note.recover.high));
}

void Recovery::on(const Process& process, const Regular& event) {
    step(process);
    Note& note = notes_[process];
    if (!contains(event.members, event.ring.representative))
        report_.violated("R3", now_,
                         fmt::format("node {} installs {} with members {}", process.id,
                                     text(event.ring), text(event.members)));
    if (event.first && event.members != Nodes{process.id})
        report_.violated("R1", now_,
                         fmt::format("node {} begins in {} with members {}", process.id,
                                     text(event.ring), text(event.members)));
    two_rounds(process, event);
    all_has_come(process, event);
    uses(process, event.ring, "installs the configuration");
    if (note.promised && !note.exchanged) report_.count("kept promise");

    Note fresh;
    fresh.stage = Stage::operational;
    fresh.stored = note.stored;
    fresh.used = note.used;
    note = std::move(fresh);
}

// R6: entries of all, then recovery by all, then the ring that was agreed.
void Recovery::two_rounds(const Process& process, const Regular& event) {
    const Note& note = notes_[process];
    const bool agreed =
        note.stage == Stage::recovery && note.recover.ring == event.ring &&
        note.entry.members == event.members &&
        (process.transition == nullptr || process.transition->members == note.recover.trans);
    if (!agreed) {
        report_.violated(
            "R6", now_,
            fmt::format("node {} installs {} with {}, coming with {}; it recovered "
                        "for {} with {}, coming with {}",
                        process.id, text(event.ring), text(event.members),
                        text(process.transition == nullptr ? Nodes{} : process.transition->members),
                        text(note.recover.ring), text(note.entry.members),
                        text(note.recover.trans)));
        return;
    }
    const RingRecord& ring = *process.forming;
    for (std::size_t i = 0; i < ring.members.size(); ++i) {
        const Entry& entry = ring.entries[i];
        if (entry.recovered || track_.foreign(ring.members[i])) continue;
        report_.violated("R6", now_,
                         fmt::format("node {} installs {}, and node {} {}", process.id,
                                     text(event.ring), ring.members[i],
                                     entry.incarnation == 0 ? "did not commit to it"
                                                            : "did not begin recovery"));
    }
}

// R10: two tokens passed on say that all have all that recovery repeated. R9: what one of those
// that come along had, all deliver.
void Recovery::all_has_come(const Process& process, const Regular& event) {
    const RingRecord& ring = *process.forming;
    if (!process.passed.twice(event.ring, ring.high_internal))
        report_.violated("R10", now_,
                         fmt::format("node {} installs {} after passing on tokens of {} with aru "
                                     "{} and {}; recovery repeated messages up to {}",
                                     process.id, text(event.ring), text(process.passed.ring),
                                     process.passed.before, process.passed.now,
                                     ring.high_internal));
    if (process.transition == nullptr) return;
    const Stay& stay = *process.stay;
    for (std::size_t i = 0; i < ring.members.size(); ++i) {
        const Entry& entry = ring.entries[i];
        if (entry.incarnation == 0 || entry.old != stay.ring->id || entry.aru <= stay.prefix)
            continue;
        report_.violated("R9", now_,
                         fmt::format("node {} leaves {} with messages up to {}; node {} had up to "
                                     "{}",
                                     process.id, text(stay.ring->id), stay.prefix, ring.members[i],
                                     entry.aru));
    }
}

} // namespace oracle
