// test/oracle/group_views.cc - H1 to H3, H9 and H10: members come and go.
#include "oracle/groups.h"

#include <algorithm>
#include <fmt/format.h>

namespace oracle {
namespace {

// More do not fit into what a client is told.
constexpr std::size_t kListMax = 128;

Clients sorted(Clients clients) {
    std::sort(clients.begin(), clients.end());
    return clients;
}

bool has_twice(const Clients& clients) {
    const Clients all = sorted(clients);
    return std::adjacent_find(all.begin(), all.end()) != all.end();
}

Reason why_left(const View& view, std::size_t place) {
    return view.why[view.joined.size() + place];
}

} // namespace

// Whom something is told; it must be in the group.
Instance* GroupChecker::told(const Event& at, std::uint32_t pid, const std::string& group) {
    Speaker& speaker = records_.speaker(records_.group(group), {at.node, pid});
    Instance* instance = speaker.now();
    if (instance == nullptr)
        report_.violated(
            "H1", at.time,
            fmt::format("{}:{} is told of group {} without having joined", at.node, pid, group));
    else if (instance->left && foreign_.contains(at.node))
        report_.count("told by a foreign node after leaving");
    else if (instance->left)
        violated("H2", at, *instance, "is told something after it left");
    else
        return instance;
    return nullptr;
}

void GroupChecker::on(const Event& at, const View& view) {
    Instance* instance = told(at, view.pid, view.group);
    if (instance == nullptr) return;
    if (view.why.size() != view.joined.size() + view.left.size())
        return violated("H3", at, *instance, "is told changes without reasons: " + text_of(view));
    if (!instance->joined) check_first(at, *instance, view);
    check_change(at, *instance, view);
    check_losses(at, *instance, view);
    if (instance->joined) note_on_the_way(*instance, view);
    instance->members = view.members;
    note_joined(at, *instance, view);
    note_left(at, *instance, view);
    instance->joined = true;
    records_.speakers[instance->speaker].stages.push_back(view.members);
    View content = view;
    content.pid = 0;
    content.group.clear();
    instance->film.push_back({Step::kView | records_.view_number(content), at.time});
    report_.count("view");
}

void GroupChecker::check_first(const Event& at, const Instance& instance, const View& view) {
    if (contains(view.members, instance.client) && contains(view.joined, instance.client)) return;
    violated("H1", at, instance, "is not told of its own join first, but " + text_of(view));
}

void GroupChecker::check_change(const Event& at, const Instance& instance, const View& view) {
    const auto wrong = [&](const char* what) {
        violated("H3", at, instance,
                 fmt::format("{}: {} after {}", what, text_of(view), text(instance.members)));
    };
    if (view.members.size() >= kListMax || view.joined.size() >= kListMax ||
        view.left.size() >= kListMax)
        return;
    if (!std::is_sorted(view.members.begin(), view.members.end()) || has_twice(view.members))
        return wrong("members are out of order or twice in");
    if (has_twice(view.joined) || has_twice(view.left))
        return wrong("somebody comes or goes twice in");
    if (!instance.joined) return; // it has seen nothing yet to compare with
    Clients expected = instance.members;
    for (const Client client : view.left)
        if (std::erase(expected, client) == 0) return wrong("somebody leaves who was not there");
    for (const Client client : view.joined) {
        if (contains(instance.members, client)) return wrong("somebody joins who was there");
        expected.push_back(client);
    }
    if (sorted(expected) != view.members) wrong("members do not follow from the change");
}

// All of a node at once; a process by itself; and the reasons fit.
void GroupChecker::check_losses(const Event& at, const Instance& instance, const View& view) {
    for (std::size_t i = 0; i < view.joined.size(); ++i)
        if (view.why[i] != Reason::join && view.why[i] != Reason::node_up)
            violated("H3", at, instance, "is told of a join for another reason: " + text_of(view));
    for (std::size_t i = 0; i < view.left.size(); ++i) {
        const Client gone = view.left[i];
        const auto is_there = [&](Client other) { return other.node == gone.node; };
        const Reason why = why_left(view, i);
        if (why == Reason::node_down &&
            std::any_of(view.members.begin(), view.members.end(), is_there))
            violated("H9", at, instance, "lost a part of a node's processes: " + text_of(view));
        if (why == Reason::process_down && (view.left.size() > 1 || !view.joined.empty()))
            violated("H10", at, instance, "lost a process together with others: " + text_of(view));
        if (why == Reason::none || why == Reason::join || why == Reason::node_up)
            violated("H3", at, instance, "is told of a loss without its reason: " + text_of(view));
        if (gone == instance.client && !(why == Reason::leave && instance.wants_to_leave))
            violated("H10", at, instance, "is told of its own end, which it did not ask for");
    }
}

// What is on its way while somebody comes: its beginning may have been sent before.
void GroupChecker::note_on_the_way(Instance& instance, const View& view) {
    Speaker& speaker = records_.speakers[instance.speaker];
    const OnTheWay now{instance.heard[instance.client].next, speaker.sent.size()};
    for (const Client client : view.joined) speaker.meetings.emplace(client, now);
}

void GroupChecker::note_joined(const Event& at, Instance& instance, const View& view) {
    const bool first = !instance.joined;
    for (const Client client : first ? view.members : view.joined) {
        if (client == instance.client) continue;
        Heard& heard = instance.heard[client];
        end_of_first_words(instance, client, heard);
        heard.fresh = heard.met = true;
        heard.since = at.time;
        if (!first && has_reason(view, Reason::join)) strictly(instance, client, heard);
    }
    if (has_reason(view, Reason::node_up)) report_.count("view with a node that came");
}

// Who joins for the first time before our eyes: everything that it sends comes here.
void GroupChecker::strictly(const Instance& instance, Client whom, Heard& heard) {
    const Speaker* speaker = records_.find(records_.speakers[instance.speaker].group, whom);
    if (speaker == nullptr || speaker->instances.size() != 1) return;
    heard.fresh = false;
    heard.next = speaker->instances.front().base;
}

void GroupChecker::note_left(const Event&, Instance& instance, const View& view) {
    const std::size_t group = records_.speakers[instance.speaker].group;
    for (std::size_t i = 0; i < view.left.size(); ++i) {
        const Client client = view.left[i];
        if (why_left(view, i) != Reason::node_down) down_.emplace(group, client);
        if (why_left(view, i) == Reason::leave) departed_.emplace(group, client);
        if (client == instance.client) instance.left = true;
    }
    if (has_reason(view, Reason::node_down)) report_.count("view with a node that is gone");
    if (has_reason(view, Reason::process_down)) report_.count("view with a process that died");
}

// It comes again, or nothing follows, and it was never heard in between.
void GroupChecker::end_of_first_words(const Instance& instance, Client whom, const Heard& heard) {
    if (!heard.fresh || !heard.met) return;
    const Speaker* speaker = records_.find(records_.speakers[instance.speaker].group, whom);
    if (speaker != nullptr)
        records_.first_words.push_back(
            {instance.client, speaker->number, heard.next, kNone, heard.since});
}

} // namespace oracle
