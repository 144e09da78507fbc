// test/oracle/voter.cc - see voter.h.
#include "oracle/voter.h"

#include "oracle/text.h"

#include <algorithm>

namespace oracle {

namespace {

Maybe maybe(bool is) { return is ? Maybe::yes : Maybe::no; }

// The first of the list that is there, unless one before it was there until now: that one may be
// quorate without us.
Maybe wins_by_list(const Voter& voter) {
    for (const Node node : voter.rules->order) {
        if (contains(voter.members, node)) return Maybe::yes;
        if (contains(voter.before, node)) return Maybe::no;
    }
    return Maybe::no;
}

} // namespace

std::uint64_t votes_of(const Rules& rules, const Nodes& nodes) {
    std::uint64_t sum = 0;
    for (const Share& share : rules.votes)
        if (contains(nodes, share.node)) sum += share.votes;
    return sum;
}

std::uint64_t all_votes(const Rules& rules) {
    std::uint64_t sum = rules.device;
    for (const Share& share : rules.votes) sum += share.votes;
    return sum;
}

Maybe wins_tie(const Voter& voter, std::uint64_t expected, std::uint64_t quorum) {
    const Rules& rules = *voter.rules;
    if (rules.tie == TieBreaker::none || (expected % 2 != 0 && !rules.wait)) return Maybe::no;
    if (voter.passed_over) return Maybe::either;
    // Those who are gone may be quorate without us.
    const std::size_t gone =
        voter.before.size() - std::min(voter.before.size(), voter.members.size());
    if (gone >= quorum) return Maybe::no;
    if (rules.tie == TieBreaker::list) return wins_by_list(voter);
    if (voter.strong.empty()) return Maybe::no;
    return maybe(contains(voter.members, rules.tie == TieBreaker::lowest ? voter.strong.front()
                                                                         : voter.strong.back()));
}

} // namespace oracle
