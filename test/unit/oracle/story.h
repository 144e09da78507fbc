// test/unit/oracle/story.h - makes traces of a ring that does everything right, to be spoilt.
//
// A story knows what each node is in and what was sent, so that a test says only what happens. What
// it writes down is a list of events, and a test changes that list.
#pragma once

#include "oracle/oracle.h"

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace oracle {

class Story {
public:
    // ---- the life of a process
    void start(Node node, std::uint64_t stored);
    void crash(Node node) { tell(node, Fail{}); }
    void leave(Node node) { tell(node, Leave{}); }
    void end(Node node) { tell(node, End{}); }

    // ---- on a ring
    Seq send(Node node, Service service = Service::agreed);
    void deliver(Node node, Seq seq); // of its ring, or of the ring that it just left
    void deliver_to(const Nodes& nodes, Seq seq);
    void turn(Node node, const Ring& ring, Seq aru); // passes a token on
    // A safe message becomes known to be everywhere, and is delivered.
    void settle(const Nodes& nodes, Seq seq);

    // ---- from ring to ring, step by step
    void gather(Node node, const Nodes& proc, const Nodes& failed);
    void commit(const Nodes& members, const Ring& ring, const Nodes& behind);
    void recover(const Nodes& members, const Ring& ring);
    void wrap(Node node, const Ring& ring); // repeats an old message there
    void exchanged(const Nodes& members, const Ring& ring);
    void rotate(const Nodes& members, const Ring& ring); // until all have all
    void pass(Node node, const Ring& ring);              // the transitional configuration
    void install(Node node, const Ring& ring, const Nodes& members);
    // All of it, with nothing left to deliver.
    void form(const Ring& ring, const Nodes& members);

    void tell(Node node, What what);

    std::vector<Event> events;

private:
    struct Sent {
        Node sender = 0;
        Service service = Service::agreed;
        Digest digest = 0;
    };
    struct Here {
        Ring ring;
        Ring old; // when it started, and until it is in a ring
        Nodes members;
        Seq delivered = 0;
        Ring through; // the transitional configuration
    };

    [[nodiscard]] Nodes companions(Node node, const Nodes& members) const;

    std::map<Node, Here> here_;
    std::map<Ring, std::vector<Sent>> sent_;
    std::uint32_t turns_ = 0;
};

// Three nodes that find each other; one dies with messages that the others miss; an attempt to go
// on without it fails and the next succeeds; it comes back, and something is repeated in that
// recovery.
Story good_story();

// What the oracle finds first, or "" if nothing.
std::string first_violation(const std::vector<Event>& events, Options options = {},
                            bool quiescent = true);

// The place of the n-th event of a node for which `wanted` holds.
std::size_t place_of(const std::vector<Event>& events, Node node,
                     const std::function<bool(const What&)>& wanted, int n = 1);
std::size_t delivery(const Story& story, Node node, const Ring& ring, Seq seq);
std::size_t installation(const Story& story, Node node, const Ring& ring);
std::size_t passage(const Story& story, Node node, const Ring& ring);
template <class Kind>
std::size_t nth(const Story& story, Node node, int n = 1) {
    return place_of(
        story.events, node, [](const What& what) { return std::holds_alternative<Kind>(what); }, n);
}
template <class Kind>
Kind& at(Story& story, std::size_t place) {
    return std::get<Kind>(story.events.at(place).what);
}
void erase(Story& story, std::size_t place);
void insert(Story& story, std::size_t place, Node node, What what);
void move(Story& story, std::size_t from, std::size_t to); // to: counted without the moved one

} // namespace oracle
