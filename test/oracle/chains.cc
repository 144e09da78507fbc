// test/oracle/chains.cc - see chains.h.
#include "oracle/chains.h"

#include <algorithm>
#include <fmt/format.h>

namespace oracle {

namespace {

// Clients and the harness may speak at any time.
template <class What>
constexpr bool kStep = std::is_same_v<What, Resend> || std::is_same_v<What, Token> ||
                       std::is_same_v<What, Gather> || std::is_same_v<What, Commit> ||
                       std::is_same_v<What, Recover> || std::is_same_v<What, Exchanged>;

} // namespace

Chains::Chains(Report& report, Track& track, bool alone)
    : RingChecker(report, track), alone_(alone) {}

template <class What>
void Chains::on(Process& process, const What&) {
    if constexpr (kStep<What>) step(process);
}

void Chains::take(const Event& event) {
    now_ = event.time;
    Process& process = track_.process(event.node);
    std::visit([&](const auto& what) { on(process, what); }, event.what);
}

// ---- W1, W5: one thread of events, always inside a configuration

void Chains::running(const Process& process, const char* what) {
    if (process.running) return;
    report_.violated("W1", now_,
                     fmt::format("node {} {} while it is not running", process.id, what));
}

void Chains::outside(const Process& process, const char* what) {
    running(process, what);
    if (process.stay != nullptr || !process.running) return;
    report_.violated("W5", now_,
                     fmt::format("node {} {} before its first configuration", process.id, what));
}

void Chains::originate(Time time, Node node, const Originate& event) {
    now_ = time;
    const Process& process = track_.process(node);
    if (process.stay == nullptr || !process.running)
        outside(process, fmt::format("originates {}/{}", text(event.ring), event.seq).c_str());
}

void Chains::deliver(Time time, Node node, const Deliver& event) {
    now_ = time;
    const Process& process = track_.process(node);
    if (process.stay == nullptr || !process.running)
        outside(process, fmt::format("delivers {}/{}", text(event.ring), event.seq).c_str());
}

void Chains::on(Process& process, const Start&) {
    if (process.running)
        report_.violated("W1", now_, fmt::format("node {} starts while it is running", process.id));
    Note& note = notes_[process];
    note.regular_before = note.between = false;
}

void Chains::on(Process& process, const Fail&) { running(process, "fails"); }

void Chains::on(Process& process, const Leave&) { step(process); }

void Chains::on(Process& process, const End&) { step(process); }

void Chains::on(Process& process, const Amnesia&) {
    notes_[process].forgot_at = ++amnesias_;
    notes_[process].number = notes_[process].regular = 0;
}

// ---- C4: a change is whole

void Chains::step(Process& process) {
    running(process, "goes on");
    Note& note = notes_[process];
    if (!note.between) return;
    note.between = false;
    report_.violated("C4", now_,
                     fmt::format("node {}: something else comes between the transitional "
                                 "configuration {} and the regular one",
                                 process.id, text(note.waits_for)));
}

// ---- configurations

void Chains::on(Process& process, const Transitional& event) {
    running(process, "installs a configuration");
    Note& note = notes_[process];
    if (!note.regular_before || note.between)
        report_.violated("W3", now_,
                         fmt::format("node {}: the transitional configuration {} does not follow a "
                                     "regular one",
                                     process.id, text(event.ring)));
    configuration(process, event.ring, event.members);
    if (const RingRecord* ring = process.ring(); ring != nullptr && ring->id != event.from)
        report_.violated("C4", now_,
                         fmt::format("node {} is in {}, but the transitional configuration {} ends "
                                     "{}",
                                     process.id, text(ring->id), text(event.ring),
                                     text(event.from)));
    if (!alone_) meaning(process, event.ring, {true, event.members, event.from, amnesias_});
    growth(process, event.ring, true);
    note.between = true;
    note.waits_for = event.ring;
}

void Chains::on(Process& process, const Regular& event) {
    running(process, "installs a configuration");
    Note& note = notes_[process];
    if (note.regular_before != note.between || event.first == note.regular_before)
        report_.violated("W3", now_,
                         fmt::format("node {}: the regular configuration {} does not follow a "
                                     "transitional one",
                                     process.id, text(event.ring)));
    else if (note.between && event.from != note.waits_for)
        report_.violated("C4", now_,
                         fmt::format("node {}: the regular configuration {} says it follows {}, "
                                     "but that was {}",
                                     process.id, text(event.ring), text(event.from),
                                     text(note.waits_for)));
    configuration(process, event.ring, event.members);
    if (!alone_) meaning(process, event.ring, {false, event.members, {}, amnesias_});
    growth(process, event.ring, false);
    if (!alone_ && process.transition != nullptr) common_past(process, event);
    count(process, event);
    note.regular_before = true;
    note.between = false;
}

// W2.
void Chains::configuration(const Process& process, const Ring& ring, const Nodes& members) {
    if (!contains(members, process.id))
        report_.violated("W2", now_,
                         fmt::format("node {} installs {} with members {}", process.id, text(ring),
                                     text(members)));
}

// W4, first half: an id means one thing. One that all who knew it forgot may return.
void Chains::meaning(const Process& process, const Ring& ring, Meaning meaning) {
    const auto [place, fresh] = meanings_.try_emplace(ring, meaning);
    if (fresh) return;
    Meaning& first = place->second;
    if (first.transitional == meaning.transitional && first.members == meaning.members &&
        first.from == meaning.from)
        return;
    const bool forgotten =
        std::any_of(meaning.members.begin(), meaning.members.end(), [&](Node node) {
            return notes_[track_.process(node)].forgot_at > first.amnesias;
        });
    if (!forgotten)
        report_.violated(
            "W4", now_,
            fmt::format("node {} installs {} as {} {} from {}, it was {} {} from {} before",
                        process.id, text(ring), meaning.transitional ? "transitional" : "regular",
                        text(meaning.members), text(meaning.from),
                        first.transitional ? "transitional" : "regular", text(first.members),
                        text(first.from)));
    first = std::move(meaning);
}

// W4, second half. What comes from a liar may leave no number for a transitional configuration.
void Chains::growth(const Process& process, const Ring& ring, bool transitional) {
    Note& note = notes_[process];
    const std::uint64_t last = alone_ ? note.regular : note.number;
    if (alone_ && transitional) return;
    if (ring.seq <= last)
        report_.violated("W4", now_,
                         fmt::format("node {} installs {} after a configuration with number {}",
                                     process.id, text(ring), last));
    note.number = std::max(note.number, ring.seq);
    if (!transitional) note.regular = std::max(note.regular, ring.seq);
}

// C2: those that go together through the transitional configuration are exactly those that come
// from the same ring. What the others said in the commit token counts for those that come later.
void Chains::common_past(const Process& process, const Regular& event) {
    const Transition& way = *process.transition;
    const RingRecord& old = *process.stay->ring;
    const RingRecord& ring = *process.forming;
    if (!within(way.members, old.members) || !within(way.members, event.members))
        report_.violated("C2", now_,
                         fmt::format("node {}: {} of {} to {} has members {}, not all of them in "
                                     "{} and {}",
                                     process.id, text(way.id), text(old.id), text(event.ring),
                                     text(way.members), text(old.members), text(event.members)));
    for (std::size_t i = 0; i < ring.members.size(); ++i) {
        if (const Stay* other = ring.stays[i].get(); other != nullptr)
            compare_past(process, event, *other);
        const Entry& entry = ring.entries[i];
        const bool together = contains(way.members, ring.members[i]);
        if (entry.incarnation == 0 || (entry.old == old.id) == together) continue;
        report_.violated("C2", now_,
                         fmt::format("node {}: {} from {} to {} has members {}; node {} comes from "
                                     "{}",
                                     process.id, text(way.id), text(old.id), text(event.ring),
                                     text(way.members), ring.members[i], text(entry.old)));
    }
}

void Chains::compare_past(const Process& process, const Regular& event, const Stay& other) {
    const Transition& way = *process.transition;
    const Ring& old = process.stay->ring->id;
    const bool together = contains(way.members, other.process->id);
    const bool same = other.came == old && other.through == way.id;
    const bool apart = other.came != old && other.through != way.id;
    if (together ? same : apart) return;
    report_.violated("C2", now_,
                     fmt::format("node {} comes to {} from {} through {} with {}, node {} from {} "
                                 "through {}",
                                 process.id, text(event.ring), text(old), text(way.id),
                                 text(way.members), other.process->id, text(other.came),
                                 text(other.through)));
}

void Chains::count(const Process& process, const Regular& event) {
    report_.count("regular");
    if (process.transition == nullptr) return;
    report_.count("transitional");
    const Stay& stay = *process.stay;
    if (stay.film.count > 0) report_.count("transitional with messages");
    if (!stay.behind.empty()) report_.count("gap in transitional");
    if (process.forming->installs > 0) return;
    if (process.transition->members.size() < event.members.size()) report_.count("merge");
    if (stay.ring->transitions.size() > 1) report_.count("split");
}

// ---- at the end

void Chains::finish(bool quiescent) {
    if (alone_ || !quiescent) return;
    for (const auto& [number, ring] : track_.rings()) stayed(*ring);
    for (const auto& [number, ring] : track_.rings()) left_behind(*ring);
}

// E2: whom others took along in a transitional configuration does not stay where they left.
void Chains::stayed(const RingRecord& ring) {
    for (const auto& way : ring.transitions)
        for (const Node node : way->members) {
            const Stay* stay = ring.stay_of(node);
            if (stay == nullptr || stay->ending != Ending::watched) continue;
            report_.violated("E2", now_,
                             fmt::format("node {} left {} through {} with {}, but at the end node "
                                         "{} is still there",
                                         way->first, text(ring.id), text(way->id),
                                         text(way->members), node));
        }
}

// C5: whoever is in a configuration at the end is there with all its members.
void Chains::left_behind(const RingRecord& ring) {
    const auto stays_on = [](const std::unique_ptr<Stay>& stay) {
        return stay != nullptr && stay->ending == Ending::watched;
    };
    if (std::none_of(ring.stays.begin(), ring.stays.end(), stays_on)) return;
    for (std::size_t i = 0; i < ring.members.size(); ++i) {
        if (stays_on(ring.stays[i]) || track_.foreign(ring.members[i])) continue;
        report_.violated("C5", now_,
                         fmt::format("at the end {} has members {}, but node {} is not there",
                                     text(ring.id), text(ring.members), ring.members[i]));
    }
}

} // namespace oracle
