// test/oracle/quorum.cc - where nodes are, and whether what they tell of quorum is right.
#include "oracle/quorum.h"

#include "oracle/text.h"

#include <algorithm>
#include <fmt/format.h>
#include <iterator>

namespace oracle {

namespace {

// The list before, without those who left, and with those who joined.
Nodes changed(const NodeList& event, const Nodes& before) {
    Nodes stayed;
    std::set_difference(before.begin(), before.end(), event.left.begin(), event.left.end(),
                        std::back_inserter(stayed));
    Nodes all;
    std::set_union(stayed.begin(), stayed.end(), event.joined.begin(), event.joined.end(),
                   std::back_inserter(all));
    return all;
}

} // namespace

void QuorumChecker::take(const Event& event) {
    std::visit([&](const auto& each) { on(event, each); }, event.what);
}

void QuorumChecker::violated(const char* property, const Event& at, const Voter& voter,
                             const std::string& what) {
    report_.violated(property, at.time,
                     fmt::format("node {} on ring {} of {}: {}", at.node, text(voter.ring),
                                 text(voter.members), what));
}

// ---- where it is

void QuorumChecker::on(const Event& at, const Start&) {
    gone(at);
    voters_[at.node].live = true;
}

void QuorumChecker::on(const Event& at, const Fail&) { gone(at); }
void QuorumChecker::on(const Event& at, const Leave&) { gone(at); }

void QuorumChecker::gone(const Event& at) {
    Voter& voter = voters_[at.node];
    withdraw(voter, at.node);
    voter = {};
}

void QuorumChecker::on(const Event& at, const Transitional& event) {
    voters_[at.node].along = event.members;
}

void QuorumChecker::on(const Event& at, const Regular& event) {
    arrive(at.time, voters_[at.node], event);
}

void QuorumChecker::on(const Event& at, const Rules& event) {
    Voter& voter = voters_[at.node];
    voter.rules = event;
    voter.waits = event.wait ? Maybe::yes : Maybe::no;
    voter.floor = all_votes(event) - event.device; // that one is counted once it was seen
    if (event.window > 0 || event.device > 0) strict_ = false;
    if (common_ && *common_ != event) change_of_rules();
    common_ = event;
    report_.count("node that counts votes");
}

// ---- what it tells

void QuorumChecker::on(const Event& at, const Quorum& event) {
    Voter& voter = voters_[at.node];
    if (!voter.rules) {
        if (!event.quorate) violated("Q1", at, voter, "is not quorate, though nobody counts votes");
        report_.count("quorum without votes");
        return;
    }
    if (event.members.empty() && !event.quorate && !voter.ever_told) return; // nothing to tell yet
    if (is_late(at, voter, event.ring)) return tell_late(at, voter, event.quorate);
    check_told(at, voter, event);
    lower(at.time, voter);
    const Verdict verdict = judge(voter);
    if (event.quorate && verdict.quorate == Maybe::no)
        violated(verdict.if_quorate, at, voter, "is quorate, but " + verdict.why);
    if (!event.quorate && verdict.quorate == Maybe::yes)
        violated(verdict.if_not, at, voter, "is not quorate, but " + verdict.why);
    const bool first = !voter.told;
    settle(voter, event.quorate);
    if (event.quorate)
        claim(at, voter, first);
    else
        withdraw(voter, at.node);
}

// A client hears at the end of a step what was said within it; the ring may have changed since.
bool QuorumChecker::is_late(const Event& at, const Voter& voter, const Ring& ring) {
    return at.time == voter.since && ring == voter.came && ring != Ring{};
}

void QuorumChecker::tell_late(const Event& at, Voter& voter, bool quorate) {
    voter.ever_told = true;
    voter.quorate = voter.came_quorate = quorate;
    voter.told_members = voter.before;
    voter.passed_over = true; // what else it did there is not known
    if (!quorate) withdraw(voter, at.node);
}

void QuorumChecker::check_told(const Event& at, const Voter& voter, const Quorum& event) {
    const bool late = is_late(at, voter, event.ring) && event.members == voter.before;
    if (!late && (event.ring != voter.ring || event.members != voter.members))
        violated(
            "Q5", at, voter,
            fmt::format("tells of quorum on ring {} of {}", text(event.ring), text(event.members)));
    if (voter.ever_listed && !voter.listed)
        violated("Q5", at, voter, "tells of quorum before it tells of the members");
}

void QuorumChecker::on(const Event& at, const NodeList& event) {
    Voter& voter = voters_[at.node];
    if (!voter.rules || event.members.empty()) return;
    const bool late = is_late(at, voter, event.ring) && event.members == voter.before;
    if (!late && (event.ring != voter.ring || event.members != voter.members))
        violated(
            "Q5", at, voter,
            fmt::format("tells of members {} of ring {}", text(event.members), text(event.ring)));
    else if (voter.ever_listed && changed(event, voter.list) != event.members)
        violated("Q5", at, voter,
                 fmt::format("tells that {} joined and {} left of {}", text(event.joined),
                             text(event.left), text(voter.list)));
    voter.list = event.members;
    voter.ever_listed = true;
    voter.listed = voter.listed || !late;
}

void QuorumChecker::on(const Event& at, const Tally& event) {
    Voter& voter = voters_[at.node];
    if (!voter.rules || !voter.told) return;
    lower(at.time, voter);
    if (event.quorate != voter.quorate)
        violated("Q6", at, voter, "says one thing to the one and another to the other");
    if (!loose_) check_sum(at, voter, event);
    report_.count("tally");
}

void QuorumChecker::check_sum(const Event& at, const Voter& voter, const Tally& event) {
    const std::uint64_t sum = votes_of(*voter.rules, voter.members);
    const std::uint64_t device = voter.cast == voter.ring ? voter.rules->device : 0;
    if (voter.leaving == 0 && !voter.departing && event.total != sum && event.total != sum + device)
        violated("Q6", at, voter, fmt::format("counts {} votes of {}", event.total, sum));
    if (event.expected < voter.floor || (strict_ && event.expected != voter.floor))
        violated("Q6", at, voter,
                 fmt::format("expects {} votes of {}", event.expected, voter.floor));
    if (strict_ && event.quorum != quorum_of(voter))
        violated("Q6", at, voter,
                 fmt::format("calls {} votes a quorum, not {}", event.quorum, quorum_of(voter)));
}

// ---- the end

void QuorumChecker::finish(bool quiescent) {
    if (!quiescent) return;
    for (const auto& [node, voter] : voters_)
        if (voter.live && voter.rules && voter.ever_told && !voter.told)
            violated("Q5", {0, node, End{}}, voter, "never tells of quorum");
}

} // namespace oracle
