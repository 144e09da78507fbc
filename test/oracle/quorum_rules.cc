// test/oracle/quorum_rules.cc - what a node must say of quorum, as far as that is determined.
#include "oracle/quorum.h"

#include "oracle/text.h"

#include <algorithm>
#include <fmt/format.h>

namespace oracle {

// ---- from ring to ring

void QuorumChecker::arrive(Time time, Voter& voter, const Regular& event) {
    lower(time, voter);
    if (!voter.told && voter.ring != Ring{}) voter.passed_over = true;
    const bool alone = !within(voter.members, event.members) || may_be_half(voter, event.members);
    voter.settled = voter.told;
    voter.came_quorate = voter.told && voter.quorate;
    voter.had_quorum = voter.told && voter.majority;
    voter.came = voter.ring;
    voter.before = voter.members;
    voter.since = time;
    voter.ring = event.ring;
    voter.members = event.members;
    voter.told = voter.listed = false;
    // Time that passed while nodes changed over still counts.
    if (alone && (!voter.lonely || !voter.rules ||
                  (voter.settled && time >= *voter.lonely + voter.rules->window)))
        voter.lonely = time;
    inherit(time, voter);
    if (voter.departing) forget_vote_of(voter); // it said so before it came
}

// Where a tie breaker may decide, the last man's time runs even if he lost nobody: those whom he
// never saw are forgotten too. How many votes he needs is not known, but how many at most.
bool QuorumChecker::may_be_half(const Voter& voter, const Nodes& members) const {
    if (!voter.rules || voter.rules->tie == TieBreaker::none) return false;
    return members.size() <= std::max(all_votes(*voter.rules), most_expected_) / 2 + 1;
}

// Who is quorate says what is expected, and those who are not believe it. What somebody said on an
// earlier ring may be heard only now.
void QuorumChecker::inherit(Time time, Voter& voter) {
    voter.leaving = 0;
    for (const Node node : voter.members) {
        const auto found = voters_.find(node);
        if (found == voters_.end() || !found->second.rules) continue;
        Voter& other = found->second;
        lower(time, other);
        voter.floor = std::min(voter.floor, other.floor);
        if (other.expects) voter.floor = std::min(voter.floor, *other.expects);
        if (other.departing) forget_vote(voter);
        if (other.pardons && voter.waits == Maybe::yes) voter.waits = Maybe::either;
    }
}

// The others count without a leaver, and it believes them if it is not quorate.
void QuorumChecker::forget_vote_of(const Voter& leaver) {
    for (const Node node : leaver.members)
        if (Voter& voter = voters_[node]; &voter != &leaver && voter.ring == leaver.ring)
            forget_vote(voter);
}

void QuorumChecker::forget_vote(Voter& voter) {
    ++voter.leaving;
    const std::size_t all = voter.members.size();
    voter.floor = std::min<std::uint64_t>(voter.floor, all - std::min(voter.leaving, all - 1));
}

// As time goes by the last man forgets those whom he lost, but not while nodes change over.
void QuorumChecker::lower(Time time, Voter& voter) {
    if (!voter.rules || voter.rules->window == 0 || !voter.lonely) return;
    if (!voter.told || !voter.quorate || time < *voter.lonely + voter.rules->window) return;
    voter.floor = std::min<std::uint64_t>(voter.floor, voter.members.size());
}

// Somebody there said that nobody shall wait; when that is heard is not known.
bool QuorumChecker::pardoned(const Voter& voter) const {
    return std::any_of(voter.members.begin(), voter.members.end(), [this](Node node) {
        const auto found = voters_.find(node);
        return found != voters_.end() && found->second.pardons;
    });
}

void QuorumChecker::settle(Voter& voter, bool quorate) {
    const std::uint64_t votes = votes_of(*voter.rules, voter.members);
    voter.ever_told = voter.told = true;
    voter.quorate = quorate;
    voter.told_members = voter.members;
    voter.majority = quorate && votes >= quorum_of(voter);
    voter.passed_over = voter.passed_over && !voter.majority;
    if (voter.majority) voter.strong = voter.members;
    const bool waits = voter.rules->wait && !quorate;
    voter.waits = !waits ? Maybe::no : pardoned(voter) ? Maybe::either : Maybe::yes;
    if (voter.leaving == 0) voter.floor = std::max(voter.floor, votes);
    report_.count(quorate ? "quorate" : waits ? "waiting or inquorate" : "inquorate");
    if (quorate && !voter.majority) report_.count("quorate without a majority");
}

// ---- the verdict

std::uint64_t QuorumChecker::quorum_of(const Voter& voter) const {
    if (voter.rules->two_node && voter.members.size() <= 2) return 1;
    return voter.floor / 2 + 1;
}

QuorumChecker::Verdict QuorumChecker::judge(const Voter& voter) const {
    if (loose_) return {};
    return strict_ ? judge_strictly(voter) : judge_loosely(voter);
}

QuorumChecker::Verdict QuorumChecker::judge_strictly(const Voter& voter) const {
    const std::uint64_t votes = votes_of(*voter.rules, voter.members);
    const std::uint64_t quorum = quorum_of(voter);
    Verdict verdict;
    verdict.quorate = votes >= quorum ? Maybe::yes : Maybe::no;
    verdict.why = fmt::format("{} of {} votes are there", votes, voter.floor);
    if (votes < quorum && votes == voter.floor / 2 && voter.rules->tie != TieBreaker::none)
        verdict = {wins_tie(voter, voter.floor, quorum), "half of the votes are there", "Q4", "Q4"};
    const Maybe waits = must_wait(voter, quorum);
    if (waits == Maybe::yes)
        return {Maybe::no, "it has not seen all since it had no quorum", "Q3", "Q3"};
    if (waits == Maybe::either && verdict.quorate == Maybe::yes) verdict.quorate = Maybe::either;
    return verdict;
}

// Less than what cannot be less is not enough, but for a tie.
QuorumChecker::Verdict QuorumChecker::judge_loosely(const Voter& voter) const {
    const Rules& rules = *voter.rules;
    const std::uint64_t votes =
        votes_of(rules, voter.members) + (voter.cast == voter.ring ? rules.device : 0);
    const bool tie = rules.tie != TieBreaker::none && votes >= voter.floor / 2;
    Verdict verdict;
    if (votes >= quorum_of(voter) || tie) return verdict;
    verdict.quorate = Maybe::no;
    verdict.why = fmt::format("{} votes are there of {}, or more", votes, voter.floor);
    return verdict;
}

// It waits no longer when all are there; and when those are there, with a majority of their own,
// who were quorate when they came. Fewer of those may forget it while they hear of one another.
Maybe QuorumChecker::must_wait(const Voter& voter, std::uint64_t quorum) const {
    if (!voter.rules->wait) return Maybe::no;
    if (votes_of(*voter.rules, voter.members) == voter.floor) return Maybe::no;
    Nodes quorate;
    bool unsure = voter.passed_over;
    for (const Node member : voter.members) {
        const auto found = voters_.find(member);
        if (found == voters_.end()) continue;
        const Voter& other = found->second;
        if (other.ring == voter.ring && other.came_quorate) quorate.push_back(member);
        unsure = unsure || other.quorate || other.passed_over;
    }
    if (votes_of(*voter.rules, quorate) >= quorum) return Maybe::no;
    return unsure || !quorate.empty() ? Maybe::either : voter.waits;
}

// ---- what changes the count

void QuorumChecker::on(const Event& at, const Expect& event) {
    strict_ = false;
    Voter& voter = voters_[at.node];
    most_expected_ = std::max<std::uint64_t>(most_expected_, event.votes);
    voter.expects = std::min<std::uint64_t>(voter.expects.value_or(event.votes), event.votes);
    for (const Node node : voter.members)
        voters_[node].floor = std::min<std::uint64_t>(voters_[node].floor, event.votes);
    report_.count("expected votes set");
}

void QuorumChecker::on(const Event& at, const Depart&) {
    Voter& leaver = voters_[at.node];
    if (!leaver.rules || !leaver.rules->downscale) return;
    strict_ = false;
    leaver.departing = true;
    forget_vote(leaver);
    forget_vote_of(leaver);
    report_.count("left with its vote");
}

void QuorumChecker::on(const Event&, const Revote&) {
    change_of_rules();
    report_.count("rules changed");
}

void QuorumChecker::change_of_rules() {
    strict_ = false;
    loose_ = true;
}

void QuorumChecker::on(const Event& at, const Pardon&) {
    voters_[at.node].pardons = true;
    for (const Node node : voters_[at.node].members) {
        Voter& voter = voters_[node];
        if (voter.waits == Maybe::yes) voter.waits = Maybe::either;
    }
    report_.count("pardon");
}

void QuorumChecker::on(const Event& at, const Device& event) {
    voters_[at.node].cast = event.cast ? event.ring : Ring{};
    report_.count(event.cast ? "vote of the device" : "no vote of the device");
}

} // namespace oracle
