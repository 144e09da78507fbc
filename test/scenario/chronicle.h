// test/scenario/chronicle.h - what every node installed and delivered, and whether that is allowed.
//
//   Nodes that go together from one ring to the next have delivered the same messages, in the same
//   order, in between. A ring id means one membership, which includes whoever installs it; along a
//   node's way the ring sequence grows, over deaths too. A message is delivered once by a member.
#pragma once

#include "node/node.h"

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace baton::scenario {

class Chronicle {
public:
    void note(std::uint32_t id, const NodeAction& action);
    void died(std::uint32_t id);
    [[nodiscard]] const std::string& complaints() const { return complaints_; }

private:
    using Messages = std::vector<std::string>;
    struct Way { // of one node
        RingId ring;
        std::uint64_t seq = 0;     // the last ring sequence, of earlier lives too
        bool installed = false;    // in this life
        bool member = false;       // of the group
        bool whole_stay = false;   // ... since before the ring was installed
        Messages messages;         // since then
        std::set<std::string> had; // in this life
    };
    struct Passage { // who has gone from one ring to another, and with what
        std::uint32_t first = 0;
        Messages messages;
    };

    void install(std::uint32_t id, const MembershipChanged& change);
    void compare(std::uint32_t id, const Way& way, RingId next);
    void deliver(std::uint32_t id, const cpg::DeliverEvent& event);
    void complain(std::uint32_t id, const std::string& what);

    std::map<std::uint32_t, Way> nodes_;
    std::map<RingId, std::vector<NodeId>> rings_;
    std::map<std::pair<RingId, RingId>, Passage> passages_;
    std::string complaints_;
};

} // namespace baton::scenario
