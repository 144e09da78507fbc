// test/unit/ring/token_test.cc - visits of the regular token on an installed ring of two.
#include "unit/ring/bench.h"

#include <algorithm>

#include "unit/cmocka.h" // last: it has a macro fail()

using namespace baton;
using namespace baton::test;
using ring::State;

namespace {

class Pair : public Bench {
public:
    explicit Pair(std::uint32_t self, const ring::RingConfig& config = {}) : Bench(self, config) {
        form_pair();
    }
    // Of the token, as it comes from the other node with these values.
    wire::Token coming() const {
        wire::Token next = token;
        ++next.token_seq.value;
        return next;
    }
};

ring::RingConfig with_window(std::uint32_t window, std::uint32_t messages) {
    ring::RingConfig config;
    config.window_size = window;
    config.max_messages = messages;
    return config;
}

// ---- sending and flow control

void messages_go_out_before_the_token_that_counts_them(void**) {
    Pair bench(2);
    bench.letters.add("ab");
    bench.turn();
    const auto& actions = bench.actions;
    const auto token = std::find_if(actions.begin(), actions.end(), [](const ring::Action& action) {
        return std::holds_alternative<ring::SendToken>(action);
    });
    const auto multicasts = std::count_if(actions.begin(), token, [](const ring::Action& action) {
        return std::holds_alternative<ring::SendMulticast>(action);
    });
    assert_int_equal(multicasts, 2);
    assert_string_equal(bench.multicast_letters().c_str(), "a1 b2");
    assert_int_equal(bench.token.seq.value, 2);
}

void a_visit_sends_at_most_max_messages(void**) {
    Pair bench(2, with_window(50, 3));
    bench.letters.add("abcdefgh");
    bench.turn();
    const auto first = bench.multicast_letters();
    bench.turn();
    assert_string_equal(first.c_str(), "a1 b2 c3");
    assert_string_equal(bench.multicast_letters().c_str(), "a1 b2 c3 d4 e5 f6");
}

void what_others_sent_in_this_rotation_narrows_the_window(void**) {
    Pair bench(2, with_window(10, 8));
    bench.letters.add("abcdefgh");
    wire::Token token = bench.coming();
    token.fcc = 7;
    bench.visit(token);
    assert_string_equal(bench.multicast_letters().c_str(), "a1 b2 c3");
    assert_int_equal(bench.token.fcc, 10);
}

void a_full_window_sends_nothing(void**) {
    Pair bench(2, with_window(10, 8));
    bench.letters.add("ab");
    wire::Token token = bench.coming();
    token.fcc = 10;
    bench.visit(token);
    assert_string_equal(bench.multicast_letters().c_str(), "");
}

void the_token_counts_what_this_rotation_sent_and_what_waits(void**) {
    Pair bench(2, with_window(50, 3));
    bench.letters.add("abcde");
    bench.turn();
    const wire::Token first = bench.token;
    bench.turn();
    const wire::Token second = bench.token;
    bench.turn();
    assert_int_equal(first.fcc, 3);
    assert_int_equal(first.backlog, 5); // as it was before sending
    assert_int_equal(second.fcc, 2);
    assert_int_equal(second.backlog, 2);
    assert_int_equal(bench.token.fcc, 0);
    assert_int_equal(bench.token.backlog, 0);
}

// My share of the window is that of my backlog in all backlogs.
void a_node_takes_its_share_when_others_have_more(void**) {
    Pair bench(2, with_window(10, 10));
    bench.letters.add("abcdefghijklmnopqrst");
    wire::Token token = bench.coming();
    token.fcc = 10;
    bench.visit(token); // only announces: backlog 20
    token = bench.coming();
    token.fcc = 0;
    token.backlog = 80; // mine is in it
    bench.visit(token);
    assert_string_equal(bench.multicast_letters().c_str(), "a1 b2");
}

void the_store_of_the_slowest_is_never_overrun(void**) {
    Pair bench(2, with_window(50, 17));
    wire::Token token = bench.coming();
    for (std::uint32_t seq = 1; seq <= 16384 - 66; ++seq)
        bench.receive_multicast(1, seq, kPairRing, 'x');
    token.seq = {16384 - 66};
    token.aru = {0}; // somebody has nothing of it
    token.aru_id = kOne;
    bench.letters.add("ab");
    bench.clear();
    bench.visit(token);
    assert_string_equal(bench.multicast_letters().c_str(), "");
    assert_int_equal(bench.token.seq.value, 16384 - 66);
}

// ---- aru

void who_lacks_a_message_lowers_the_aru_and_signs_it(void**) {
    Pair bench(2);
    wire::Token token = bench.coming();
    token.seq = token.aru = {3};
    token.aru_id = {};
    bench.receive_multicast(1, 1, kPairRing, 'x');
    bench.visit(token);
    assert_int_equal(bench.token.aru.value, 1);
    assert_true(bench.token.aru_id == kTwo);
}

void who_signed_the_aru_raises_it_when_the_message_is_here(void**) {
    Pair bench(2);
    wire::Token token = bench.coming();
    token.seq = {2};
    token.aru = {0};
    token.aru_id = kTwo;
    bench.receive_multicast(1, 1, kPairRing, 'x');
    bench.receive_multicast(1, 2, kPairRing, 'x');
    bench.visit(token);
    assert_int_equal(bench.token.aru.value, 2);
    assert_true(bench.token.aru_id == NodeId{});
}

void an_aru_that_somebody_else_holds_down_stays(void**) {
    Pair bench(2);
    wire::Token token = bench.coming();
    token.seq = {1};
    token.aru = {0};
    token.aru_id = kOne;
    bench.receive_multicast(1, 1, kPairRing, 'x');
    bench.visit(token);
    assert_int_equal(bench.token.aru.value, 0);
    assert_true(bench.token.aru_id == kOne);
}

void with_nobody_behind_the_aru_follows_new_messages(void**) {
    Pair bench(2);
    bench.letters.add("a");
    bench.turn();
    assert_int_equal(bench.token.aru.value, 1);
    assert_true(bench.token.aru_id == NodeId{});
}

void messages_are_kept_until_two_tokens_say_that_all_have_them(void**) {
    Pair bench(2);
    bench.letters.add("a");
    bench.turn();
    const auto ask = [&bench] {
        wire::Token token = bench.coming();
        token.aru = token.seq;
        token.requests[0] = {kPairRing, {1}};
        token.request_count = 1;
        bench.clear();
        bench.visit(token);
        return bench.multicast_letters();
    };
    const auto first = ask();  // the first token that comes with aru 1
    const auto second = ask(); // the second
    assert_string_equal(first.c_str(), "a1");
    assert_string_equal(second.c_str(), "");
}

// ---- requests

void a_missing_message_is_requested_at_the_fifth_visit(void**) {
    Pair bench(2);
    wire::Token token = bench.coming();
    token.seq = {1};
    bench.visit(token);
    for (int i = 0; i < 3; ++i) bench.visit(bench.coming());
    const auto fourth = bench.token.request_count;
    bench.visit(bench.coming());
    assert_int_equal(fourth, 0);
    assert_int_equal(bench.token.request_count, 1);
    assert_true((bench.token.requests[0] == wire::RetransmitRequest{kPairRing, {1}}));
}

void a_request_is_made_once(void**) {
    Pair bench(2);
    wire::Token token = bench.coming();
    token.seq = {1};
    bench.visit(token);
    for (int i = 0; i < 9; ++i) bench.visit(bench.coming());
    assert_int_equal(bench.token.request_count, 1);
}

void a_token_has_room_for_thirty_requests(void**) {
    Pair bench(2);
    wire::Token token = bench.coming();
    token.seq = {40};
    bench.visit(token);
    for (int i = 0; i < 9; ++i) bench.visit(bench.coming());
    assert_int_equal(bench.token.request_count, 30);
    assert_int_equal(bench.token.requests[29].seq.value, 30);
}

void who_has_a_requested_message_sends_it_unchanged(void**) {
    Pair bench(2);
    bench.receive_multicast(1, 1, kPairRing, 'x'); // of somebody else
    wire::Token token = bench.coming();
    token.seq = {1};
    token.requests[0] = {kPairRing, {1}};
    token.request_count = 1;
    bench.visit(token);
    const auto again = bench.sent<wire::Multicast>();
    const wire::Token first = bench.token;
    bench.turn();
    assert_int_equal(again.size(), 1);
    assert_true(again[0].sender == kOne);
    assert_int_equal(first.request_count, 0);
    assert_int_equal(first.fcc, 1);
    assert_int_equal(bench.token.fcc, 0);
}

void a_request_for_what_is_not_here_stays(void**) {
    Pair bench(2);
    wire::Token token = bench.coming();
    token.seq = {2};
    token.requests[0] = {kPairRing, {2}};
    token.request_count = 1;
    bench.visit(token);
    assert_int_equal(bench.token.request_count, 1);
}

void requests_of_other_rings_do_not_stay_for_ever(void**) {
    Pair bench(2);
    wire::Token token = bench.coming();
    token.requests[0] = {{kOne, 5}, {1}};
    token.request_count = 1;
    bench.visit(token);
    assert_int_equal(bench.token.request_count, 0);
}

void answers_count_against_the_allowance(void**) {
    Pair bench(2, with_window(50, 3));
    wire::Token token = bench.coming();
    for (std::uint32_t i = 0; i < 5; ++i) {
        bench.receive_multicast(1, i + 1, kPairRing, 'x');
        token.requests[i] = {kPairRing, {i + 1}};
    }
    token.seq = {5};
    token.request_count = 5;
    bench.letters.add("a");
    bench.visit(token);
    assert_string_equal(bench.multicast_letters().c_str(), "x1 x2 x3");
    assert_int_equal(bench.token.request_count, 2);
}

// ---- delivery

void messages_are_delivered_in_order_without_a_gap(void**) {
    Pair bench(2);
    bench.receive_multicast(1, 2, kPairRing, 'b');
    bench.receive_multicast(1, 3, kPairRing, 'c');
    const auto early = bench.delivered();
    bench.receive_multicast(1, 1, kPairRing, 'a');
    bench.receive_multicast(1, 1, kPairRing, 'a');
    assert_string_equal(early.c_str(), "");
    assert_string_equal(bench.delivered().c_str(), "abc");
}

void an_own_message_is_delivered_when_it_went_out(void**) {
    Pair bench(2);
    bench.letters.add("a");
    bench.turn();
    assert_string_equal(bench.delivered().c_str(), "a");
}

void a_safe_message_waits_for_two_tokens_with_its_aru(void**) {
    Pair bench(2);
    bench.letters.add("s", true);
    bench.turn();
    const auto after_first = bench.delivered();
    bench.turn();
    assert_string_equal(after_first.c_str(), "");
    assert_string_equal(bench.delivered().c_str(), "s");
}

void what_comes_behind_a_safe_message_waits_with_it(void**) {
    Pair bench(2);
    bench.receive_multicast(1, 1, kPairRing, 'a');
    bench.receive_multicast(1, 2, kPairRing, 's', true);
    bench.receive_multicast(1, 3, kPairRing, 'b');
    const auto before = bench.delivered();
    wire::Token token = bench.coming();
    token.seq = token.aru = {3};
    bench.visit(token);
    const auto once = bench.delivered();
    bench.turn();
    assert_string_equal(before.c_str(), "a");
    assert_string_equal(once.c_str(), "a");
    assert_string_equal(bench.delivered().c_str(), "asb");
}

void a_safe_message_that_somebody_lacks_is_not_delivered(void**) {
    Pair bench(2);
    bench.receive_multicast(1, 1, kPairRing, 's', true);
    for (int i = 0; i < 10; ++i) {
        wire::Token token = bench.coming();
        token.seq = {1};
        token.aru = {0};
        token.aru_id = kOne;
        bench.visit(token);
    }
    assert_string_equal(bench.delivered().c_str(), "");
}

void the_safe_mark_of_corosync_holds_nothing_back(void**) {
    Pair bench(2);
    wire::Multicast outer;
    outer.sender = kOne;
    outer.seq = {1};
    outer.ring = kPairRing;
    outer.guarantee = static_cast<std::int32_t>(wire::Guarantee::safe_ignored);
    const std::byte letter{'c'};
    Slice frame = wire::encapsulate(outer, {&letter, 1}, bench.pool);
    bench.receive(frame);
    assert_string_equal(bench.delivered().c_str(), "c");
}

// ---- numbers at the end of the circle of tokens

void token_numbers_wrap(void**) {
    Pair bench(2);
    wire::Token token = bench.coming();
    token.token_seq = {0x7FFFFFF0U};
    bench.visit(token);
    token.token_seq = {0xFFFFFFEFU};
    bench.visit(token);
    for (int i = 0; i < 40; ++i) bench.turn();
    assert_int_equal(bench.engine.state(), State::operational);
    assert_int_equal(bench.token.token_seq.value, 0xFFFFFFEFU + 1 + 80);
}

void a_repeated_token_is_dropped(void**) {
    Pair bench(2);
    const wire::Token token = bench.coming();
    const bool first = bench.visit(token).has_value();
    bench.letters.add("a");
    const bool again = bench.visit(token).has_value();
    assert_true(first);
    assert_false(again);
    assert_string_equal(bench.multicast_letters().c_str(), "");
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(messages_go_out_before_the_token_that_counts_them),
        cmocka_unit_test(a_visit_sends_at_most_max_messages),
        cmocka_unit_test(what_others_sent_in_this_rotation_narrows_the_window),
        cmocka_unit_test(a_full_window_sends_nothing),
        cmocka_unit_test(the_token_counts_what_this_rotation_sent_and_what_waits),
        cmocka_unit_test(a_node_takes_its_share_when_others_have_more),
        cmocka_unit_test(the_store_of_the_slowest_is_never_overrun),
        cmocka_unit_test(who_lacks_a_message_lowers_the_aru_and_signs_it),
        cmocka_unit_test(who_signed_the_aru_raises_it_when_the_message_is_here),
        cmocka_unit_test(an_aru_that_somebody_else_holds_down_stays),
        cmocka_unit_test(with_nobody_behind_the_aru_follows_new_messages),
        cmocka_unit_test(messages_are_kept_until_two_tokens_say_that_all_have_them),
        cmocka_unit_test(a_missing_message_is_requested_at_the_fifth_visit),
        cmocka_unit_test(a_request_is_made_once),
        cmocka_unit_test(a_token_has_room_for_thirty_requests),
        cmocka_unit_test(who_has_a_requested_message_sends_it_unchanged),
        cmocka_unit_test(a_request_for_what_is_not_here_stays),
        cmocka_unit_test(requests_of_other_rings_do_not_stay_for_ever),
        cmocka_unit_test(answers_count_against_the_allowance),
        cmocka_unit_test(messages_are_delivered_in_order_without_a_gap),
        cmocka_unit_test(an_own_message_is_delivered_when_it_went_out),
        cmocka_unit_test(a_safe_message_waits_for_two_tokens_with_its_aru),
        cmocka_unit_test(what_comes_behind_a_safe_message_waits_with_it),
        cmocka_unit_test(a_safe_message_that_somebody_lacks_is_not_delivered),
        cmocka_unit_test(the_safe_mark_of_corosync_holds_nothing_back),
        cmocka_unit_test(token_numbers_wrap),
        cmocka_unit_test(a_repeated_token_is_dropped),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
