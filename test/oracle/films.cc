// test/oracle/films.cc - two walks over the films, and a judgement where ways part.
#include "oracle/films.h"

#include "oracle/mix.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>

namespace oracle {
namespace {

constexpr std::uint64_t kView = 1;
constexpr std::uint64_t kMerge = 2;
constexpr std::uint64_t kLast = 3;

std::uint64_t hash(const Clients& clients) {
    std::uint64_t name = clients.size();
    for (const Client client : clients)
        name = mix(name, std::uint64_t{client.node} << 32U | client.pid);
    return name;
}

// Never 0, and never that of a message.
std::uint64_t derived(std::uint64_t from, std::uint64_t what, std::uint64_t kind) {
    return mix(mix(from, kind), what) | Step::kView;
}

} // namespace

Films::Films(const GroupRecords& records, const std::vector<const Instance*>& instances,
             const std::set<Node>& foreign, bool quiescent)
    : records_(records) {
    for (const Instance* instance : instances) {
        const bool ours = !foreign.contains(instance->client.node);
        Film& film = (ours ? films_ : foreign_).emplace_back();
        film.instance = instance;
        film.complete = quiescent && instance->lives();
        for (const Step& step : instance->film)
            if (step.is_view() || !records.sent(step).half_heard) film.steps.push_back(step);
    }
}

void Films::compare(Report& report, Time end) {
    const auto forward = [this](const Film& film, auto&& visit) { walk_forward(film, visit); };
    const auto back = [this](const Film& film, auto&& visit) { walk_back(film, visit); };
    judge(parted(forward), true, report, end);
    judge(parted(back), false, report, end);
    compare_foreign(report);
}

// Their daemon may not tell them of a loss, so films need not part where others' do. But whatever
// came to two came to them in one order.
void Films::compare_foreign(Report& report) const {
    const auto messages_of = [](const Film& film) {
        Film messages{film.instance, {}, false};
        for (const Step& step : film.steps)
            if (!step.is_view()) messages.steps.push_back(step);
        return messages;
    };
    const auto at_one_time = [](const Film& one, const Film& other) {
        return !one.steps.empty() && !other.steps.empty() &&
               one.steps.front().time <= other.steps.back().time &&
               other.steps.front().time <= one.steps.back().time;
    };
    for (const Film& film : foreign_) {
        const Film its = messages_of(film);
        for (const Film& other : films_) {
            if (!at_one_time(film, other)) continue;
            const Film others = messages_of(other);
            if (crossed({&its, 0, its.steps.size(), false},
                        {&others, 0, others.steps.size(), false}))
                report.violated("H5", its.steps.front().time,
                                fmt::format("{} and {} hear messages in different orders",
                                            records_.named(*film.instance),
                                            records_.named(*other.instance)));
        }
    }
}

Films::Name Films::last(const Film& film) {
    return derived(0, hash(film.instance->members), kLast);
}

// Visits each step with the name of what comes before it. Begins at the first message.
template <class Visit>
void Films::walk_forward(const Film& film, Visit&& visit) const {
    Name name = 0;
    for (std::size_t place = 0; place < film.steps.size(); ++place) {
        const Step& step = film.steps[place];
        if (step.is_view() && name == 0) continue;
        const Name next = step.is_view() ? derived(name, step.view(), kView) : step.name + 1;
        if (name != 0) visit(Way{next, &film, place}, name);
        name = next;
    }
    if (film.complete && name != 0) visit(Way{last(film), &film, film.steps.size()}, name);
}

// The same from the end, with the name of what comes after it. Begins at the last message, or at
// the end if the film is complete. Where nodes came together each side had its own story: what was
// before is not asked for.
template <class Visit>
void Films::walk_back(const Film& film, Visit&& visit) const {
    Name name = film.complete ? last(film) : 0;
    for (std::size_t place = film.steps.size(); place-- > 0;) {
        const Step& step = film.steps[place];
        if (step.is_view() && name == 0) continue;
        Name before = step.name + 1;
        bool stop = false;
        if (step.is_view()) {
            const View& view = records_.views[step.view()];
            stop = has_reason(view, Reason::node_up);
            before = stop ? derived(name, hash(view.members), kMerge)
                          : derived(name, step.view(), kView);
        }
        if (name != 0) visit(Way{before, &film, place}, name);
        name = stop ? 0 : before;
    }
}

// The names after which not all go the same way, and who went where.
template <class Walk>
Films::Ways Films::parted(Walk&& walk) const {
    std::unordered_map<Name, Name> next;
    Ways ways;
    for (const Film& film : films_)
        walk(film, [&](const Way& way, Name name) {
            const auto [known, is_new] = next.try_emplace(name, way.to);
            if (!is_new && known->second != way.to) ways[name];
        });
    if (ways.empty()) return ways;
    for (const Film& film : films_)
        walk(film, [&](const Way& way, Name name) {
            if (const auto found = ways.find(name); found != ways.end())
                found->second.push_back(way);
        });
    return ways;
}

// ---- where ways part

void Films::judge(const Ways& ways, bool forward, Report& report, Time end) const {
    std::map<Name, const std::vector<Way>*> sorted; // equal runs are told equally
    for (const auto& [name, all] : ways) sorted.emplace(name, &all);
    for (const auto& [name, all] : sorted) {
        report.count("films that part");
        for (const Way& one : *all)
            if (const Way* other = unparted(one, *all, forward)) {
                tell(one, *other, forward, report, end);
                break;
            }
    }
}

// Somebody who went another way, though the two stay together.
const Films::Way* Films::unparted(const Way& one, const std::vector<Way>& all, bool forward) const {
    const auto tail = [&](const Way& way, const Way& from) {
        return tail_of(*way.film, forward ? way.place : way.place + 1, from.film->instance->client);
    };
    for (const Way& other : all) {
        if (other.to == one.to) continue;
        const Tail its = tail(one, other);
        const Tail others = tail(other, one);
        if (its.stays || others.stays || crossed(its, others) || together(its, others))
            return &other;
    }
    return nullptr;
}

// It ends where this client is lost, or the film does. Empty if the client is no member there. One
// loss of others may come first: both went to the next ring, and only one of them saw its
// synchronisation end.
Films::Tail Films::tail_of(const Film& film, std::size_t place, Client from) const {
    Tail tail{&film, place, place, false};
    std::size_t before = place;
    while (before > 0 && !film.steps[before - 1].is_view()) --before;
    if (before == 0 || !contains(records_.views[film.steps[before - 1].view()].members, from))
        return tail;
    for (int losses = 0; tail.end < film.steps.size(); ++tail.end) {
        if (!film.steps[tail.end].is_view()) continue;
        const View& view = records_.views[film.steps[tail.end].view()];
        if (contains(view.left, from)) return tail;
        if (has_reason(view, Reason::node_down)) ++losses;
        tail.stays = losses > 1;
        if (tail.stays) return tail;
    }
    tail.stays = film.complete;
    return tail;
}

// Whether two things that came to both came in different orders. What came twice is left out.
bool Films::crossed(const Tail& one, const Tail& other) const {
    std::unordered_map<Name, std::size_t> places;
    for (std::size_t place = other.begin; place < other.end; ++place)
        if (!places.try_emplace(other.film->steps[place].name, place).second)
            places[other.film->steps[place].name] = kNone;
    std::size_t last = other.begin;
    for (std::size_t place = one.begin; place < one.end; ++place) {
        const auto found = places.find(one.film->steps[place].name);
        if (found == places.end() || found->second == kNone) continue;
        if (found->second < last) return true;
        last = found->second;
        found->second = kNone;
    }
    return false;
}

// Whether something came to both that was sent when they had parted already.
bool Films::together(const Tail& one, const Tail& other) const {
    if (one.begin == one.end || other.begin == other.end) return false;
    const Time parted =
        std::max(one.film->steps[one.begin].time, other.film->steps[other.begin].time);
    const auto sent_later = [&](const Step& step) {
        return !step.is_view() && records_.sent(step).time > parted;
    };
    const auto steps_of = [](const Tail& tail, std::size_t place) {
        return tail.film->steps.begin() + static_cast<std::ptrdiff_t>(place);
    };
    const auto end = steps_of(one, one.end);
    const auto first = std::find_if(steps_of(one, one.begin), end, sent_later);
    if (first == end) return false;
    return std::any_of(steps_of(other, other.begin), steps_of(other, other.end),
                       [&](const Step& step) { return step.name == first->name; });
}

void Films::tell(const Way& one, const Way& other, bool forward, Report& report, Time end) const {
    const auto at = [&](const Way& way, bool common) {
        const std::size_t place = common ? (forward ? way.place - 1 : way.place + 1) : way.place;
        return place < way.film->steps.size() ? records_.text(way.film->steps[place]) : "the end";
    };
    const auto& steps = one.film->steps;
    report.violated("H5", one.place < steps.size() ? steps[one.place].time : end,
                    fmt::format("{} {}: {} is told: {}; {}: {}", forward ? "after" : "before",
                                at(one, true), records_.named(*one.film->instance), at(one, false),
                                records_.named(*other.film->instance), at(other, false)));
}

} // namespace oracle
