// test/unit/ring/recovery_test.cc - what of the old ring is exchanged and delivered on the way to
// the next one. Node 2 (the engine) was on a ring with node 1, and with 3 where a test says so.
#include "unit/ring/bench.h"

#include <ctime>

#include "unit/cmocka.h" // last: it has a macro fail()

using namespace baton;
using namespace baton::test;
using ring::State;

namespace {

constexpr RingId kNext{kOne, 13};

// The next ring's commit token as it comes to the engine: node 1's entry is filled in.
struct Attempt {
    std::uint64_t seq = 13;
    std::uint32_t aru = 0;  // of node 1 on the old ring
    std::uint32_t safe = 0; // node 1 delivered up to here
    bool received = true;
    RingId old_ring = kPairRing;
};

// From the operational ring to recovery on the next one. The state afterwards is recovery.
void recover(Bench& bench, const Attempt& attempt) {
    bench.engine.gather(bench.now, bench.actions);
    bench.receive(join_from(1, {kOne, kTwo}, {}, 9));
    bench.receive(join_from(1, {kOne, kTwo}, {}, 9));
    wire::CommitToken commit = bench.commit_token(attempt.seq, {kOne, kTwo}, 1);
    commit.info[0] = {attempt.old_ring, {attempt.aru}, {attempt.safe}, attempt.received};
    bench.receive(commit);
    commit = bench.sent<wire::CommitToken>().back();
    ++commit.token_seq.value;
    bench.receive(commit);
    bench.token = {};
    bench.token.ring = {kOne, attempt.seq};
    bench.token.aru = {0xFFFFFFFFU};
    bench.token.aru_id = kOne;
}

// Node 1 sends message `old` of the old ring on the new one, as number `seq`.
void exchange(Bench& bench, std::uint32_t seq, std::uint32_t old, char letter, std::uint32_t sender,
              RingId ring = kNext, RingId old_ring = kPairRing) {
    wire::Multicast inner;
    inner.sender = NodeId{sender};
    inner.seq = {old};
    inner.ring = old_ring;
    const auto byte = static_cast<std::byte>(letter);
    const Slice old_message = wire::encapsulate(inner, {&byte, 1}, bench.pool);
    wire::Multicast outer;
    outer.encapsulation = wire::Encapsulation::old_ring;
    outer.sender = kOne;
    outer.seq = {seq};
    outer.ring = ring;
    std::vector<std::byte> bytes(old_message.bytes().begin(), old_message.bytes().end());
    bench.receive(wire::encapsulate(outer, bytes, bench.pool));
    bench.token.seq = {seq};
}

std::string old_numbers(const Bench& bench) {
    std::string text;
    for (const auto& message : bench.sent<wire::Multicast>()) {
        const auto inner = wire::decode_multicast(message.payload);
        if (message.encapsulation == wire::Encapsulation::old_ring && inner)
            text += std::to_string(inner->seq.value) + ' ';
    }
    return text;
}

void turn(Bench& bench, int times) {
    for (int i = 0; i < times; ++i) bench.turn();
}

// Nobody clears a flag that nobody has set: one damaged token must not keep the ring for ever.
void a_recovery_that_stands_still_is_given_up(void**) {
    Bench bench(2);
    bench.form_pair();
    recover(bench, {});
    int seconds = 0;
    for (; seconds < 60 && bench.engine.state() == State::recovery; ++seconds) {
        bench.pass(std::chrono::seconds(1));
        bench.token.retrans_flag = true;
        bench.turn();
    }
    assert_int_equal(bench.engine.state(), State::gather);
    assert_in_range(seconds, 39, 42); // thirteen times the token's time
}

// What node 1 repeats of the old ring does not come.
void who_receives_nothing_in_recovery_puts_itself_out(void**) {
    ring::RingConfig config;
    config.fail_recv_const = 20;
    Bench bench(2, config);
    bench.form_pair();
    recover(bench, {});
    bench.token.seq = {1};
    int visits = 0;
    for (; visits < 100 && bench.engine.state() == State::recovery; ++visits) {
        bench.now += milliseconds(1);
        bench.turn();
    }
    assert_in_range(visits, 20, 24);
    assert_int_equal(bench.engine.state(), State::gather);
    const wire::Join join = bench.sent<wire::Join>().back();
    assert_true((join.proc == std::vector<NodeId>{kOne, kTwo}));
    assert_true((join.fail == std::vector<NodeId>{kTwo}));
}

void an_entry_tells_what_was_received_of_the_old_ring(void**) {
    Bench bench(2);
    bench.form_pair();
    bench.receive_multicast(1, 1, kPairRing, 'a');
    bench.receive_multicast(1, 3, kPairRing, 'c');
    recover(bench, {.aru = 3});
    const auto entry = bench.sent<wire::CommitToken>().front().info[1];
    assert_true(entry.old_ring == kPairRing);
    assert_int_equal(entry.aru.value, 1);
    assert_int_equal(entry.high_delivered.value, 1);
    assert_false(entry.received);
}

void who_has_less_than_a_companion_has_not_received_all(void**) {
    Bench bench(2);
    bench.form_pair();
    bench.receive_multicast(1, 1, kPairRing, 'a');
    bench.receive_multicast(1, 2, kPairRing, 'b');
    recover(bench, {.aru = 1});
    const auto commit = bench.sent<wire::CommitToken>().front();
    assert_false(commit.info[0].received); // an earlier entry, cleared by us
    assert_true(commit.info[1].received);
}

void an_entry_that_somebody_changed_is_not_recovered_with(void**) {
    Bench bench(2);
    bench.form_pair();
    bench.engine.gather(bench.now, bench.actions);
    bench.receive(join_from(1, {kOne, kTwo}, {}, 9));
    bench.receive(join_from(1, {kOne, kTwo}, {}, 9));
    bench.receive(bench.commit_token(13, {kOne, kTwo}, 1));
    wire::CommitToken commit = bench.sent<wire::CommitToken>().back();
    ++commit.token_seq.value;
    commit.info[1].old_ring = {kTwo, 5};
    bench.receive(commit);
    assert_int_equal(bench.engine.state(), State::commit);
}

void a_ring_without_room_for_a_transitional_number_is_not_formed(void**) {
    Bench bench(2);
    bench.form_pair(); // 1.9
    bench.engine.gather(bench.now, bench.actions);
    bench.receive(join_from(1, {kOne, kTwo}, {}, 9));
    bench.receive(join_from(1, {kOne, kTwo}, {}, 9));
    bench.receive(bench.commit_token(10, {kOne, kTwo}, 1));
    const State too_near = bench.engine.state();
    bench.receive(bench.commit_token(11, {kOne, kTwo}, 1));
    assert_int_equal(too_near, State::gather);
    assert_int_equal(bench.engine.state(), State::commit);
}

void companions_that_have_the_same_exchange_nothing(void**) {
    Bench bench(2);
    bench.form_pair();
    bench.receive_multicast(1, 1, kPairRing, 'a');
    recover(bench, {.aru = 1});
    turn(bench, 4);
    assert_string_equal(old_numbers(bench).c_str(), "");
    assert_int_equal(bench.engine.state(), State::operational);
}

void all_above_what_the_least_has_is_sent_again(void**) {
    Bench bench(2);
    bench.form_pair();
    for (std::uint32_t seq = 1; seq <= 5; ++seq) bench.receive_multicast(1, seq, kPairRing, 'a');
    recover(bench, {.aru = 2, .received = false});
    turn(bench, 1);
    assert_string_equal(old_numbers(bench).c_str(), "3 4 5 ");
    assert_true(bench.token.retrans_flag == false); // sent all of it in one visit
}

// Two thousand million numbers below ours: to walk through them takes seconds.
void a_number_from_nowhere_in_an_entry_costs_no_time(void**) {
    Bench bench(2);
    bench.form_pair();
    bench.receive_multicast(1, 1, kPairRing, 'a');
    bench.receive_multicast(1, 2, kPairRing, 'b');
    const std::clock_t before = std::clock();
    recover(bench, {.aru = 0x80000010U, .received = false});
    const auto spent = (std::clock() - before) / (CLOCKS_PER_SEC / 100);
    bench.turn();
    const std::string numbers = old_numbers(bench);
    assert_true(spent < 100);
    assert_string_equal(numbers.c_str(), "1 2 ");
}

void while_there_is_more_to_send_the_token_says_so(void**) {
    ring::RingConfig config;
    config.max_messages = 2;
    Bench bench(2, config);
    bench.form_pair();
    for (std::uint32_t seq = 1; seq <= 5; ++seq) bench.receive_multicast(1, seq, kPairRing, 'a');
    recover(bench, {.received = false});
    turn(bench, 1);
    const bool first = bench.token.retrans_flag;
    turn(bench, 2);
    assert_true(first);
    assert_false(bench.token.retrans_flag);
    assert_string_equal(old_numbers(bench).c_str(), "1 2 3 4 5 ");
}

void nobody_installs_while_somebody_recovers(void**) {
    Bench bench(2);
    bench.form_pair();
    recover(bench, {.received = false});
    for (int i = 0; i < 10; ++i) {
        bench.token.retrans_flag = true; // node 1 has more
        bench.turn();
    }
    const State before = bench.engine.state();
    bench.token.retrans_flag = false;
    turn(bench, 4);
    assert_int_equal(before, State::recovery);
    assert_int_equal(bench.engine.state(), State::operational);
}

void recovered_messages_are_delivered_before_the_transitional_view(void**) {
    Bench bench(2);
    bench.form_pair();
    bench.receive_multicast(1, 1, kPairRing, 'a');
    recover(bench, {.aru = 2, .received = true});
    exchange(bench, 1, 2, 'b', 1);
    turn(bench, 5);
    assert_string_equal(bench.delivered().c_str(), "ab|T||R|");
}

void a_recovery_message_of_another_old_ring_is_not_ours(void**) {
    Bench bench(2);
    bench.form_pair();
    recover(bench, {.aru = 0, .received = false});
    exchange(bench, 1, 1, 'x', 1, kNext, {kThree, 8});
    turn(bench, 5);
    assert_string_equal(bench.delivered().c_str(), "|T||R|");
}

// Number 1 is lost with its sender, who is not of the new ring (its old ring differs).
void behind_a_gap_only_companions_are_delivered_and_in_the_transitional_view(void**) {
    Bench bench(2);
    bench.form_pair();
    bench.letters.add("m");
    wire::Token token = bench.token;
    ++token.token_seq.value;
    token.seq = {2};
    bench.receive_multicast(1, 2, kPairRing, 'x');
    bench.visit(token); // ours is 3
    recover(bench, {.old_ring = {kOne, 11}});
    turn(bench, 4);
    assert_string_equal(bench.delivered().c_str(), "|T|m|R|");
}

void an_unstable_safe_message_is_delivered_in_the_transitional_view(void**) {
    Bench bench(2);
    bench.form_pair();
    bench.receive_multicast(1, 1, kPairRing, 'a');
    bench.receive_multicast(1, 2, kPairRing, 's', true);
    recover(bench, {.aru = 2, .safe = 1});
    turn(bench, 4);
    assert_string_equal(bench.delivered().c_str(), "a|T|s|R|");
}

void a_safe_message_that_a_companion_delivered_comes_before_the_transitional_view(void**) {
    Bench bench(2);
    bench.form_pair();
    bench.receive_multicast(1, 1, kPairRing, 's', true);
    recover(bench, {.aru = 1, .safe = 1});
    turn(bench, 4);
    assert_string_equal(bench.delivered().c_str(), "s|T||R|");
}

void the_views_name_companions_newcomers_and_the_left(void**) {
    Bench bench(2);
    bench.form_pair();
    recover(bench, {.old_ring = {kOne, 11}});
    turn(bench, 4);
    const auto views = bench.all<ring::InstallView>();
    assert_int_equal(views.size(), 2);
    assert_true(views[0].view.transitional);
    assert_true(views[0].view.members == std::vector<NodeId>{kTwo});
    assert_true(views[0].view.left == std::vector<NodeId>{kOne});
    assert_true((views[0].view.ring == RingId{kTwo, 12}));
    assert_true((views[1].view.members == std::vector<NodeId>{kOne, kTwo}));
    assert_true(views[1].view.joined == std::vector<NodeId>{kOne});
    assert_true(views[1].view.ring == kNext);
}

void a_failed_attempt_leaves_the_old_ring_as_it_was(void**) {
    Bench bench(2);
    bench.form_pair();
    bench.receive_multicast(1, 1, kPairRing, 'a');
    recover(bench, {.aru = 1});
    bench.pass(milliseconds(3000));
    const State after_loss = bench.engine.state();
    recover(bench, {.seq = 17, .aru = 1});
    const auto entry = bench.sent<wire::CommitToken>().back().info[1];
    turn(bench, 4);
    assert_int_equal(after_loss, State::gather);
    assert_true(entry.old_ring == kPairRing);
    assert_int_equal(entry.aru.value, 1);
    assert_string_equal(bench.delivered().c_str(), "a|T||R|");
}

void what_came_in_a_failed_attempt_is_kept(void**) {
    Bench bench(2);
    bench.form_pair();
    recover(bench, {.aru = 1});
    exchange(bench, 1, 1, 'b', 1);
    bench.pass(milliseconds(3000));
    recover(bench, {.seq = 17, .aru = 1});
    const auto entry = bench.sent<wire::CommitToken>().back().info[1];
    turn(bench, 4);
    assert_int_equal(entry.aru.value, 1);
    assert_string_equal(bench.delivered().c_str(), "b|T||R|");
}

// It sees no gap, but the others may have exchanged more than it got.
void who_did_not_see_the_end_of_an_exchange_has_not_received_all(void**) {
    Bench bench(2);
    bench.form_pair();
    recover(bench, {.received = false});
    bench.pass(milliseconds(3000));
    recover(bench, {.seq = 17});
    const auto entry = bench.sent<wire::CommitToken>().back().info[1];
    assert_false(entry.received);
}

// A companion that does not have all that was exchanged shows that nobody installed that ring.
void a_promise_ends_when_messages_are_exchanged_anew(void**) {
    Bench bench(2);
    bench.form_pair();
    recover(bench, {.received = false});
    turn(bench, 3);
    bench.pass(milliseconds(3000));
    recover(bench, {.seq = 17, .received = false});
    const bool promised = bench.sent<wire::CommitToken>().back().info[1].received;
    bench.pass(milliseconds(3000));
    recover(bench, {.seq = 21});
    const bool still = bench.sent<wire::CommitToken>().back().info[1].received;
    assert_true(promised);
    assert_false(still);
}

// When the exchange was complete, this node has told the others that it has everything: it keeps
// to that, also behind a gap and without them.
void a_promise_of_a_failed_attempt_is_kept(void**) {
    Bench bench(2);
    bench.form_pair();
    bench.receive_multicast(1, 2, kPairRing, 'x'); // number 1 is lost for all
    recover(bench, {.aru = 0, .received = false});
    turn(bench, 3);
    bench.pass(milliseconds(3000));
    recover(bench, {.seq = 17, .old_ring = {kOne, 11}}); // node 1 went another way
    const auto entry = bench.sent<wire::CommitToken>().back().info[1];
    turn(bench, 4);
    assert_true(entry.received);
    assert_string_equal(bench.delivered().c_str(), "|T|x|R|");
}

void without_a_promise_a_departed_sender_is_not_delivered_behind_a_gap(void**) {
    Bench bench(2);
    bench.form_pair();
    bench.receive_multicast(1, 2, kPairRing, 'x');
    recover(bench, {.aru = 0, .received = false});
    turn(bench, 1);
    bench.pass(milliseconds(3000));
    recover(bench, {.seq = 17, .old_ring = {kOne, 11}});
    turn(bench, 4);
    assert_string_equal(bench.delivered().c_str(), "|T||R|");
}

void ordinary_messages_of_the_new_ring_are_kept_for_it(void**) {
    Bench bench(2);
    bench.form_pair();
    recover(bench, {});
    turn(bench, 2);
    bench.receive_multicast(1, 1, kNext, 'n'); // node 1 installed a rotation before us
    bench.token.seq = {1};
    turn(bench, 3);
    assert_string_equal(bench.delivered().c_str(), "|T||R|n");
}

void recovery_messages_are_never_delivered_as_new_ones(void**) {
    Bench bench(2);
    bench.form_pair();
    for (std::uint32_t seq = 1; seq <= 3; ++seq) bench.receive_multicast(1, seq, kPairRing, 'a');
    recover(bench, {.received = false});
    turn(bench, 5);
    bench.letters.add("n");
    turn(bench, 1);
    assert_string_equal(bench.delivered().c_str(), "aaa|T||R|n");
    assert_int_equal(bench.token.seq.value, 4);
}

void a_join_of_a_member_ends_the_attempt(void**) {
    Bench bench(2);
    bench.form_pair();
    recover(bench, {});
    bench.receive(join_from(3, {kThree}, {}, 50));
    const State after_stranger = bench.engine.state();
    bench.receive(join_from(1, {kOne, kTwo}, {}, 13));
    assert_int_equal(after_stranger, State::recovery);
    assert_int_equal(bench.engine.state(), State::gather);
}

// A process starts with a ring id, but there is no such ring.
void what_comes_of_the_ring_before_the_first_is_not_delivered(void**) {
    Bench bench(1);
    bench.start();
    bench.receive_multicast(2, 1, {kOne, 1}, 'x');
    bench.loop_back(16);
    assert_int_equal(bench.engine.state(), State::operational);
    assert_string_equal(bench.delivered().c_str(), "|R|");
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(a_recovery_that_stands_still_is_given_up),
        cmocka_unit_test(who_receives_nothing_in_recovery_puts_itself_out),
        cmocka_unit_test(an_entry_tells_what_was_received_of_the_old_ring),
        cmocka_unit_test(who_has_less_than_a_companion_has_not_received_all),
        cmocka_unit_test(an_entry_that_somebody_changed_is_not_recovered_with),
        cmocka_unit_test(a_ring_without_room_for_a_transitional_number_is_not_formed),
        cmocka_unit_test(companions_that_have_the_same_exchange_nothing),
        cmocka_unit_test(all_above_what_the_least_has_is_sent_again),
        cmocka_unit_test(a_number_from_nowhere_in_an_entry_costs_no_time),
        cmocka_unit_test(while_there_is_more_to_send_the_token_says_so),
        cmocka_unit_test(nobody_installs_while_somebody_recovers),
        cmocka_unit_test(recovered_messages_are_delivered_before_the_transitional_view),
        cmocka_unit_test(a_recovery_message_of_another_old_ring_is_not_ours),
        cmocka_unit_test(behind_a_gap_only_companions_are_delivered_and_in_the_transitional_view),
        cmocka_unit_test(an_unstable_safe_message_is_delivered_in_the_transitional_view),
        cmocka_unit_test(
            a_safe_message_that_a_companion_delivered_comes_before_the_transitional_view),
        cmocka_unit_test(the_views_name_companions_newcomers_and_the_left),
        cmocka_unit_test(a_failed_attempt_leaves_the_old_ring_as_it_was),
        cmocka_unit_test(what_came_in_a_failed_attempt_is_kept),
        cmocka_unit_test(who_did_not_see_the_end_of_an_exchange_has_not_received_all),
        cmocka_unit_test(a_promise_ends_when_messages_are_exchanged_anew),
        cmocka_unit_test(a_promise_of_a_failed_attempt_is_kept),
        cmocka_unit_test(without_a_promise_a_departed_sender_is_not_delivered_behind_a_gap),
        cmocka_unit_test(ordinary_messages_of_the_new_ring_are_kept_for_it),
        cmocka_unit_test(recovery_messages_are_never_delivered_as_new_ones),
        cmocka_unit_test(a_join_of_a_member_ends_the_attempt),
        cmocka_unit_test(what_comes_of_the_ring_before_the_first_is_not_delivered),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
