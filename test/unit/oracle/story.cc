// test/unit/oracle/story.cc - see story.h.
#include "unit/oracle/story.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace oracle {

namespace {
constexpr Time kStep = 1000;
} // namespace

void Story::tell(Node node, What what) {
    events.push_back({static_cast<Time>(events.size()) * kStep, node, std::move(what)});
}

void Story::start(Node node, std::uint64_t stored) {
    tell(node, Start{stored});
    tell(node, Store{stored + 100});
    here_[node] = {{}, {stored + 1, node}, {}, 0, {}};
}

Seq Story::send(Node node, Service service) {
    Here& here = here_.at(node);
    auto& sent = sent_[here.ring];
    const Seq seq = static_cast<Seq>(sent.size()) + 1;
    sent.push_back({node, service, 0xD000 + here.ring.seq * 100 + seq});
    tell(node, Originate{here.ring, seq, service, sent.back().digest, here.delivered});
    return seq;
}

void Story::deliver(Node node, Seq seq) {
    Here& here = here_.at(node);
    const Sent& sent = sent_.at(here.ring).at(seq - 1);
    tell(node, Deliver{here.ring, seq, sent.sender, sent.service, sent.digest});
    here.delivered = seq;
}

void Story::deliver_to(const Nodes& nodes, Seq seq) {
    for (const Node node : nodes) deliver(node, seq);
}

void Story::turn(Node node, const Ring& ring, Seq aru) {
    tell(node, Token{ring, static_cast<Seq>(sent_[ring].size()), aru, ++turns_});
}

void Story::settle(const Nodes& nodes, Seq seq) {
    for (int i = 0; i < 2; ++i)
        for (const Node node : nodes) turn(node, here_.at(node).ring, seq);
    deliver_to(nodes, seq);
}

void Story::gather(Node node, const Nodes& proc, const Nodes& failed) {
    tell(node, Gather{proc, failed});
}

void Story::commit(const Nodes& members, const Ring& ring, const Nodes& behind) {
    for (const Node node : members) {
        const Here& here = here_.at(node);
        const Ring old = here.members.empty() ? here.old : here.ring;
        const bool received = !std::binary_search(behind.begin(), behind.end(), node);
        tell(node, Commit{ring, members, old, here.delivered, here.delivered, received});
    }
}

Nodes Story::companions(Node node, const Nodes& members) const {
    const Here& mine = here_.at(node);
    Nodes together;
    for (const Node other : members)
        if (!mine.members.empty() && !here_.at(other).members.empty() &&
            here_.at(other).ring == mine.ring)
            together.push_back(other);
    return together;
}

void Story::recover(const Nodes& members, const Ring& ring) {
    for (const Node node : members) {
        Seq high = 0;
        for (const Node other : companions(node, members))
            high = std::max(high, here_.at(other).delivered);
        const Here& here = here_.at(node);
        tell(node, Recover{ring, here.members.empty() ? here.old : here.ring,
                           companions(node, members), high});
    }
}

void Story::wrap(Node node, const Ring& ring) {
    auto& sent = sent_[ring];
    sent.push_back({node, Service::internal, 0xA000 + ring.seq * 100 + sent.size()});
    tell(node,
         Originate{ring, static_cast<Seq>(sent.size()), Service::internal, sent.back().digest, 0});
}

void Story::exchanged(const Nodes& members, const Ring& ring) {
    for (const Node node : members) tell(node, Exchanged{ring, companions(node, members)});
}

void Story::rotate(const Nodes& members, const Ring& ring) {
    for (int i = 0; i < 2; ++i)
        for (const Node node : members) turn(node, ring, static_cast<Seq>(sent_[ring].size()));
}

void Story::pass(Node node, const Ring& ring) {
    Here& here = here_.at(node);
    Nodes together;
    for (std::size_t i = events.size(); together.empty(); --i) {
        const auto* recover = std::get_if<Recover>(&events.at(i - 1).what);
        if (recover != nullptr && events[i - 1].node == node) together = recover->trans;
    }
    here.through = {ring.seq - 1, together.front()};
    tell(node, Transitional{here.through, together, here.ring});
}

void Story::install(Node node, const Ring& ring, const Nodes& members) {
    Here& here = here_.at(node);
    tell(node, Regular{ring, members, here.through, here.members.empty()});
    here = {ring, {}, members, 0, {}};
}

void Story::form(const Ring& ring, const Nodes& members) {
    for (const Node node : members) gather(node, members, {});
    commit(members, ring, {});
    recover(members, ring);
    rotate(members, ring);
    for (const Node node : members) {
        if (!here_.at(node).members.empty()) pass(node, ring);
        install(node, ring, members);
    }
}

// ---- the good one

