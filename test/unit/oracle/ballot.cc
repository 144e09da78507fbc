// test/unit/oracle/ballot.cc - see ballot.h.
#include "unit/oracle/ballot.h"

#include "oracle/checker.h"
#include "oracle/quorum.h"

#include <algorithm>
#include <iterator>
#include <set>

namespace oracle {

Ballot::Ballot(Node nodes) {
    for (Node node = 1; node <= nodes; ++node) rules.votes.push_back({node, 1});
}

void Ballot::tell(Node node, What what) {
    events.push_back({static_cast<Time>(events.size()), node, std::move(what)});
}

void Ballot::start(Node node) {
    tell(node, Start{});
    tell(node, rules);
    here_[node] = {};
}

void Ballot::ring(const Nodes& members) {
    const Ring fresh{++last_ * 4, members.front()};
    const std::map<Node, Here> before = here_;
    for (const Node node : members) {
        const Here& old = before.at(node);
        Nodes along;
        std::copy_if(members.begin(), members.end(), std::back_inserter(along),
                     [&](Node other) { return before.at(other).ring == old.ring; });
        tell(node, Transitional{{fresh.seq - 1, along.front()}, along, old.ring});
        tell(node, Regular{fresh, members, {fresh.seq - 1, along.front()}, false});
        here_[node] = {fresh, members};
    }
}

void Ballot::ring(const Nodes& members, bool quorate) {
    ring(members);
    for (const Node node : members) quorum(node, quorate);
}

void Ballot::quorum(Node node, bool quorate) {
    tell(node, Quorum{here_.at(node).ring, here_.at(node).members, quorate});
}

std::string blamed(const Ballot& ballot, bool quiescent) {
    Report report;
    QuorumChecker checker(report);
    for (const Event& event : ballot.events) checker.take(event);
    checker.finish(quiescent);
    std::set<std::string> names;
    for (const Violation& one : report.violations()) names.insert(one.property);
    std::string text;
    for (const std::string& name : names) text += (text.empty() ? "" : " ") + name;
    return text;
}

} // namespace oracle
