// test/unit/ring/formation_test.cc - gather, commit and recovery, datagram by datagram.
#include "unit/ring/bench.h"

#include "unit/cmocka.h" // last: it has a macro fail()

using namespace baton;
using namespace baton::test;
using ring::State;

namespace {

// The engine gathers anew, from the ring of its own with which every process begins. That has the
// sequence 5 if there was none on its disk.
void gather(Bench& bench, std::uint64_t stored_seq = 0) {
    bench.start_alone(stored_seq);
    bench.engine.gather(bench.now, bench.actions);
}

// ---- gather

void a_start_proposes_oneself_with_a_new_sequence(void**) {
    Bench bench(2);
    bench.start(9);
    const auto joins = bench.sent<wire::Join>();
    assert_int_equal(joins.size(), 1);
    assert_true(joins[0].proc == std::vector<NodeId>{kTwo});
    assert_true(joins[0].fail.empty());
    assert_int_equal(joins[0].ring_seq, 10);
}

void a_lone_node_is_operational_at_its_fourth_token_visit(void**) {
    Bench bench(2);
    bench.start();
    bench.loop_back(6); // join, two commit tokens, three visits
    const State before = bench.engine.state();
    bench.loop_back(7);
    assert_int_equal(before, State::recovery);
    assert_int_equal(bench.engine.state(), State::operational);
    assert_int_equal(bench.engine.ring().seq, 5);
}

void a_damaged_sequence_on_disk_does_not_silence_a_node(void**) {
    Bench bench(2);
    bench.start(0xFFFFFFFFFFFFFFFFU);
    bench.loop_back(20);
    assert_int_equal(bench.engine.state(), State::operational);
}

void a_join_of_a_stranger_widens_the_proposal_and_is_passed_on(void**) {
    Bench bench(2);
    gather(bench);
    bench.clear();
    bench.receive(join_from(3, {kThree}));
    const auto joins = bench.sent<wire::Join>();
    assert_int_equal(joins.size(), 1);
    assert_true((joins[0].proc == std::vector<NodeId>{kTwo, kThree}));
}

void nobody_is_heard_before_the_own_ring(void**) {
    Bench bench(2);
    bench.start();
    bench.clear();
    bench.receive(join_from(1, {kOne, kTwo}));
    bench.receive_multicast(1, 1, {kOne, 50}, 'x');
    assert_true(bench.actions.empty());
}

void an_equal_join_is_consensus_and_not_answered(void**) {
    Bench bench(2);
    gather(bench);
    bench.receive(join_from(1, {kOne, kTwo}));
    bench.clear();
    bench.receive(join_from(1, {kTwo, kOne})); // as sets
    assert_int_equal(bench.engine.state(), State::gather);
    assert_true(bench.actions.empty());
}

void a_subset_is_old_news(void**) {
    Bench bench(2);
    gather(bench);
    bench.receive(join_from(1, {kOne, kTwo, kThree}));
    bench.clear();
    bench.receive(join_from(1, {kOne, kTwo}));
    assert_true(bench.actions.empty());
}

void the_lowest_creates_the_commit_token_four_above_the_highest_sequence(void**) {
    Bench bench(1);
    gather(bench, 20);
    bench.receive(join_from(2, {kOne, kTwo}, {}, 33));
    bench.receive(join_from(2, {kOne, kTwo}, {}, 33));
    const auto commits = bench.sent<wire::CommitToken>();
    assert_int_equal(commits.size(), 1);
    assert_int_equal(commits[0].ring.seq, 37);
    assert_int_equal(commits[0].index, 1);
    assert_int_equal(commits[0].token_seq.value, 1);
    assert_true((commits[0].members == std::vector<NodeId>{kOne, kTwo}));
}

void the_sequence_is_stored_before_the_commit_token_goes_out(void**) {
    Bench bench(1);
    gather(bench);
    bench.clear();
    bench.receive(join_from(2, {kOne, kTwo}));
    bench.clear();
    bench.receive(join_from(2, {kOne, kTwo}));
    assert_true(std::holds_alternative<ring::StoreRingSeq>(bench.actions.at(0)));
    assert_true(std::holds_alternative<ring::SendToken>(bench.actions.at(1)));
}

void who_puts_us_out_is_out_for_us(void**) {
    Bench bench(2);
    gather(bench);
    bench.clear();
    bench.receive(join_from(3, {kTwo, kThree}, {kTwo}));
    const auto join = bench.sent<wire::Join>().back();
    assert_true((join.fail == std::vector<NodeId>{kThree}));
}

void a_stranger_is_believed_about_nodes_that_we_never_heard(void**) {
    Bench bench(2);
    gather(bench);
    bench.clear();
    bench.receive(join_from(3, {kOne, kTwo, kThree}, {kOne}));
    const auto join = bench.sent<wire::Join>().back();
    assert_true((join.proc == std::vector<NodeId>{kOne, kTwo, kThree}));
    assert_true((join.fail == std::vector<NodeId>{kOne}));
}

void a_stranger_is_not_believed_about_nodes_that_we_heard(void**) {
    Bench bench(2);
    gather(bench);
    bench.receive(join_from(1, {kOne}, {}));
    bench.clear();
    bench.receive(join_from(3, {kOne, kTwo, kThree}, {kOne}));
    const auto join = bench.sent<wire::Join>().back();
    assert_true(join.fail.empty());
}

void a_stranger_is_not_believed_about_companions(void**) {
    Bench bench(1);
    bench.form_pair();
    bench.engine.gather(bench.now, bench.actions);
    bench.receive(join_from(3, {kOne, kTwo, kThree}, {kTwo}, 9));
    const auto join = bench.sent<wire::Join>().back();
    assert_true(join.fail.empty());
}

void a_stranger_is_believed_about_itself(void**) {
    Bench bench(2);
    gather(bench);
    bench.receive(join_from(1, {kOne}));
    bench.clear();
    bench.receive(join_from(1, {kOne, kTwo}, {kOne}));
    const auto join = bench.sent<wire::Join>().back();
    assert_true((join.proc == std::vector<NodeId>{kOne, kTwo}));
    assert_true((join.fail == std::vector<NodeId>{kOne}));
}

void a_companion_is_believed_about_the_dead(void**) {
    Bench bench(1);
    bench.form_pair();
    bench.engine.gather(bench.now, bench.actions);
    bench.receive(join_from(2, {kOne, kTwo, kThree}, {kThree}, 9));
    const auto join = bench.sent<wire::Join>().back();
    assert_true((join.fail == std::vector<NodeId>{kThree}));
}

void a_leave_is_not_consensus(void**) {
    Bench bench(2);
    gather(bench);
    bench.receive(join_from(1, {kOne, kTwo}));
    wire::Join leave = join_from(3, {kOne, kTwo}, {kThree});
    leave.leave = true;
    bench.receive(leave);
    assert_int_equal(bench.engine.state(), State::gather);
}

void joins_are_repeated(void**) {
    Bench bench(2);
    bench.start();
    bench.clear();
    bench.pass(milliseconds(160));
    assert_int_equal(bench.sent<wire::Join>().size(), 3);
}

void the_silent_are_given_up_after_the_consensus_time(void**) {
    Bench bench(2);
    gather(bench);
    bench.receive(join_from(1, {kOne, kTwo, kThree}));
    bench.clear();
    bench.pass(milliseconds(3600));
    const auto join = bench.sent<wire::Join>().back();
    assert_true((join.fail == std::vector<NodeId>{kOne, kThree}));
    assert_int_equal(bench.engine.statistics().consensus_timeouts, 1);
}

// The lowest of the agreed set is heard but never sends its commit token.
void a_consensus_without_a_commit_token_is_given_up_after_the_token_time(void**) {
    Bench bench(2);
    gather(bench);
    bench.receive(join_from(1, {kOne, kTwo}));
    bench.receive(join_from(1, {kOne, kTwo}));
    bench.pass(milliseconds(3600));
    const auto fail_at_first = bench.sent<wire::Join>().back().fail;
    bench.clear();
    bench.pass(milliseconds(3050));
    assert_true(fail_at_first.empty());
    assert_true((bench.sent<wire::Join>().back().fail == std::vector<NodeId>{kOne}));
}

void a_multicast_of_another_ring_makes_its_sender_a_candidate(void**) {
    Bench bench(2);
    gather(bench);
    bench.clear();
    bench.receive_multicast(3, 7, {kThree, 5}, 'x');
    const auto after_first = bench.sent<wire::Join>();
    bench.receive_multicast(3, 8, {kThree, 5}, 'x');
    assert_int_equal(after_first.size(), 1);
    assert_true((after_first[0].proc == std::vector<NodeId>{kTwo, kThree}));
    assert_int_equal(bench.sent<wire::Join>().size(), 1);
}

// ---- commit

void a_commit_token_for_other_members_is_ignored(void**) {
    Bench bench(2);
    gather(bench);
    bench.receive(join_from(1, {kOne, kTwo}));
    bench.receive(bench.commit_token(9, {kOne, kTwo, kThree}, 1));
    assert_int_equal(bench.engine.state(), State::gather);
}

void a_commit_token_of_an_old_sequence_is_ignored(void**) {
    Bench bench(2);
    gather(bench, 8);
    bench.receive(join_from(1, {kOne, kTwo}));
    bench.receive(bench.commit_token(9, {kOne, kTwo}, 1));
    assert_int_equal(bench.engine.state(), State::gather);
}

void a_member_fills_in_its_entry_and_passes_the_commit_token_on(void**) {
    Bench bench(2);
    gather(bench);
    bench.receive(join_from(1, {kOne, kTwo, kThree}));
    bench.receive(bench.commit_token(9, {kOne, kTwo, kThree}, 1));
    const auto commit = bench.sent<wire::CommitToken>().back();
    const auto to = bench.all<ring::SendToken>().back().to;
    assert_true(to == kThree);
    assert_int_equal(commit.index, 2);
    assert_int_equal(commit.token_seq.value, 2);
    assert_true(commit.info[1].old_ring == (RingId{kTwo, 5}));
    assert_true(commit.info[1].received);
}

void the_commit_token_is_repeated_until_it_comes_back(void**) {
    Bench bench(2);
    gather(bench);
    bench.receive(join_from(1, {kOne, kTwo}));
    bench.receive(bench.commit_token(9, {kOne, kTwo}, 1));
    bench.clear();
    bench.pass(milliseconds(1500));
    assert_int_equal(bench.sent<wire::CommitToken>().size(), 2);
}

void a_commit_state_without_a_token_ends_in_gather(void**) {
    Bench bench(2);
    gather(bench);
    bench.receive(join_from(1, {kOne, kTwo}));
    bench.receive(bench.commit_token(9, {kOne, kTwo}, 1));
    bench.pass(milliseconds(3000));
    assert_int_equal(bench.engine.state(), State::gather);
    assert_int_equal(bench.sent<wire::Join>().back().ring_seq, 9);
}

void in_commit_only_joins_of_members_with_the_new_sequence_count(void**) {
    Bench bench(2);
    gather(bench);
    bench.receive(join_from(1, {kOne, kTwo}));
    bench.receive(bench.commit_token(9, {kOne, kTwo}, 1));
    bench.receive(join_from(1, {kOne, kTwo}, {}, 8));
    bench.receive(join_from(3, {kThree}, {}, 100));
    bench.receive_multicast(3, 1, {kThree, 100}, 'x');
    const State before = bench.engine.state();
    bench.receive(join_from(1, {kOne, kTwo}, {}, 9));
    assert_int_equal(before, State::commit);
    assert_int_equal(bench.engine.state(), State::gather);
}

// ---- recovery

void the_representative_starts_the_token_when_the_commit_token_came_twice(void**) {
    Bench bench(1);
    gather(bench);
    bench.receive(join_from(2, {kOne, kTwo}));
    bench.receive(join_from(2, {kOne, kTwo}));
    wire::CommitToken commit = bench.sent<wire::CommitToken>().back();
    commit.index = 2;
    commit.info[1] = {{kTwo, 5}, {}, {}, true};
    ++commit.token_seq.value;
    bench.receive(commit);
    const auto after_first = bench.sent<wire::Token>().size();
    bench.receive(commit); // a late copy from the first rotation
    const auto after_copy = bench.sent<wire::Token>().size();
    commit.token_seq.value += 2;
    bench.receive(commit);
    const auto tokens = bench.sent<wire::Token>();
    bench.receive(commit);
    assert_int_equal(after_first, 0);
    assert_int_equal(after_copy, 0);
    assert_int_equal(tokens.size(), 1);
    assert_int_equal(tokens[0].aru.value, 0xFFFFFFFFU);
    assert_true(tokens[0].aru_id == kOne);
    assert_int_equal(bench.sent<wire::Token>().size(), 1);
}

// In recovery on the ring 1.9, before the first visit of its token.
void reach_recovery(Bench& bench) {
    gather(bench);
    bench.receive(join_from(1, {kOne, kTwo}));
    bench.receive(bench.commit_token(9, {kOne, kTwo}, 1));
    wire::CommitToken commit = bench.sent<wire::CommitToken>().back();
    ++commit.token_seq.value;
    bench.receive(commit);
    bench.token.ring = kPairRing;
    bench.token.aru = {0xFFFFFFFFU};
    bench.token.aru_id = kOne;
}

void without_anything_to_recover_the_fourth_visit_installs(void**) {
    Bench bench(2);
    reach_recovery(bench);
    for (int i = 0; i < 3; ++i) bench.turn();
    const State before = bench.engine.state();
    const auto fourth = bench.turn();
    assert_int_equal(before, State::recovery);
    assert_int_equal(bench.engine.state(), State::operational);
    assert_true(fourth.has_value()); // the token of that visit is passed on
}

// The next true token is answered as if nothing had come.
bool is_ignored_in_recovery(wire::Token token) {
    Bench bench(2);
    reach_recovery(bench);
    bench.turn();
    token.token_seq = {bench.token.token_seq.value + 1};
    bench.clear();
    bench.receive(token);
    const bool silent = bench.sent<wire::Token>().empty();
    return silent && bench.turn().has_value() && bench.engine.state() == State::recovery;
}

void a_token_of_another_ring_is_ignored_in_recovery(void**) {
    wire::Token token;
    token.ring = {kThree, 20};
    assert_true(is_ignored_in_recovery(token));
}

void a_token_far_above_what_we_have_is_ignored_in_recovery(void**) {
    wire::Token token;
    token.ring = kPairRing;
    token.seq = {ring::MessageStore::kWindow + 1};
    assert_true(is_ignored_in_recovery(token));
}

void messages_wait_until_the_visit_after_the_installation(void**) {
    Bench bench(2);
    reach_recovery(bench);
    bench.letters.add("x");
    for (int i = 0; i < 4; ++i) bench.turn();
    const std::string before = bench.multicast_letters();
    bench.turn();
    assert_string_equal(before.c_str(), "");
    assert_string_equal(bench.multicast_letters().c_str(), "x1");
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(a_start_proposes_oneself_with_a_new_sequence),
        cmocka_unit_test(a_lone_node_is_operational_at_its_fourth_token_visit),
        cmocka_unit_test(a_damaged_sequence_on_disk_does_not_silence_a_node),
        cmocka_unit_test(a_join_of_a_stranger_widens_the_proposal_and_is_passed_on),
        cmocka_unit_test(nobody_is_heard_before_the_own_ring),
        cmocka_unit_test(an_equal_join_is_consensus_and_not_answered),
        cmocka_unit_test(a_subset_is_old_news),
        cmocka_unit_test(the_lowest_creates_the_commit_token_four_above_the_highest_sequence),
        cmocka_unit_test(the_sequence_is_stored_before_the_commit_token_goes_out),
        cmocka_unit_test(who_puts_us_out_is_out_for_us),
        cmocka_unit_test(a_stranger_is_believed_about_nodes_that_we_never_heard),
        cmocka_unit_test(a_stranger_is_not_believed_about_nodes_that_we_heard),
        cmocka_unit_test(a_stranger_is_not_believed_about_companions),
        cmocka_unit_test(a_stranger_is_believed_about_itself),
        cmocka_unit_test(a_companion_is_believed_about_the_dead),
        cmocka_unit_test(a_leave_is_not_consensus),
        cmocka_unit_test(joins_are_repeated),
        cmocka_unit_test(the_silent_are_given_up_after_the_consensus_time),
        cmocka_unit_test(a_consensus_without_a_commit_token_is_given_up_after_the_token_time),
        cmocka_unit_test(a_multicast_of_another_ring_makes_its_sender_a_candidate),
        cmocka_unit_test(a_commit_token_for_other_members_is_ignored),
        cmocka_unit_test(a_commit_token_of_an_old_sequence_is_ignored),
        cmocka_unit_test(a_member_fills_in_its_entry_and_passes_the_commit_token_on),
        cmocka_unit_test(the_commit_token_is_repeated_until_it_comes_back),
        cmocka_unit_test(a_commit_state_without_a_token_ends_in_gather),
        cmocka_unit_test(in_commit_only_joins_of_members_with_the_new_sequence_count),
        cmocka_unit_test(the_representative_starts_the_token_when_the_commit_token_came_twice),
        cmocka_unit_test(without_anything_to_recover_the_fourth_visit_installs),
        cmocka_unit_test(a_token_of_another_ring_is_ignored_in_recovery),
        cmocka_unit_test(a_token_far_above_what_we_have_is_ignored_in_recovery),
        cmocka_unit_test(messages_wait_until_the_visit_after_the_installation),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
