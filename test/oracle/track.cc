// test/oracle/track.cc - see track.h.
#include "oracle/track.h"

#include "oracle/mix.h"

#include <algorithm>

namespace oracle {

namespace {

constexpr Node kSmall = 1024;

} // namespace

bool Stay::delivered(Seq seq) const {
    return seq <= prefix || std::binary_search(behind.begin(), behind.end(), seq);
}

std::size_t RingRecord::place_of(Node node) const {
    const auto found = std::lower_bound(members.begin(), members.end(), node);
    if (found == members.end() || *found != node) return npos;
    return static_cast<std::size_t>(found - members.begin());
}

Stay* RingRecord::stay_of(Node node) const {
    const std::size_t place = place_of(node);
    return place == npos ? nullptr : stays[place].get();
}

// ---- finding

Process& Track::process(Node node) {
    if (node < kSmall) {
        if (node < small_.size() && small_[node] != nullptr) return *small_[node];
    } else if (const auto found = others_.find(node); found != others_.end()) {
        return *found->second;
    }
    Process& made = processes_.emplace_back();
    made.id = node;
    made.place = processes_.size() - 1;
    if (node < kSmall) {
        if (node >= small_.size()) small_.resize(node + 1);
        small_[node] = &made;
    } else {
        others_[node] = &made;
    }
    return made;
}

const Process* Track::find(Node node) const {
    if (node < kSmall) return node < small_.size() ? small_[node] : nullptr;
    const auto found = others_.find(node);
    return found == others_.end() ? nullptr : found->second;
}

bool Track::foreign(Node node) const {
    const Process* process = find(node);
    return process != nullptr && process->foreign;
}

RingRecord* Track::ring_of(const Process& process, const Ring& id) {
    if (process.stay != nullptr && process.stay->ring->id == id) return process.stay->ring;
    if (process.forming != nullptr && process.forming->id == id) return process.forming;
    return nullptr;
}

RingRecord& Track::add(const Ring& id, const Nodes& members) {
    auto& ring = rings_[next_number_] = std::make_unique<RingRecord>();
    ring->number = next_number_++;
    ring->id = id;
    ring->members = members;
    std::sort(ring->members.begin(), ring->members.end());
    const auto twice = std::unique(ring->members.begin(), ring->members.end());
    ring->members.erase(twice, ring->members.end());
    const std::size_t count = ring->members.size();
    ring->stays.resize(count);
    ring->entries.resize(count);
    ring->originated.resize(count);
    ring->last_originated.resize(count);
    RingRecord*& latest = latest_[id];
    const auto forgot = [this](Node node) {
        const Process* known = find(node);
        return known != nullptr && known->forgot;
    };
    doubled_ = doubled_ || (latest != nullptr &&
                            std::any_of(ring->members.begin(), ring->members.end(), forgot));
    return *(latest = ring.get());
}

// The ring of that id to which this process may come; another one if it was in that one already. A
// life that ended while the ring was being formed is no reason: nobody knows of it.
RingRecord& Track::record(const Process& process, const Ring& id, const Nodes& members) {
    const auto found = latest_.find(id);
    if (found == latest_.end()) return add(id, members);
    RingRecord& ring = *found->second;
    const std::size_t place = ring.place_of(process.id);
    if (ring.members != members || place == RingRecord::npos) return add(id, members);
    return ring.stays[place] != nullptr ? add(id, members) : ring;
}

// ---- before an event

void Track::prepare(const Event& event) {
    std::visit([&](const auto& what) { make(process(event.node), what); }, event.what);
}

void Track::make(Process& process, const Commit& event) {
    form(process, &record(process, event.ring, event.members));
}

void Track::make(Process& process, const Transitional& event) {
    if (process.stay == nullptr) return;
    auto& known = process.stay->ring->transitions;
    const auto same = [&](const std::unique_ptr<Transition>& one) {
        return one->id == event.ring && one->members == event.members;
    };
    const auto found = std::find_if(known.begin(), known.end(), same);
    if (found != known.end()) {
        process.stay->transition = found->get();
        return;
    }
    auto made = std::make_unique<Transition>();
    made->id = event.ring;
    made->members = event.members;
    process.stay->transition = made.get();
    known.push_back(std::move(made));
}

void Track::make(Process& process, const Regular& event) {
    if (process.forming != nullptr && process.forming->id == event.ring &&
        process.forming->members == event.members)
        return;
    form(process, &record(process, event.ring, event.members));
}

// ---- after an event

void Track::apply(const Event& event) {
    std::visit([&](const auto& what) { follow(process(event.node), what); }, event.what);
}

void Track::form(Process& process, RingRecord* ring) {
    if (process.forming == ring) return;
    RingRecord* given_up = process.forming;
    process.forming = ring;
    if (ring != nullptr) ++ring->forming;
    if (given_up == nullptr) return;
    --given_up->forming;
    retire_if_done(*given_up);
}

void Track::part(Process& process, Ending ending) {
    if (process.stay == nullptr) return;
    Stay& stay = *process.stay;
    process.stay = nullptr;
    process.transition = nullptr;
    stay.ending = ending;
    if (ending == Ending::watched) return;
    --stay.ring->open;
    retire_if_done(*stay.ring);
}

void Track::retire_if_done(RingRecord& ring) {
    if (ring.open == 0 && ring.forming == 0) retiring_.push_back(&ring);
}

void Track::forget() {
    for (RingRecord* ring : retiring_) {
        const auto found = latest_.find(ring->id);
        if (found != latest_.end() && found->second == ring) latest_.erase(found);
        rings_.erase(ring->number);
    }
    retiring_.clear();
}

void Track::follow(Process& process, const Start&) {
    form(process, nullptr);
    part(process, Ending::failed);
    ++process.incarnation;
    process.running = true;
    process.watched = false;
    process.passed = {};
}

void Track::follow(Process& process, const Fail&) {
    form(process, nullptr);
    part(process, Ending::failed);
    process.running = false;
}

void Track::follow(Process& process, const Leave&) { follow(process, Fail{}); }

void Track::follow(Process& process, const End&) {
    form(process, nullptr);
    part(process, Ending::watched);
    process.running = false;
    process.watched = true;
}

void Track::follow(Process& process, const Commit& event) {
    const std::size_t place = process.forming->place_of(process.id);
    if (place == RingRecord::npos) return;
    process.forming->entries[place] = {process.incarnation, event.old,      event.aru,
                                       event.delivered,     event.received, false};
}

void Track::follow(Process& process, const Recover& event) {
    RingRecord* ring = process.forming;
    if (ring == nullptr || ring->id != event.ring) return;
    const std::size_t place = ring->place_of(process.id);
    if (place != RingRecord::npos) ring->entries[place].recovered = true;
}

// Whoever gathers has given up the ring that it was about to form.
void Track::follow(Process& process, const Gather&) { form(process, nullptr); }

void Track::follow(Process& process, const Transitional&) {
    if (process.stay == nullptr) return;
    Stay& stay = *process.stay;
    process.transition = stay.transition;
    if (process.transition->first == 0) {
        process.transition->first = process.id;
        process.transition->cut = stay.film;
    }
    stay.film.digest = 0;
    stay.film.count = 0;
}

void Track::follow(Process& process, const Regular& event) {
    RingRecord& ring = *process.forming;
    Ring came;
    if (Stay* old = process.stay; old != nullptr) {
        came = old->ring->id;
        old->next = event.ring;
        if (Transition* way = process.transition; way != nullptr && !way->inside) {
            way->inside = old->film;
            way->inside_by = process.id;
        }
    }
    part(process, Ending::moved);
    if (const std::size_t place = ring.place_of(process.id); place != RingRecord::npos) {
        auto& stay = ring.stays[place] = std::make_unique<Stay>();
        stay->process = &process;
        stay->ring = &ring;
        stay->place = place;
        stay->came = came;
        stay->through = event.from;
        stay->by_sender.resize(ring.members.size());
        process.stay = stay.get();
        ++ring.open;
        ++ring.installs;
    }
    form(process, nullptr);
}

void Track::follow(Process& process, const Token& event) {
    Passed& passed = process.passed;
    const auto aru = static_cast<std::int32_t>(event.aru);
    if (passed.ring != event.ring) {
        passed = {event.ring, event.turn, 1, aru, aru};
        return;
    }
    if (passed.turn != event.turn) {
        passed.before = passed.now;
        ++passed.count;
    }
    passed.turn = event.turn;
    passed.now = aru;
}

void Track::follow(Process& process, const Amnesia&) { process.forgot = true; }

void Track::follow(Process& process, const Foreign&) { process.foreign = true; }

void Track::originated(Process& process, const Originate& event) {
    RingRecord* ring = ring_of(process, event.ring);
    if (ring == nullptr) return;
    const std::size_t place = ring->place_of(process.id);
    if (place == RingRecord::npos) return;
    ++ring->originated[place];
    ring->last_originated[place] = std::max(ring->last_originated[place], event.seq);
    ring->high = std::max(ring->high, event.seq);
    if (event.service == Service::internal)
        ring->high_internal = std::max(ring->high_internal, event.seq);
}

void Track::delivered(Process& process, const Deliver& event) {
    Stay* stay = process.stay;
    if (stay == nullptr || stay->ring->id != event.ring || event.seq <= stay->film.last) return;
    const bool whole =
        process.transition == nullptr || (event.seq == stay->prefix + 1 && stay->behind.empty());
    stay->film.last = event.seq;
    if (whole)
        stay->prefix = event.seq;
    else
        stay->behind.push_back(event.seq);
    stay->film.digest = mix(stay->film.digest ^ event.digest, event.seq);
    ++stay->film.count;
    const Origin* origin = stay->ring->origins.find(event.seq);
    const std::size_t sender =
        origin != nullptr && origin->known ? origin->sender : stay->ring->place_of(event.sender);
    if (sender < stay->by_sender.size()) ++stay->by_sender[sender];
}

} // namespace oracle
