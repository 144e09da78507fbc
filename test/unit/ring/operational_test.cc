// test/unit/ring/operational_test.cc - what happens on an installed ring besides its messages:
// holding the token, losing it, other rings, joins, leaving, pauses.
#include "unit/ring/bench.h"

#include "unit/cmocka.h" // last: it has a macro fail()

using namespace baton;
using namespace baton::test;
using ring::State;

namespace {

constexpr RingId kOther{kThree, 20};

class Pair : public Bench {
public:
    explicit Pair(std::uint32_t self, const ring::RingConfig& config = {}) : Bench(self, config) {
        form_pair();
    }
    void rest() { pass(milliseconds(100)); } // a new ring hears no other ones for a moment
    // Idle visits, until the token rests with the representative (which is the engine or not).
    void idle() {
        for (int i = 0; i < 31; ++i) turn();
        clear();
    }
};

void a_lone_node_does_not_mind_its_interface(void**) {
    Bench bench(2);
    bench.start_alone();
    bench.clear();
    bench.engine.interface_changed(bench.now, false, bench.actions);
    const bool quiet = bench.actions.empty();
    assert_true(quiet && bench.engine.state() == State::operational);
}

// ---- hold

void the_representative_keeps_the_token_after_31_idle_visits(void**) {
    Pair bench(1);
    int passed = 0;
    while (bench.turn() && passed < 100) ++passed;
    bench.clear();
    bench.pass(milliseconds(560));
    const auto early = bench.sent<wire::Token>().size();
    bench.pass(milliseconds(1));
    assert_int_equal(passed, 30);
    assert_int_equal(early, 0);
    assert_int_equal(bench.sent<wire::Token>().size(), 1);
}

void another_member_never_keeps_the_token(void**) {
    Pair bench(2);
    bool always = true;
    for (int i = 0; i < 100; ++i) always = bench.turn().has_value() && always;
    assert_true(always);
}

void a_message_ends_the_idle_time(void**) {
    Pair bench(1);
    for (int i = 0; i < 25; ++i) bench.turn();
    bench.letters.add("a");
    bench.turn();
    int passed = 0;
    while (bench.turn() && passed < 100) ++passed;
    assert_true(passed >= 30);
}

void work_uses_the_kept_token_at_once(void**) {
    Pair bench(1);
    bench.idle();
    bench.letters.add("a");
    bench.work();
    assert_string_equal(bench.multicast_letters().c_str(), "a1");
    assert_int_equal(bench.sent<wire::Token>().at(0).seq.value, 1);
    assert_string_equal(bench.delivered().c_str(), "a");
}

// Somebody gave out a number without the token. Whoever has it cannot know that number as its own.
void a_number_that_is_taken_is_not_given_to_a_message_of_the_keeper(void**) {
    Pair bench(1);
    bench.idle();
    bench.receive_multicast(2, 1, kPairRing, 'x');
    bench.letters.add("a");
    bench.work();
    const std::string sent = bench.multicast_letters();
    const auto tokens = bench.sent<wire::Token>();
    assert_string_equal(sent.c_str(), "");
    assert_int_equal(tokens.size(), 1);
    assert_int_equal(tokens.at(0).seq.value, 0);
}

void a_hold_cancel_releases_the_kept_token_once(void**) {
    Pair bench(1);
    bench.idle();
    const wire::HoldCancel cancel{kTwo, {}, kPairRing};
    bench.receive(cancel);
    bench.receive(cancel);
    bench.pass(milliseconds(600));
    assert_int_equal(bench.sent<wire::Token>().size(), 1);
}

void a_hold_cancel_of_another_ring_releases_nothing(void**) {
    Pair bench(1);
    bench.idle();
    bench.receive(wire::HoldCancel{kTwo, {}, kOther});
    assert_true(bench.sent<wire::Token>().empty());
}

void a_member_asks_for_the_held_token_once(void**) {
    Pair bench(2);
    bench.idle();
    bench.letters.add("a");
    bench.work();
    bench.work();
    assert_int_equal(bench.sent<wire::HoldCancel>().size(), 1);
}

void a_member_does_not_ask_for_a_token_that_turns(void**) {
    Pair bench(2);
    bench.letters.add("a");
    bench.work();
    assert_true(bench.actions.empty());
}

// ---- multicasts that come together

void a_list_of_multicasts_is_delivered_in_the_order_of_their_numbers(void**) {
    Pair bench(1);
    const std::vector<Slice> list{bench.multicast(2, 2, kPairRing, 'b'),
                                  bench.multicast(2, 1, kPairRing, 'a'),
                                  bench.multicast(2, 1, kPairRing, 'x'), // again
                                  bench.multicast(2, 4, kPairRing, 'd')};
    bench.engine.receive(bench.now, list, bench.actions);
    const std::string first = bench.delivered();
    bench.receive_multicast(2, 3, kPairRing, 'c');
    assert_string_equal(first.c_str(), "ab");
    assert_string_equal(bench.delivered().c_str(), "abcd");
}

void what_stands_before_a_stranger_in_a_list_is_delivered_on_this_ring(void**) {
    Pair bench(1);
    bench.rest();
    bench.clear();
    const std::vector<Slice> list{bench.multicast(2, 1, kPairRing, 'a'),
                                  bench.multicast(3, 1, kOther, 'x'),
                                  bench.multicast(2, 2, kPairRing, 'b')};
    bench.engine.receive(bench.now, list, bench.actions);
    const bool delivered_first =
        !bench.actions.empty() && std::holds_alternative<ring::Deliver>(bench.actions.front());
    assert_true(delivered_first);
    assert_string_equal(bench.delivered().c_str(), "a");
    assert_int_equal(bench.engine.state(), State::gather);
    assert_int_equal(bench.engine.statistics().multicasts_received, 2);
}

void rubbish_in_a_list_hurts_nothing_else(void**) {
    Pair bench(1);
    const Slice good = bench.multicast(2, 1, kPairRing, 'a');
    const std::vector<Slice> list{good.part(0, 45 - 1), Slice{},
                                  bench.multicast(0, 2, kPairRing, 'x'), good};
    bench.engine.receive(bench.now, list, bench.actions);
    assert_string_equal(bench.delivered().c_str(), "a");
    assert_int_equal(bench.engine.state(), State::operational);
}

// ---- the lost token

void the_token_is_repeated_and_then_counts_as_lost(void**) {
    Pair bench(2);
    bench.turn();
    bench.clear();
    bench.pass(milliseconds(2999));
    const auto repeats = bench.sent<wire::Token>().size();
    const State before = bench.engine.state();
    bench.pass(milliseconds(1));
    assert_int_equal(repeats, 4);
    assert_int_equal(before, State::operational);
    assert_int_equal(bench.engine.state(), State::gather);
    assert_int_equal(bench.all<ring::CheckInterface>().size(), 1);
    assert_true((bench.sent<wire::Join>().at(0).proc == std::vector<NodeId>{kOne, kTwo}));
}

void a_multicast_does_not_make_the_token_younger(void**) {
    Pair bench(2);
    bench.turn();
    bench.pass(milliseconds(2900));
    bench.receive_multicast(1, 1, kPairRing, 'a');
    bench.pass(milliseconds(100));
    assert_int_equal(bench.engine.state(), State::gather);
}

void messages_of_the_ring_still_count_while_gathering(void**) {
    Pair bench(2);
    bench.pass(milliseconds(3000));
    bench.clear();
    bench.receive_multicast(1, 1, kPairRing, 'a');
    assert_int_equal(bench.engine.state(), State::gather);
    assert_true(bench.actions.empty()); // delivered in recovery, with what the others have
    assert_int_equal(bench.engine.statistics().multicasts_received, 1);
}

void the_heartbeat_notices_a_lost_token_sooner(void**) {
    ring::RingConfig config;
    config.heartbeat_failures_allowed = 2;
    Pair bench(2, config);
    bench.turn();
    bench.pass(milliseconds(2 * 714 + 50));
    assert_int_equal(bench.engine.state(), State::gather);
}

// ---- other rings

void a_merge_detect_of_another_ring_starts_a_merge(void**) {
    Pair bench(2);
    bench.rest();
    bench.clear();
    bench.receive(wire::MergeDetect{kThree, {}, kOther});
    assert_int_equal(bench.engine.state(), State::gather);
    assert_true((bench.sent<wire::Join>().at(0).proc == std::vector<NodeId>{kOne, kTwo, kThree}));
}

void a_leftover_of_an_older_ring_of_a_member_is_ignored(void**) {
    Pair bench(2);
    bench.rest();
    bench.receive_multicast(1, 7, {kOne, 5}, 'x');
    bench.receive(wire::MergeDetect{kOne, {}, {kOne, 5}});
    assert_int_equal(bench.engine.state(), State::operational);
}

void our_own_merge_detect_starts_nothing(void**) {
    Pair bench(1);
    bench.rest();
    bench.receive(wire::MergeDetect{kOne, {}, kPairRing});
    assert_int_equal(bench.engine.state(), State::operational);
}

void the_representative_of_an_idle_ring_asks_for_others(void**) {
    Pair bench(1);
    bench.turn();
    bench.clear();
    bench.pass(milliseconds(200));
    assert_int_equal(bench.sent<wire::MergeDetect>().size(), 1);
}

void another_member_does_not_ask_for_others(void**) {
    Pair bench(2);
    bench.turn();
    bench.clear();
    bench.pass(milliseconds(200));
    assert_true(bench.sent<wire::MergeDetect>().empty());
}

// Nodes 1 to 384, with the engine as the first of them.
void a_ring_of_as_many_as_there_can_be_hears_no_stranger(void**) {
    std::vector<NodeId> all;
    for (std::uint32_t id = 1; id <= wire::kMembersMax; ++id) all.push_back({id});
    Bench bench(1);
    bench.start_alone();
    for (int round = 0; round < 2; ++round)
        for (std::uint32_t id = 2; id <= wire::kMembersMax; ++id)
            bench.receive(join_from(id, all, {}, 5));
    wire::CommitToken commit = bench.sent<wire::CommitToken>().back();
    for (std::size_t i = 1; i < all.size(); ++i) commit.info[i] = {{all[i], 5}, {}, {}, true};
    commit.index = static_cast<std::uint32_t>(all.size());
    ++commit.token_seq.value;
    bench.receive(commit);
    commit = bench.sent<wire::CommitToken>().back();
    ++commit.token_seq.value;
    bench.receive(commit);
    bench.token = bench.sent<wire::Token>().back();
    for (int i = 0; i < 4; ++i) bench.turn();
    bench.pass(milliseconds(100)); // a new ring hears no other ones for a moment
    const std::size_t members = bench.engine.members().size();
    bench.receive(wire::MergeDetect{{1000}, {}, {{1000}, 50}});
    assert_int_equal(members, wire::kMembersMax);
    assert_int_equal(bench.engine.state(), State::operational);
}

// ---- joins

void a_join_of_a_newcomer_starts_a_new_membership(void**) {
    Pair bench(2);
    bench.receive(join_from(3, {kThree}, {}, 1));
    assert_int_equal(bench.engine.state(), State::gather);
}

void a_stale_join_of_a_member_is_ignored(void**) {
    Pair bench(2);
    bench.receive(join_from(1, {kOne, kTwo}, {}, 5));
    assert_int_equal(bench.engine.state(), State::operational);
}

void a_join_that_puts_us_out_is_ignored(void**) {
    Pair bench(2);
    bench.receive(join_from(3, {kTwo, kThree}, {kTwo}, 50));
    assert_int_equal(bench.engine.state(), State::operational);
}

void a_leave_of_a_member_starts_a_new_membership_without_it(void**) {
    Pair bench(2);
    bench.clear();
    wire::Join leave = join_from(1, {kTwo}, {kOne}, 9);
    leave.leave = true;
    bench.receive(leave);
    assert_int_equal(bench.engine.state(), State::gather);
    assert_true((bench.sent<wire::Join>().back().fail == std::vector<NodeId>{kOne}));
}

void a_commit_token_outside_a_gather_is_ignored(void**) {
    Pair bench(2);
    bench.receive(bench.commit_token(13, {kOne, kTwo}, 1));
    bench.receive(bench.commit_token(13, {kOne, kTwo}, 2));
    assert_int_equal(bench.engine.state(), State::operational);
}

// ---- leaving, pausing, failing

void a_leaver_says_so_once_and_is_silent(void**) {
    Pair bench(2);
    bench.clear();
    bench.engine.leave(bench.now, bench.actions);
    const auto leave = bench.sent<wire::Join>();
    bench.clear();
    bench.turn();
    bench.pass(std::chrono::seconds(10));
    bench.letters.add("a");
    bench.work();
    assert_int_equal(leave.size(), 1);
    assert_true(leave[0].leave);
    assert_true((leave[0].proc == std::vector<NodeId>{kOne}));
    assert_true((leave[0].fail == std::vector<NodeId>{kTwo}));
    assert_true(bench.actions.empty());
    assert_false(bench.engine.next_deadline().has_value());
}

void a_join_after_a_pause_is_dropped_with_all_that_waits(void**) {
    Pair bench(2);
    bench.now += milliseconds(1600); // no timer ran
    bench.receive(join_from(3, {kThree}, {}, 50));
    const State after_first = bench.engine.state();
    const auto discards = bench.all<ring::DiscardReceived>().size();
    bench.receive(join_from(3, {kThree}, {}, 50));
    assert_int_equal(after_first, State::operational);
    assert_int_equal(discards, 1);
    assert_int_equal(bench.engine.state(), State::gather);
}

void a_short_pause_drops_nothing(void**) {
    Pair bench(2);
    bench.now += milliseconds(1400);
    bench.receive(join_from(3, {kThree}, {}, 50));
    assert_int_equal(bench.engine.state(), State::gather);
}

void who_receives_nothing_puts_itself_out(void**) {
    ring::RingConfig config;
    config.fail_recv_const = 20;
    Pair bench(2, config);
    wire::Token token = bench.token;
    ++token.token_seq.value;
    token.seq = {1};
    int visits = 0;
    for (std::optional<wire::Token> next = bench.visit(token); next && visits < 100; ++visits) {
        bench.now += std::chrono::milliseconds(1);
        ++next->token_seq.value;
        next = bench.visit(*next);
    }
    const auto join = bench.sent<wire::Join>().back();
    assert_in_range(visits, 20, 22);
    assert_int_equal(bench.engine.state(), State::gather);
    assert_true((join.fail == std::vector<NodeId>{kTwo}));
}

void rotations_in_no_time_put_nobody_out(void**) {
    ring::RingConfig config;
    config.fail_recv_const = 20;
    Pair bench(2, config);
    wire::Token token = bench.token;
    ++token.token_seq.value;
    token.seq = {1};
    int visits = 0;
    for (std::optional<wire::Token> next = bench.visit(token); next && visits < 100; ++visits) {
        ++next->token_seq.value;
        next = bench.visit(*next);
    }
    assert_int_equal(visits, 100);
    assert_int_equal(bench.engine.state(), State::operational);
}

// Its consensus is the answer of the others that they have put it out.
void who_put_itself_out_keeps_to_itself_for_a_while(void**) {
    ring::RingConfig config;
    config.fail_recv_const = 20;
    Pair bench(2, config);
    wire::Token token = bench.token;
    token.seq = {1};
    for (int i = 0; i < 30 && bench.engine.state() == State::operational; ++i) {
        bench.now += std::chrono::milliseconds(1);
        ++token.token_seq.value;
        if (const auto next = bench.visit(token)) token = *next;
    }
    bench.receive(join_from(1, {kOne, kTwo}, {kTwo}, 9));
    const auto commit = bench.sent<wire::CommitToken>().back();
    const RingId ring = bench.engine.ring();
    bench.clear();
    bench.receive(join_from(1, {kOne}, {}, 50)); // not heard
    assert_true(commit.members == std::vector<NodeId>{kTwo});
    assert_true((ring == RingId{kTwo, 13}));
    assert_int_equal(bench.engine.state(), State::commit);
    assert_true(bench.all<ring::SendMulticast>().empty());
}

void the_interface_going_down_puts_the_others_out(void**) {
    Pair bench(2);
    bench.clear();
    bench.engine.interface_changed(bench.now, false, bench.actions);
    assert_int_equal(bench.engine.state(), State::gather);
    assert_true((bench.sent<wire::Join>().at(0).fail == std::vector<NodeId>{kOne}));
}

void the_interface_coming_up_gathers_with_everybody(void**) {
    Pair bench(2);
    bench.clear();
    bench.engine.interface_changed(bench.now, true, bench.actions);
    assert_int_equal(bench.engine.state(), State::gather);
    assert_true(bench.sent<wire::Join>().at(0).fail.empty());
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(a_lone_node_does_not_mind_its_interface),
        cmocka_unit_test(the_representative_keeps_the_token_after_31_idle_visits),
        cmocka_unit_test(another_member_never_keeps_the_token),
        cmocka_unit_test(a_message_ends_the_idle_time),
        cmocka_unit_test(work_uses_the_kept_token_at_once),
        cmocka_unit_test(a_number_that_is_taken_is_not_given_to_a_message_of_the_keeper),
        cmocka_unit_test(a_hold_cancel_releases_the_kept_token_once),
        cmocka_unit_test(a_hold_cancel_of_another_ring_releases_nothing),
        cmocka_unit_test(a_list_of_multicasts_is_delivered_in_the_order_of_their_numbers),
        cmocka_unit_test(what_stands_before_a_stranger_in_a_list_is_delivered_on_this_ring),
        cmocka_unit_test(rubbish_in_a_list_hurts_nothing_else),
        cmocka_unit_test(a_member_asks_for_the_held_token_once),
        cmocka_unit_test(a_member_does_not_ask_for_a_token_that_turns),
        cmocka_unit_test(the_token_is_repeated_and_then_counts_as_lost),
        cmocka_unit_test(a_multicast_does_not_make_the_token_younger),
        cmocka_unit_test(messages_of_the_ring_still_count_while_gathering),
        cmocka_unit_test(the_heartbeat_notices_a_lost_token_sooner),
        cmocka_unit_test(a_merge_detect_of_another_ring_starts_a_merge),
        cmocka_unit_test(a_ring_of_as_many_as_there_can_be_hears_no_stranger),
        cmocka_unit_test(a_leftover_of_an_older_ring_of_a_member_is_ignored),
        cmocka_unit_test(our_own_merge_detect_starts_nothing),
        cmocka_unit_test(the_representative_of_an_idle_ring_asks_for_others),
        cmocka_unit_test(another_member_does_not_ask_for_others),
        cmocka_unit_test(a_join_of_a_newcomer_starts_a_new_membership),
        cmocka_unit_test(a_stale_join_of_a_member_is_ignored),
        cmocka_unit_test(a_join_that_puts_us_out_is_ignored),
        cmocka_unit_test(a_leave_of_a_member_starts_a_new_membership_without_it),
        cmocka_unit_test(a_commit_token_outside_a_gather_is_ignored),
        cmocka_unit_test(a_leaver_says_so_once_and_is_silent),
        cmocka_unit_test(a_join_after_a_pause_is_dropped_with_all_that_waits),
        cmocka_unit_test(a_short_pause_drops_nothing),
        cmocka_unit_test(who_receives_nothing_puts_itself_out),
        cmocka_unit_test(rotations_in_no_time_put_nobody_out),
        cmocka_unit_test(who_put_itself_out_keeps_to_itself_for_a_while),
        cmocka_unit_test(the_interface_going_down_puts_the_others_out),
        cmocka_unit_test(the_interface_coming_up_gathers_with_everybody),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
