// test/unit/oracle/quorum_test.cc - who is quorate: what is right, and what is not.
#include "unit/oracle/ballot.h"

#include "unit/cmocka.h"

using namespace oracle;

namespace {

Ballot started(Node nodes) {
    Ballot ballot(nodes);
    for (Node node = 1; node <= nodes; ++node) ballot.start(node);
    return ballot;
}

Ballot five() {
    Ballot ballot = started(5);
    ballot.ring({1, 2, 3, 4, 5}, true);
    return ballot;
}

// Nodes 1 to `nodes` that count by what `set` says.
template <class Set>
Ballot with(Node nodes, Set set) {
    Ballot ballot(nodes);
    set(ballot.rules);
    for (Node node = 1; node <= nodes; ++node) ballot.start(node);
    return ballot;
}

void expect_blame(const Ballot& ballot, const char* properties) {
    const std::string found = blamed(ballot);
    assert_string_equal(found.c_str(), properties);
}

// ---- majorities

void a_majority_on_one_side_is_right(void**) {
    Ballot ballot = five();
    ballot.ring({1, 2, 3}, true);
    ballot.ring({4, 5}, false);
    ballot.ring({1, 2, 3, 4, 5}, true);
    expect_blame(ballot, "");
}

void a_minority_that_is_quorate_is_wrong(void**) {
    Ballot ballot = five();
    ballot.ring({4, 5}, true);
    expect_blame(ballot, "Q1");
}

void a_majority_that_is_not_quorate_is_wrong(void**) {
    Ballot ballot = five();
    ballot.ring({1, 2, 3}, false);
    expect_blame(ballot, "Q2");
}

void half_of_the_votes_is_no_majority(void**) {
    Ballot ballot = started(4);
    ballot.ring({1, 2}, true);
    expect_blame(ballot, "Q1");
}

void votes_are_counted_not_nodes(void**) {
    Ballot ballot = with(3, [](Rules& rules) { rules.votes[0].votes = 3; });
    ballot.ring({1}, true);
    ballot.ring({2, 3}, false);
    expect_blame(ballot, "");
}

void two_disjoint_rings_are_not_both_quorate(void**) {
    Ballot ballot = five();
    ballot.ring({1, 2, 3}, true);
    ballot.ring({4, 5}, true);
    expect_blame(ballot, "P1 P2 Q1");
}

// Though nobody knows any more how many votes are expected.
void parts_of_one_ring_are_not_both_quorate(void**) {
    Ballot ballot = started(5);
    ballot.tell(1, Expect{5});
    ballot.ring({1, 2, 3, 4, 5}, true);
    for (const Node node : {1U, 2U}) ballot.tell(node, Expect{1});
    ballot.ring({1, 2}, true);
    ballot.ring({3, 4, 5}, true);
    expect_blame(ballot, "P1");
}

void primaries_one_after_the_other_have_a_common_member(void**) {
    Ballot ballot = five();
    ballot.ring({1, 2}, true);
    ballot.tell(1, Fail{});
    ballot.tell(2, Fail{});
    ballot.ring({3, 4, 5}, true);
    expect_blame(ballot, "P2 Q1");
}

// ---- two nodes, and waiting

void two_nodes_are_quorate_each_alone(void**) {
    Ballot ballot = with(2, [](Rules& rules) { rules.two_node = rules.wait = true; });
    ballot.ring({1}, false);
    ballot.ring({2}, false);
    ballot.ring({1, 2}, true);
    ballot.ring({1}, true);
    ballot.ring({2}, true);
    expect_blame(ballot, "");
}

void who_waits_for_all_is_not_quorate_before(void**) {
    Ballot ballot = with(3, [](Rules& rules) { rules.wait = true; });
    ballot.ring({1, 2}, true);
    expect_blame(ballot, "Q3");
}

void who_has_seen_all_needs_a_majority_only(void**) {
    Ballot ballot = with(3, [](Rules& rules) { rules.wait = true; });
    ballot.ring({1, 2}, false);
    ballot.ring({1, 2, 3}, true);
    ballot.ring({1, 2}, true);
    expect_blame(ballot, "");
}

void who_lost_quorum_waits_again(void**) {
    Ballot ballot = with(5, [](Rules& rules) { rules.wait = true; });
    ballot.ring({1, 2, 3, 4, 5}, true);
    for (const Node node : {1U, 2U, 3U, 4U, 5U}) ballot.ring({node}, false);
    ballot.ring({1, 2, 3}, true);
    expect_blame(ballot, "Q3");
}

void who_meets_a_quorate_majority_waits_no_longer(void**) {
    Ballot ballot = with(5, [](Rules& rules) { rules.wait = true; });
    ballot.ring({1, 2, 3, 4, 5}, true);
    ballot.ring({1, 2, 3}, true);
    ballot.ring({4, 5}, false);
    ballot.ring({1, 2, 3, 4}, false);
    expect_blame(ballot, "Q2");
}

void a_pardon_ends_the_waiting(void**) {
    Ballot ballot = with(3, [](Rules& rules) { rules.wait = true; });
    ballot.ring({1, 2}, false);
    ballot.tell(1, Pardon{});
    ballot.quorum(1, true);
    ballot.quorum(2, true);
    expect_blame(ballot, "");
}

// ---- ties

void the_side_of_the_lowest_wins_a_tie(void**) {
    Ballot ballot = with(4, [](Rules& rules) { rules.tie = TieBreaker::lowest; });
    ballot.ring({1, 2, 3, 4}, true);
    ballot.ring({1, 4}, true);
    ballot.ring({2, 3}, false);
    expect_blame(ballot, "");
}

void the_other_side_does_not(void**) {
    Ballot ballot = with(4, [](Rules& rules) { rules.tie = TieBreaker::lowest; });
    ballot.ring({1, 2, 3, 4}, true);
    ballot.ring({2, 3}, true);
    expect_blame(ballot, "Q4");
}

void the_side_of_the_highest_wins_where_that_is_the_rule(void**) {
    Ballot ballot = with(4, [](Rules& rules) { rules.tie = TieBreaker::highest; });
    ballot.ring({1, 2, 3, 4}, true);
    ballot.ring({1, 2}, false);
    ballot.ring({3, 4}, true);
    expect_blame(ballot, "");
}

void the_first_of_a_list_wins(void**) {
    Ballot ballot = with(4, [](Rules& rules) {
        rules.tie = TieBreaker::list;
        rules.order = {3, 1};
    });
    ballot.ring({1, 2, 3, 4}, true);
    ballot.ring({3, 4}, true);
    ballot.ring({1, 2}, false);
    expect_blame(ballot, "");
}

void one_that_never_had_a_majority_breaks_no_tie(void**) {
    Ballot ballot = with(4, [](Rules& rules) { rules.tie = TieBreaker::lowest; });
    ballot.ring({1, 2}, true);
    expect_blame(ballot, "Q4");
}

void an_odd_number_of_votes_has_no_tie(void**) {
    Ballot ballot = with(5, [](Rules& rules) { rules.tie = TieBreaker::lowest; });
    ballot.ring({1, 2, 3, 4, 5}, true);
    ballot.ring({1, 2, 3}, true);
    ballot.ring({1, 2}, true);
    expect_blame(ballot, "Q4");
}

// ---- votes that are no longer expected

void expected_votes_may_be_lowered(void**) {
    Ballot ballot = five();
    ballot.ring({1, 2}, false);
    ballot.tell(1, Expect{2});
    ballot.quorum(1, true);
    ballot.quorum(2, true);
    expect_blame(ballot, "");
}

void a_minority_of_what_was_lowered_is_one(void**) {
    Ballot ballot = five();
    ballot.tell(1, Expect{4});
    ballot.ring({1, 2}, true);
    expect_blame(ballot, "Q1");
}

void the_last_man_forgets_those_he_lost_in_time(void**) {
    Ballot ballot = with(5, [](Rules& rules) { rules.window = 3; });
    ballot.ring({1, 2, 3, 4, 5}, true);
    ballot.ring({1, 2, 3}, true);
    ballot.ring({1, 2}, true);
    expect_blame(ballot, "");
}

void but_not_before(void**) {
    Ballot ballot = with(5, [](Rules& rules) { rules.window = 1000; });
    ballot.ring({1, 2, 3, 4, 5}, true);
    ballot.ring({1, 2, 3}, true);
    ballot.ring({1, 2}, true);
    expect_blame(ballot, "Q1");
}

void with_a_tie_breaker_also_those_he_never_saw(void**) {
    Ballot ballot = with(4, [](Rules& rules) {
        rules.window = 3;
        rules.tie = TieBreaker::lowest;
    });
    ballot.ring({1, 2, 3}, true);
    ballot.ring({1, 2, 3}, true);
    ballot.tell(1, Tally{3, 3, 2, true});
    expect_blame(ballot, "");
}

void without_one_he_does_not_forget_them(void**) {
    Ballot ballot = with(4, [](Rules& rules) { rules.window = 3; });
    ballot.ring({1, 2, 3}, true);
    ballot.ring({1, 2, 3}, true);
    ballot.tell(1, Tally{3, 3, 2, true});
    expect_blame(ballot, "Q6");
}

void nor_where_more_than_a_quorum_are_there(void**) {
    Ballot ballot = with(5, [](Rules& rules) {
        rules.window = 3;
        rules.tie = TieBreaker::lowest;
    });
    ballot.ring({1, 2, 3, 4}, true);
    ballot.ring({1, 2, 3, 4}, true);
    ballot.tell(1, Tally{4, 4, 3, true});
    expect_blame(ballot, "Q6");
}

void who_leaves_may_take_its_vote_along(void**) {
    Ballot ballot = with(3, [](Rules& rules) { rules.downscale = true; });
    ballot.ring({1, 2, 3}, true);
    ballot.tell(3, Depart{});
    ballot.tell(3, Leave{});
    ballot.tell(2, Depart{});
    ballot.tell(2, Leave{});
    ballot.ring({1}, true);
    expect_blame(ballot, "");
}

void who_leaves_may_count_like_those_who_stay(void**) {
    Ballot ballot = with(4, [](Rules& rules) { rules.downscale = true; });
    ballot.ring({1, 2, 3});
    ballot.tell(3, Depart{});
    for (const Node node : {1U, 2U, 3U}) ballot.quorum(node, true);
    ballot.tell(3, Tally{3, 3, 3, true});
    expect_blame(ballot, "");
}

void who_said_so_before_it_came_takes_its_vote_along(void**) {
    Ballot ballot = with(4, [](Rules& rules) { rules.downscale = true; });
    ballot.ring({3}, false);
    ballot.tell(3, Depart{});
    ballot.ring({1, 2, 3});
    for (const Node node : {1U, 2U, 3U}) ballot.quorum(node, true);
    ballot.tell(1, Tally{2, 2, 2, true});
    expect_blame(ballot, "");
}

void who_dies_does_not(void**) {
    Ballot ballot = with(3, [](Rules& rules) { rules.downscale = true; });
    ballot.ring({1, 2, 3}, true);
    ballot.tell(3, Fail{});
    ballot.tell(2, Fail{});
    ballot.ring({1}, true);
    expect_blame(ballot, "Q1");
}

void the_vote_of_the_device_counts_where_it_said_so(void**) {
    Ballot ballot = with(2, [](Rules& rules) { rules.device = 1; });
    ballot.ring({1, 2}, true);
    ballot.ring({1});
    ballot.tell(1, Device{ballot.now(1), true});
    ballot.quorum(1, true);
    ballot.ring({2}, false);
    expect_blame(ballot, "");
}

void and_nowhere_else(void**) {
    Ballot ballot = with(2, [](Rules& rules) { rules.device = 1; });
    ballot.ring({1, 2}, true);
    ballot.tell(1, Device{ballot.now(1), true});
    ballot.ring({1}, true);
    expect_blame(ballot, "Q1");
}

void rules_that_change_say_nothing(void**) {
    Ballot ballot = five();
    ballot.tell(1, Revote{});
    ballot.ring({1, 2}, true);
    expect_blame(ballot, "");
}

// ---- what is told

void a_node_without_votes_is_always_quorate(void**) {
    Ballot ballot(2);
    ballot.tell(1, Start{});
    ballot.tell(1, Quorum{{}, {}, true});
    ballot.tell(1, Quorum{{}, {}, false});
    expect_blame(ballot, "Q1");
}

void quorum_is_told_of_the_ring_that_is_there(void**) {
    Ballot ballot = five();
    const Ring before = ballot.now(1);
    ballot.ring({1, 2, 3});
    ballot.tell(1, Quorum{before, {1, 2, 3, 4, 5}, true});
    expect_blame(ballot, "Q5");
}

void an_empty_view_comes_first_or_never(void**) {
    Ballot ballot = five();
    ballot.tell(1, Quorum{{}, {}, false});
    expect_blame(ballot, "Q2 Q5");
}

void quorum_is_told_of_every_ring_that_stays(void**) {
    Ballot ballot = five();
    ballot.ring({1, 2, 3, 4});
    expect_blame(ballot, "Q5");
}

void members_are_told_before_quorum(void**) {
    Ballot ballot = started(2);
    ballot.ring({1, 2});
    ballot.tell(1, NodeList{ballot.now(1), {1, 2}, {}, {}});
    ballot.quorum(1, true);
    ballot.ring({1, 2});
    ballot.quorum(1, true);
    ballot.quorum(2, true);
    expect_blame(ballot, "Q5");
}

void lists_of_members_follow_from_one_another(void**) {
    Ballot ballot = started(3);
    ballot.ring({1, 2, 3});
    ballot.tell(1, NodeList{ballot.now(1), {1, 2, 3}, {}, {}});
    ballot.quorum(1, true);
    ballot.quorum(2, true);
    ballot.quorum(3, true);
    ballot.ring({1, 2});
    ballot.tell(1, NodeList{ballot.now(1), {1, 2}, {}, {}});
    ballot.quorum(1, true);
    ballot.quorum(2, true);
    const std::string found = blamed(ballot, false);
    assert_string_equal(found.c_str(), "Q5");
}

void sums_are_right(void**) {
    Ballot ballot = five();
    ballot.tell(1, Tally{5, 5, 3, true});
    ballot.ring({1, 2, 3}, true);
    ballot.tell(1, Tally{5, 3, 3, true});
    expect_blame(ballot, "");
}

void a_wrong_sum_is_found(void**) {
    const Tally wrong[] = {{4, 5, 3, true}, {5, 4, 3, true}, {5, 5, 2, true}, {5, 5, 3, false}};
    std::string found;
    for (const Tally& tally : wrong) {
        Ballot ballot = five();
        ballot.tell(1, tally);
        found += blamed(ballot);
    }
    assert_string_equal(found.c_str(), "Q6Q6Q6Q6");
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(a_majority_on_one_side_is_right),
        cmocka_unit_test(a_minority_that_is_quorate_is_wrong),
        cmocka_unit_test(a_majority_that_is_not_quorate_is_wrong),
        cmocka_unit_test(half_of_the_votes_is_no_majority),
        cmocka_unit_test(votes_are_counted_not_nodes),
        cmocka_unit_test(two_disjoint_rings_are_not_both_quorate),
        cmocka_unit_test(parts_of_one_ring_are_not_both_quorate),
        cmocka_unit_test(primaries_one_after_the_other_have_a_common_member),
        cmocka_unit_test(two_nodes_are_quorate_each_alone),
        cmocka_unit_test(who_waits_for_all_is_not_quorate_before),
        cmocka_unit_test(who_has_seen_all_needs_a_majority_only),
        cmocka_unit_test(who_lost_quorum_waits_again),
        cmocka_unit_test(who_meets_a_quorate_majority_waits_no_longer),
        cmocka_unit_test(a_pardon_ends_the_waiting),
        cmocka_unit_test(the_side_of_the_lowest_wins_a_tie),
        cmocka_unit_test(the_other_side_does_not),
        cmocka_unit_test(the_side_of_the_highest_wins_where_that_is_the_rule),
        cmocka_unit_test(the_first_of_a_list_wins),
        cmocka_unit_test(one_that_never_had_a_majority_breaks_no_tie),
        cmocka_unit_test(an_odd_number_of_votes_has_no_tie),
        cmocka_unit_test(expected_votes_may_be_lowered),
        cmocka_unit_test(a_minority_of_what_was_lowered_is_one),
        cmocka_unit_test(the_last_man_forgets_those_he_lost_in_time),
        cmocka_unit_test(but_not_before),
        cmocka_unit_test(with_a_tie_breaker_also_those_he_never_saw),
        cmocka_unit_test(without_one_he_does_not_forget_them),
        cmocka_unit_test(nor_where_more_than_a_quorum_are_there),
        cmocka_unit_test(who_leaves_may_take_its_vote_along),
        cmocka_unit_test(who_leaves_may_count_like_those_who_stay),
        cmocka_unit_test(who_said_so_before_it_came_takes_its_vote_along),
        cmocka_unit_test(who_dies_does_not),
        cmocka_unit_test(the_vote_of_the_device_counts_where_it_said_so),
        cmocka_unit_test(and_nowhere_else),
        cmocka_unit_test(rules_that_change_say_nothing),
        cmocka_unit_test(a_node_without_votes_is_always_quorate),
        cmocka_unit_test(quorum_is_told_of_the_ring_that_is_there),
        cmocka_unit_test(an_empty_view_comes_first_or_never),
        cmocka_unit_test(quorum_is_told_of_every_ring_that_stays),
        cmocka_unit_test(members_are_told_before_quorum),
        cmocka_unit_test(lists_of_members_follow_from_one_another),
        cmocka_unit_test(sums_are_right),
        cmocka_unit_test(a_wrong_sum_is_found),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
