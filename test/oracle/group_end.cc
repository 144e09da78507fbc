// test/oracle/group_end.cc - H2, H10, H11 and D2: what can only be said at the end of a trace.
#include "oracle/films.h"
#include "oracle/groups.h"

#include <algorithm>
#include <fmt/format.h>

namespace oracle {
namespace {

constexpr Time kNever = std::numeric_limits<Time>::max();

Time installed(const RingSeen& ring, Node node) {
    const auto found = ring.installed.find(node);
    return found == ring.installed.end() ? kNever : found->second;
}

} // namespace

void GroupChecker::finish(bool quiescent) {
    if (scope_ == Scope::one_node) return;
    for (const Speaker& speaker : records_.speakers)
        for (const Instance& instance : speaker.instances)
            for (const auto& [client, heard] : instance.heard)
                end_of_first_words(instance, client, heard);
    check_first_words();
    check_foreign_gaps();
    check_gone();
    check_departed();
    compare_films(quiescent);
    if (!quiescent) return;
    for (Speaker& speaker : records_.speakers) {
        const Instance* instance = speaker.now();
        if (instance == nullptr) continue;
        check_sent(*instance);
        check_own_leave(*instance);
        if (!instance->lives()) continue;
        check_last_view(*instance);
        check_all_there(*instance);
    }
}

// What was delivered on the other side before two met stays there; what was on its way then may be
// heard by half. Of a speaker that ended, nobody knows what was on its way.
void GroupChecker::check_first_words() {
    for (const FirstWords& words : records_.first_words) {
        Speaker& speaker = records_.speakers[words.speaker];
        if (words.high != kNone) check_apart(words, speaker);
        for (const OnTheWay& some : meetings(words, speaker)) half_heard(words, speaker, some);
        std::size_t back = speaker.sent.size();
        while (back > 0 && speaker.sent[back - 1].stage == kNone) --back;
        half_heard(words, speaker, {back, speaker.sent.size()});
    }
}

// The meeting before the first words, or all if there were none.
std::vector<OnTheWay> GroupChecker::meetings(const FirstWords& words, const Speaker& speaker) {
    std::vector<OnTheWay> some;
    const auto [first, last] = speaker.meetings.equal_range(words.who);
    for (auto meeting = first; meeting != last; ++meeting) {
        if (meeting->second.begin > words.high) break;
        if (words.high != kNone) some.clear();
        some.push_back(meeting->second);
    }
    return some;
}

void GroupChecker::check_apart(const FirstWords& words, const Speaker& speaker) {
    const Sent& first = speaker.sent[words.high];
    if (first.stage == kNone || contains(speaker.stages[first.stage], words.who)) return;
    if (met_on_ring_of(first, words) || lost_right_away(words, speaker)) return;
    report_.violated("H11", words.since,
                     fmt::format("{} hears message {} of {}, who had it back while they were apart",
                                 text(words.who), first.id, text(speaker.client)));
}

// They met on a ring on which it may have got its number: what was sent on an earlier one can have
// waited. If the sender lacks something of that ring it has the message back behind the gap, alone,
// and may never have known of the other. (The last step on a ring and the first one on the next are
// at the same time.)
bool GroupChecker::met_on_ring_of(const Sent& first, const FirstWords& words) const {
    if (first.ring == kNone) return false;
    const Node sender = records_.speakers[words.speaker].client.node;
    return std::any_of(records_.rings.begin(), records_.rings.end(), [&](const RingSeen& ring) {
        const Time since = installed(ring, words.who.node);
        const Time sender_since = installed(ring, sender);
        return since <= words.since && sender_since != kNever &&
               next_ring_of(words.who.node, since) >= words.since &&
               next_ring_of(sender, sender_since) >= first.time;
    });
}

// The same as clients see it, who hear of a view some time after their daemon installed its ring:
// one of the two came to the group, and the next loss of nodes takes the sender away.
bool GroupChecker::lost_right_away(const FirstWords& words, const Speaker& speaker) {
    const Speaker* who = records_.find(speaker.group, words.who);
    if (who == nullptr) return false;
    const auto view_of = [&](const Step& step) -> const View& {
        return records_.views[step.view()];
    };
    for (const Instance& instance : who->instances) {
        const auto& film = instance.film;
        const auto met = std::find_if(film.begin(), film.end(), [&](const Step& step) {
            return step.is_view() && step.time == words.since &&
                   contains(view_of(step).members, speaker.client);
        });
        if (met == film.end() || has_reason(view_of(*met), Reason::node_up)) continue;
        const auto loss = std::find_if(met, film.end(), [&](const Step& step) {
            return step.is_view() && has_reason(view_of(step), Reason::node_down);
        });
        return loss != film.end() && contains(view_of(*loss).left, speaker.client);
    }
    return false;
}

// When the node installed its first ring after this time.
Time GroupChecker::next_ring_of(Node node, Time after) const {
    Time next = kNever;
    for (const RingSeen& ring : records_.rings)
        if (const Time time = installed(ring, node); time > after) next = std::min(next, time);
    return next;
}

// Somebody on a foreign node need not be told that a sender was lost for a while. The sender was.
void GroupChecker::check_foreign_gaps() {
    for (const ForeignGap& gap : foreign_gaps_) {
        const Speaker& speaker = records_.speakers[gap.speaker];
        const auto [first, last] = speaker.meetings.equal_range(gap.who);
        const bool met = std::any_of(first, last, [&](const auto& meeting) {
            return meeting.second.begin > gap.low && meeting.second.begin <= gap.high;
        });
        if (met || speaker.may_be_gone)
            report_.count("loss that a foreign node did not tell");
        else
            report_.violated("H6", gap.time,
                             fmt::format("{} hears message {} of {}, and did not hear {}",
                                         text(gap.who), speaker.sent[gap.high].id,
                                         text(speaker.client), speaker.sent[gap.low].id));
    }
}

void GroupChecker::half_heard(const FirstWords& words, Speaker& speaker, OnTheWay some) {
    const std::size_t end = std::min(words.high, some.end);
    for (std::size_t place = std::max(words.low, some.begin); place < end; ++place) {
        Sent& sent = speaker.sent[place];
        if (sent.time > words.since || sent.half_heard) continue;
        sent.half_heard = true;
        report_.count("message heard by half");
    }
}

// Nobody is told of the end of a process that goes on.
void GroupChecker::check_gone() {
    for (const auto& [group, client] : down_) {
        const Speaker* speaker = records_.find(group, client);
        if (speaker == nullptr || speaker->instances.empty() || speaker->may_be_gone) continue;
        violated_at_end("H10", speaker->instances.back(), "was told to be gone, and is not");
    }
}

// Who dies has not left: those that hear of it may have to clean up after it.
void GroupChecker::check_departed() {
    for (const auto& [group, client] : departed_) {
        const Speaker* speaker = records_.find(group, client);
        if (speaker == nullptr || speaker->instances.empty()) continue;
        const auto& all = speaker->instances;
        if (std::none_of(all.begin(), all.end(),
                         [](const auto& its) { return its.wants_to_leave; }))
            violated_at_end("H10", all.back(), "was told to have left, which it did not ask for");
    }
}

// Who asks to leave hears when that is done.
void GroupChecker::check_own_leave(const Instance& instance) {
    if (instance.joined && instance.wants_to_leave && !instance.left && !instance.ended)
        violated_at_end("H2", instance, "left, and was never told so");
}

// All that it sent came back to it, also if it left afterwards.
void GroupChecker::check_sent(const Instance& instance) {
    if (!instance.joined || instance.ended || (instance.wants_to_leave && !instance.left)) return;
    const Speaker& speaker = records_.speakers[instance.speaker];
    const std::size_t next = instance.heard.at(instance.client).next;
    if (next < speaker.sent.size())
        violated_at_end(
            "D2", instance,
            fmt::format("sent message {}, which never came back to it", speaker.sent[next].id));
}

// Nobody is left in it that is gone.
void GroupChecker::check_last_view(const Instance& instance) {
    for (const Client member : instance.members) {
        Speaker* speaker = records_.find(records_.speakers[instance.speaker].group, member);
        if (speaker == nullptr || speaker->instances.empty()) continue; // tells nothing
        const Instance& other = *speaker->now();
        if (!other.left && !other.ended && !other.wants_to_leave) continue;
        violated_at_end(speaker->node_ended ? "H9" : "H10", instance,
                        "still has " + text(member) + " as a member, which is gone");
    }
}

// All are in it that are in the group, as far as the network reaches.
void GroupChecker::check_all_there(const Instance& instance) {
    const std::size_t group = records_.speakers[instance.speaker].group;
    for (Speaker& speaker : records_.speakers) {
        const Instance* other = speaker.now();
        if (speaker.group != group || other == nullptr || !other->lives()) continue;
        if (!in_one_ring(instance.client.node, other->client.node)) continue;
        if (!contains(instance.members, other->client))
            violated_at_end("H11", instance, "never saw " + text(other->client) + " come");
    }
}

bool GroupChecker::in_one_ring(Node one, Node other) const {
    const auto first = ring_of_.find(one);
    const auto second = ring_of_.find(other);
    if (first == ring_of_.end() || second == ring_of_.end()) return !apart_;
    return first->second == second->second;
}

void GroupChecker::compare_films(bool quiescent) {
    for (std::size_t group = 0; group < records_.groups.size(); ++group) {
        std::vector<const Instance*> instances;
        for (const Speaker& speaker : records_.speakers)
            for (const Instance& instance : speaker.instances)
                if (speaker.group == group && instance.joined) instances.push_back(&instance);
        Films(records_, instances, foreign_, quiescent).compare(report_, last_);
    }
}

} // namespace oracle
