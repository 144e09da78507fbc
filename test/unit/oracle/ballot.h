// test/unit/oracle/ballot.h - makes traces of nodes that count votes, to be spoilt.
#pragma once

#include "oracle/oracle.h"

#include <map>
#include <string>
#include <vector>

namespace oracle {

class Ballot {
public:
    // One vote each, for nodes 1 to `nodes`.
    explicit Ballot(Node nodes);

    Rules rules; // of nodes that start from now on

    void start(Node node);
    // These form a ring, those whom they knew come along; `quorate` is what all of them tell. It
    // says nothing if it is not given.
    void ring(const Nodes& members);
    void ring(const Nodes& members, bool quorate);
    void tell(Node node, What what);
    void quorum(Node node, bool quorate);

    std::vector<Event> events;
    [[nodiscard]] Ring now(Node node) const { return here_.at(node).ring; }

private:
    struct Here {
        Ring ring;
        Nodes members;
    };
    std::map<Node, Here> here_;
    std::uint64_t last_ = 0;
};

// The properties of votes that are violated, each once: "P1 Q1"; or "".
std::string blamed(const Ballot& ballot, bool quiescent = true);

} // namespace oracle
