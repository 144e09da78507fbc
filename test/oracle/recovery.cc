// test/oracle/recovery.cc - from leaving a ring until recovery ends. See recovery.h; the step to
// the next ring is in seam.cc.
#include "oracle/recovery.h"

#include <algorithm>
#include <fmt/format.h>
#include <iterator>

namespace oracle {

Recovery::Recovery(Report& report, Track& track)
    : RingChecker(report, track), wrapped_(report.counter("wrapped frames")),
      resends_(report.counter("resends")) {}

void Recovery::take(const Event& event) {
    now_ = event.time;
    const Process& process = track_.process(event.node);
    std::visit([&](const auto& what) { on(process, what); }, event.what);
}

// ---- R2: numbers of rings outlive the process

void Recovery::on(const Process& process, const Start& event) {
    Note& note = notes_[process];
    if (event.stored < note.used)
        report_.violated("R2", now_,
                         fmt::format("node {} starts with ring number {} from its disk and was on "
                                     "a ring with number {}",
                                     process.id, event.stored, note.used));
    const std::uint64_t used = note.used;
    note = {};
    note.used = used;
    note.stored = note.started = event.stored;
}

void Recovery::on(const Process& process, const Amnesia&) { notes_[process].used = 0; }

void Recovery::on(const Process& process, const Store& event) {
    notes_[process].stored = std::max(notes_[process].stored, event.seq);
}

void Recovery::uses(const Process& process, const Ring& ring, const char* how) {
    Note& note = notes_[process];
    note.used = std::max(note.used, ring.seq);
    if (ring.seq <= note.stored) return;
    report_.violated("R2", now_,
                     fmt::format("node {} {} of ring {} before its number is on the disk, which "
                                 "has {}",
                                 process.id, how, text(ring), note.stored));
    note.stored = ring.seq;
}

// ---- R4: gathering

void Recovery::on(const Process& process, const Gather& event) {
    step(process);
    Note& note = notes_[process];
    if (note.stage == Stage::recovery) report_.count("failed recovery");
    // A node that put itself out, for failing to receive, begins anew after a while.
    const bool anew = !note.gathered || (event.fail.empty() && contains(note.fail, process.id));
    Nodes failed = note.fail;
    std::erase(failed, process.id); // it was out for failing to receive
    if (!anew && (!within(note.proc, event.proc) || !within(failed, event.fail)))
        report_.violated("R4", now_,
                         fmt::format("node {} gathers with {} without {}, and before that with {} "
                                     "without {}",
                                     process.id, text(event.proc), text(event.fail),
                                     text(note.proc), text(note.fail)));
    if (!contains(event.proc, process.id) || !within(event.fail, event.proc))
        report_.violated("R4", now_,
                         fmt::format("node {} gathers with {} without {}", process.id,
                                     text(event.proc), text(event.fail)));
    note.gathered = true;
    note.proc = event.proc;
    note.fail = event.fail;
    note.stage = Stage::gather;
}

// ---- R1, R3, R6, R7, R14, R15: the entry in the commit token

void Recovery::on(const Process& process, const Commit& event) {
    step(process);
    Note& note = notes_[process];
    if (event.ring.seq <= event.old.seq || !contains(event.members, event.ring.representative) ||
        !contains(event.members, process.id))
        report_.violated("R3", now_,
                         fmt::format("node {} commits to {} with members {}, coming from {}",
                                     process.id, text(event.ring), text(event.members),
                                     text(event.old)));
    agreed(process, event);
    truth(process, event);
    kept(process, event);
    note.entry = event;
    note.aru = event.aru;
    note.exchanged = note.safe_delivered = false;
    note.stage = Stage::commit;
}

// R4: a ring is made of those who agreed on it. (A node that fails to receive ends up alone.)
void Recovery::agreed(const Process& process, const Commit& event) {
    const Note& note = notes_[process];
    Nodes candidates;
    std::set_difference(note.proc.begin(), note.proc.end(), note.fail.begin(), note.fail.end(),
                        std::back_inserter(candidates));
    if (!note.gathered || event.members == candidates || event.members == Nodes{process.id}) return;
    report_.violated("R4", now_,
                     fmt::format("node {} commits to {} with {} and proposed {} without {}",
                                 process.id, text(event.ring), text(event.members), text(note.proc),
                                 text(note.fail)));
}

void Recovery::truth(const Process& process, const Commit& event) {
    if (process.stay == nullptr) return fresh(process, event);
    const Stay& stay = *process.stay;
    if (event.old != stay.ring->id)
        report_.violated("R6", now_,
                         fmt::format("node {} says in the commit token of {} that it comes from "
                                     "{}, and is in {}",
                                     process.id, text(event.ring), text(event.old),
                                     text(stay.ring->id)));
    else if (event.delivered != stay.film.last || event.aru < event.delivered)
        report_.violated("R7", now_,
                         fmt::format("node {} says in the commit token of {} that it delivered up "
                                     "to {} and has up to {} of {}, and it delivered up to {}",
                                     process.id, text(event.ring), event.delivered, event.aru,
                                     text(event.old), stay.film.last));
}

// R1: a process that starts has no past that it shares with anybody.
void Recovery::fresh(const Process& process, const Commit& event) {
    const std::uint64_t stored = notes_[process].started;
    const bool own = event.old.representative == process.id && event.old.seq > stored;
    if (own && event.aru == 0 && event.delivered == 0) return;
    report_.violated("R1", now_,
                     fmt::format("node {} started with ring number {} and says in its first commit "
                                 "token, of {}, that it has up to {} of {}",
                                 process.id, stored, text(event.ring), event.aru, text(event.old)));
}

// What was held before is held in the next attempt, and the promise stands. It is taken back only
// if another member turns out to have more.
void Recovery::kept(const Process& process, const Commit& event) {
    const Note& note = notes_[process];
    if (event.aru < note.aru)
        report_.violated("R15", now_,
                         fmt::format("node {} has up to {} of {}, and in the attempt before it had "
                                     "up to {}",
                                     process.id, event.aru, text(event.old), note.aru));
    declared(process, event);
}

// R14: an entry says that its node holds everything if it declared that, and not if an exchange did
// not come to its end there.
void Recovery::declared(const Process& process, const Commit& event) {
    const Note& note = notes_[process];
    if (note.exchanging && event.received)
        report_.violated("R14", now_,
                         fmt::format("node {} says in the commit token of {} that it holds all of "
                                     "{}, and did not see the end of the last exchange",
                                     process.id, text(event.ring), text(event.old)));
    if (!note.promised || event.received) return;
    const auto& entries = process.forming->entries;
    const bool outdone = std::any_of(entries.begin(), entries.end(), [&](const Entry& entry) {
        return entry.incarnation != 0 && entry.old == event.old && entry.aru > event.aru;
    });
    if (!outdone)
        report_.violated("R14", now_,
                         fmt::format("node {} declared that it holds all of {} and does not say so "
                                     "in the commit token of {}",
                                     process.id, text(event.old), text(event.ring)));
}

// What the commit token says in the end. Whoever has less than another has not received all.
bool Recovery::all_received(const RingRecord& ring, const Nodes& companions) {
    Seq most = 0;
    for (const Node node : companions)
        if (const std::size_t place = ring.place_of(node); place != RingRecord::npos)
            most = std::max(most, ring.entries[place].aru);
    return std::all_of(companions.begin(), companions.end(), [&](Node node) {
        const std::size_t place = ring.place_of(node);
        if (place == RingRecord::npos || ring.entries[place].incarnation == 0) return true;
        return ring.entries[place].received && ring.entries[place].aru == most;
    });
}

// ---- R6, R14, R16: recovery

void Recovery::on(const Process& process, const Recover& event) {
    step(process);
    uses(process, event.ring, "begins recovery");
    Note& note = notes_[process];
    const bool follows = note.stage == Stage::commit && note.entry.ring == event.ring &&
                         note.entry.old == event.old && within(event.trans, note.entry.members);
    if (!follows)
        report_.violated("R6", now_,
                         fmt::format("node {} recovers for {} from {} with {}, and its last entry "
                                     "was for {} from {} with {}",
                                     process.id, text(event.ring), text(event.old),
                                     text(event.trans), text(note.entry.ring), text(note.entry.old),
                                     text(note.entry.members)));
    if (note.attempted && !within(event.trans, note.trans))
        report_.violated("R16", now_,
                         fmt::format("node {} recovers for {} from {} with {}, and in the attempt "
                                     "before with {}",
                                     process.id, text(event.ring), text(event.old),
                                     text(event.trans), text(note.trans)));
    // A new exchange: a companion does not have what was exchanged before, so nobody installed the
    // ring of that attempt, and no promise of it binds.
    if (process.forming != nullptr && !all_received(*process.forming, event.trans)) {
        note.exchanging = true;
        note.promised = false;
    }
    note.recover = event;
    note.attempted = true;
    note.trans = event.trans;
    note.stage = Stage::recovery;
}

void Recovery::on(const Process& process, const Exchanged& event) {
    step(process);
    Note& note = notes_[process];
    if (note.stage != Stage::recovery || event.ring != note.recover.ring ||
        !within(note.trans, event.obliged))
        report_.violated("R14", now_,
                         fmt::format("node {} is obliged to {} for {}, and recovers for {} with {}",
                                     process.id, text(event.obliged), text(event.ring),
                                     text(note.recover.ring), text(note.trans)));
    note.exchanged = note.promised = true;
    note.exchanging = false;
}

void Recovery::on(const Process& process, const Token& event) {
    step(process);
    uses(process, event.ring, "passes on a token");
}

void Recovery::on(const Process& process, const Resend&) {
    step(process);
    ++resends_;
}

// R8: between two rings nobody gives new numbers, but to what it repeats of the old ring.
void Recovery::originate(Time time, Node node, const Originate& event) {
    now_ = time;
    const Process& process = track_.process(node);
    step(process);
    const Note& note = notes_[process];
    const bool internal = event.service == Service::internal;
    if (internal) ++wrapped_;
    const bool right = internal ? note.stage == Stage::recovery && note.recover.ring == event.ring
                                : note.stage == Stage::operational;
    if (!right)
        report_.violated("R8", now_,
                         fmt::format("node {} originates the {} {}/{} {}", node,
                                     text(event.service), text(event.ring), event.seq,
                                     internal ? "outside its recovery" : "between two rings"));
    uses(process, event.ring, "originates a message");
}

// R7: what an entry says of safe messages stays true until the step to the next ring: a safe
// message is delivered in that step or not at all, so nothing but a configuration follows it.
void Recovery::deliver(Time time, Node node, const Deliver& event) {
    now_ = time;
    const Process& process = track_.process(node);
    if (process.stay == nullptr) return;
    Note& note = notes_[process];
    if (note.stage != Stage::operational && event.service == Service::safe &&
        process.transition == nullptr)
        note.safe_delivered = true;
    const Stay& stay = *process.stay;
    if (process.transition == nullptr || stay.film.count > 0) return;
    if (event.seq != stay.prefix + 1 || event.service == Service::safe) return;
    report_.violated("R11", now_,
                     fmt::format("node {} delivers the {} {}/{} first in {}, although nothing kept "
                                 "it from delivering it in the regular configuration",
                                 process.id, text(event.service), text(event.ring), event.seq,
                                 text(process.transition->id)));
}

void Recovery::step(const Process& process) {
    Note& note = notes_[process];
    if (!note.safe_delivered) return;
    note.safe_delivered = false;
    report_.violated("R7", now_,
                     fmt::format("node {} delivered a safe message of {} after its entry in the "
                                 "commit token of {}",
                                 process.id, text(note.entry.old), text(note.entry.ring)));
}

} // namespace oracle
