// test/oracle/quorum_primary.cc - P1: one primary at a time, and P2: no two without a common
// member.
#include "oracle/quorum.h"

#include "oracle/text.h"

#include <algorithm>
#include <fmt/format.h>

namespace oracle {

namespace {

bool disjoint(const Nodes& one, const Nodes& other) {
    return std::none_of(one.begin(), one.end(), [&](Node node) { return contains(other, node); });
}

} // namespace

// It says that its ring is quorate.
void QuorumChecker::claim(const Event& at, const Voter& voter, bool first) {
    const Rules& rules = *voter.rules;
    Primary& primary = primaries_[voter.ring];
    const bool fresh = primary.holders.empty();
    if (voter.quorate_ring != voter.ring) withdraw(voter, at.node);
    voters_[at.node].quorate_ring = voter.ring;
    primary.members = voter.members;
    primary.holders.insert(at.node);
    const bool alone_right = !rules.two_node && rules.device == 0 && !loose_;
    const bool tie = rules.tie != TieBreaker::none && !voter.majority;
    const bool strict = strict_ && alone_right && !tie;
    const bool direct = alone_right && first && voter.settled && voter.along == voter.members &&
                        (voter.majority || voter.had_quorum);
    primary.strict = fresh ? strict : primary.strict && strict;
    if (direct) primary.came = voter.came;
    primary.direct = primary.direct || direct;
    check_concurrent(at, voter.ring, primary);
    if (strict) check_continuity(at, voter.ring, voter.members);
    report_.count("primary");
}

void QuorumChecker::withdraw(const Voter& voter, Node node) {
    const auto found = primaries_.find(voter.quorate_ring);
    if (found == primaries_.end()) return;
    found->second.holders.erase(node);
    if (found->second.holders.empty()) primaries_.erase(found);
}

void QuorumChecker::check_concurrent(const Event& at, const Ring& ring, const Primary& primary) {
    for (const auto& [other_ring, other] : primaries_) {
        if (other_ring == ring || !disjoint(primary.members, other.members)) continue;
        const bool parted = primary.direct && other.direct && primary.came == other.came;
        if (!(primary.strict && other.strict) && !parted) {
            report_.count("two primaries that the rules allow");
            continue;
        }
        report_.violated("P1", at.time,
                         fmt::format("ring {} of {} and ring {} of {} are both quorate (node {})",
                                     text(ring), text(primary.members), text(other_ring),
                                     text(other.members), at.node));
    }
}

// With those before and behind it in the order of rings.
void QuorumChecker::check_continuity(const Event& at, const Ring& ring, const Nodes& members) {
    const auto [place, fresh] = history_.try_emplace(ring, members);
    if (!fresh) return;
    const auto compare = [&](const std::pair<const Ring, Nodes>& other) {
        if (disjoint(members, other.second))
            report_.violated("P2", at.time,
                             fmt::format("ring {} of {} and ring {} of {} were both quorate and "
                                         "have no common member",
                                         text(ring), text(members), text(other.first),
                                         text(other.second)));
    };
    if (place != history_.begin()) compare(*std::prev(place));
    if (std::next(place) != history_.end()) compare(*std::next(place));
}

} // namespace oracle
