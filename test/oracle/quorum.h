// test/oracle/quorum.h - P and Q: who is quorate, from votes, memberships and rules alone.
//
// While all count by the same rules, and nothing is changed while they run, it is known of each
// ring what every member must say. Once expected votes may shrink (they are lowered, somebody left,
// the last man stands) it is known below what they cannot be, and a minority of that is one. What a
// device answers is its own affair: its vote counts where it said so.
#pragma once

#include "oracle/checker.h"
#include "oracle/voter.h"

#include <map>
#include <set>

namespace oracle {

class QuorumChecker final : public Checker {
public:
    explicit QuorumChecker(Report& report) : Checker(report) {}

    void take(const Event& event) override;
    void finish(bool quiescent) override;

private:
    // quorum.cc: where nodes are, and what they tell
    void on(const Event& at, const Start& event);
    void on(const Event& at, const Fail& event);
    void on(const Event& at, const Leave& event);
    void on(const Event& at, const Transitional& event);
    void on(const Event& at, const Regular& event);
    void on(const Event& at, const Rules& event);
    void on(const Event& at, const Quorum& event);
    void on(const Event& at, const NodeList& event);
    void on(const Event& at, const Tally& event);
    // quorum_rules.cc: what changes the count while nodes run
    void on(const Event& at, const Expect& event);
    void on(const Event& at, const Depart& event);
    void on(const Event& at, const Revote& event);
    void on(const Event& at, const Pardon& event);
    void on(const Event& at, const Device& event);
    template <class Other>
    void on(const Event&, const Other&) {}

    void gone(const Event& at);
    static bool is_late(const Event& at, const Voter& voter, const Ring& ring);
    void tell_late(const Event& at, Voter& voter, bool quorate);
    void check_told(const Event& at, const Voter& voter, const Quorum& event);
    void check_sum(const Event& at, const Voter& voter, const Tally& event);

    // quorum_rules.cc
    struct Verdict {
        Maybe quorate = Maybe::either;
        std::string why;
        const char* if_quorate = "Q1"; // what is violated then
        const char* if_not = "Q2";
    };
    [[nodiscard]] Verdict judge(const Voter& voter) const;
    [[nodiscard]] Verdict judge_strictly(const Voter& voter) const;
    [[nodiscard]] Verdict judge_loosely(const Voter& voter) const;
    [[nodiscard]] Maybe must_wait(const Voter& voter, std::uint64_t quorum) const;
    void settle(Voter& voter, bool quorate);
    void arrive(Time time, Voter& voter, const Regular& event);
    void inherit(Time time, Voter& voter);
    [[nodiscard]] bool may_be_half(const Voter& voter, const Nodes& members) const;
    void forget_vote_of(const Voter& leaver);
    static void forget_vote(Voter& voter);
    [[nodiscard]] bool pardoned(const Voter& voter) const;
    static void lower(Time time, Voter& voter);
    [[nodiscard]] std::uint64_t quorum_of(const Voter& voter) const;
    void change_of_rules();

    // quorum_primary.cc: P1 and P2
    struct Primary {
        Nodes members;
        std::set<Node> holders; // who say so, now
        bool strict = false;    // not by a tie, and all count by the same rules
        bool direct = false;    // all of it comes from the ring `came`, as one part of that
        Ring came;
    };
    void claim(const Event& at, const Voter& voter, bool first);
    void withdraw(const Voter& voter, Node node);
    void check_concurrent(const Event& at, const Ring& ring, const Primary& primary);
    void check_continuity(const Event& at, const Ring& ring, const Nodes& members);

    void violated(const char* property, const Event& at, const Voter& voter,
                  const std::string& what);

    std::map<Node, Voter> voters_;
    std::optional<Rules> common_;
    bool strict_ = true; // the same rules for all, and nothing is changed while nodes run
    bool loose_ = false; // nobody knows what is expected
    std::uint64_t most_expected_ = 0; // that anybody ever asked for
    std::map<Ring, Primary> primaries_;
    std::map<Ring, Nodes> history_; // the strict ones, by their number
};

} // namespace oracle