Story good_story() {
    Story story;
    for (const Node node : {1U, 2U, 3U}) {
        story.start(node, 0);
        story.form({5, node}, {node});
    }
    story.form({9, 1}, {1, 2, 3});
    story.deliver_to({1, 2, 3}, story.send(1));
    story.settle({1, 2, 3}, story.send(2, Service::safe));
    story.deliver_to({1, 2, 3}, story.send(3));
    story.deliver_to({1, 2, 3}, story.send(1));
    const Seq lost = story.send(3);
    story.deliver(3, lost);
    story.tell(2, Resend{{9, 1}, 4});
    const Seq behind = story.send(2);
    const Seq last = story.send(1, Service::safe);
    story.crash(3);

    // The first attempt comes as far as the exchange.
    story.gather(1, {1, 2, 3}, {});
    story.gather(2, {1, 2, 3}, {});
    story.gather(1, {1, 2, 3}, {3});
    story.gather(2, {1, 2, 3}, {3});
    story.commit({1, 2}, {13, 1}, {1, 2});
    story.recover({1, 2}, {13, 1});
    story.wrap(1, {13, 1});
    story.wrap(2, {13, 1});
    story.rotate({1, 2}, {13, 1});
    story.exchanged({1, 2}, {13, 1});
    story.gather(1, {1, 2, 3}, {3});
    story.gather(2, {1, 2, 3}, {3});
    story.commit({1, 2}, {17, 1}, {});
    story.recover({1, 2}, {17, 1});
    story.rotate({1, 2}, {17, 1});
    for (const Node node : {1U, 2U}) {
        story.pass(node, {17, 1});
        story.deliver(node, behind);
        story.deliver(node, last);
        story.install(node, {17, 1}, {1, 2});
    }
    story.deliver_to({1, 2}, story.send(1));
    const Seq late = story.send(1);

    // It comes back; node 2 gets the last message in recovery.
    for (const Node node : {1U, 2U}) story.tell(node, Store{200});
    story.start(3, 100);
    story.form({105, 3}, {3});
    for (const Node node : {1U, 2U, 3U}) story.gather(node, {1, 2, 3}, {});
    story.commit({1, 2, 3}, {109, 1}, {2});
    story.recover({1, 2, 3}, {109, 1});
    story.wrap(1, {109, 1});
    story.rotate({1, 2, 3}, {109, 1});
    story.exchanged({1, 2}, {109, 1});
    for (const Node node : {1U, 2U, 3U}) {
        if (node != 3) story.deliver(node, late);
        story.pass(node, {109, 1});
        story.install(node, {109, 1}, {1, 2, 3});
    }
    story.deliver_to({1, 2, 3}, 1);
    story.settle({1, 2, 3}, story.send(3, Service::safe));
    for (const Node node : {1U, 2U, 3U}) story.end(node);
    return story;
}

// ---- the verdict

std::string first_violation(const std::vector<Event>& events, Options options, bool quiescent) {
    Oracle oracle(options);
    for (const Event& event : events) oracle.take(event);
    oracle.finish(quiescent);
    if (oracle.violations().empty()) return "";
    return oracle.violations().front().property;
}

// ---- changing

std::size_t place_of(const std::vector<Event>& events, Node node,
                     const std::function<bool(const What&)>& wanted, int n) {
    for (std::size_t i = 0; i < events.size(); ++i)
        if (events[i].node == node && wanted(events[i].what) && --n == 0) return i;
    throw std::logic_error("no such event in the story");
}

std::size_t delivery(const Story& story, Node node, const Ring& ring, Seq seq) {
    return place_of(story.events, node, [&](const What& what) {
        const auto* deliver = std::get_if<Deliver>(&what);
        return deliver != nullptr && deliver->ring == ring && deliver->seq == seq;
    });
}

std::size_t installation(const Story& story, Node node, const Ring& ring) {
    return place_of(story.events, node, [&](const What& what) {
        const auto* regular = std::get_if<Regular>(&what);
        return regular != nullptr && regular->ring == ring;
    });
}

std::size_t passage(const Story& story, Node node, const Ring& ring) {
    return place_of(story.events, node, [&](const What& what) {
        const auto* way = std::get_if<Transitional>(&what);
        return way != nullptr && way->from == ring;
    });
}

void erase(Story& story, std::size_t place) {
    story.events.erase(story.events.begin() + static_cast<std::ptrdiff_t>(place));
}

void insert(Story& story, std::size_t place, Node node, What what) {
    const Time time = story.events.at(place == 0 ? 0 : place - 1).time;
    story.events.insert(story.events.begin() + static_cast<std::ptrdiff_t>(place),
                        {time, node, std::move(what)});
}

void move(Story& story, std::size_t from, std::size_t to) {
    Event event = story.events.at(from);
    erase(story, from);
    insert(story, to, event.node, std::move(event.what));
}

} // namespace oracle
