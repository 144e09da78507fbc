// test/oracle/voter.cc - see voter.h.
#include "oracle/voter.h"

#include "oracle/text.h"

#include <algorithm>

namespace oracle {

namespace {

Maybe maybe(bool is) { return is ? Maybe::yes : Maybe::no; }

// The first of the list that was there decides; a list of one needs nobody to have been there.
Maybe wins_by_list(const Voter& voter) {
    const Nodes& order = voter.rules->order;
    if (order.size() == 1) return maybe(contains(voter.members, order.front()));
    for (const Node node : order)
        if (contains(voter.told_members, node)) return maybe(contains(voter.members, node));
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
    // Those who are gone may be quorate without us.
    if (voter.told_members.size() >= voter.members.size() + quorum) return Maybe::no;
    const bool list = rules.tie == TieBreaker::list;
    // Who was not quorate does not know how others broke a tie since.
    if (!voter.quorate && !(list && rules.order.size() == 1)) return Maybe::no;
    if (list) return wins_by_list(voter);
    if (voter.passed_over) return Maybe::either;
    if (voter.strong.empty()) return Maybe::no;
    return maybe(contains(voter.members, rules.tie == TieBreaker::lowest ? voter.strong.front()
                                                                         : voter.strong.back()));
}

} // namespace oracle
