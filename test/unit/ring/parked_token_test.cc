// test/unit/ring/parked_token_test.cc - where an idle token rests when all members park it.
#include "unit/ring/bench.h"

#include "unit/cmocka.h" // last: it has a macro fail()

using namespace baton;
using namespace baton::test;

namespace {

class Pair : public Bench {
public:
    explicit Pair(std::uint32_t self, const ring::RingConfig& config = {}) : Bench(self, config) {
        form_pair();
        engine.set_agreed({.parked_token = true});
    }
    // Turns until the engine keeps the token, or 100.
    int turns_until_kept() {
        int passed = 0;
        while (passed < 100 && turn()) ++passed;
        return passed;
    }
    void say(const char* letters_to_send) {
        letters.add(letters_to_send);
        turn();
        clear();
    }
    // There is something to send while the token rests with another node.
    void want(const char* letters_to_send) {
        turn();
        turn();
        clear();
        letters.add(letters_to_send);
        work();
    }
    // A message of node 2, and the token that counts it.
    void hear(std::uint32_t seq) {
        receive_multicast(2, seq, kPairRing, 'x');
        wire::Token next = token;
        ++next.token_seq.value;
        next.seq = next.aru = {seq};
        visit(next);
        clear();
    }
};

void a_new_ring_parks_its_token_with_the_representative(void**) {
    Pair one(1);
    Pair two(2);
    assert_int_equal(one.turns_until_kept() < 5, 1);
    assert_int_equal(two.turns_until_kept(), 100);
}

void it_rests_with_whom_the_last_message_came_from(void**) {
    Pair bench(2);
    bench.say("a");
    assert_int_equal(bench.turns_until_kept(), 1);
}

void the_representative_does_not_keep_what_another_used_last(void**) {
    Pair bench(1);
    bench.say("a");
    bench.hear(2);
    assert_int_equal(bench.turns_until_kept(), 100);
}

// Two rotations in which all see that all have the message: only then do all deliver a safe one.
void it_rests_only_when_all_know_that_all_have_everything(void**) {
    Pair bench(2);
    bench.say("a");
    wire::Token late = bench.token;
    ++late.token_seq.value;
    late.aru = {0};
    late.aru_id = kOne;
    bench.visit(late); // 1 had not received it
    const int more = bench.turns_until_kept();
    assert_int_equal(more, 2);
}

void its_keeper_sends_at_once(void**) {
    Pair bench(2);
    bench.say("a");
    bench.turns_until_kept();
    bench.clear();
    bench.letters.add("b");
    bench.work();
    assert_string_equal(bench.multicast_letters().c_str(), "b2");
    assert_int_equal(bench.sent<wire::Token>().size(), 1);
    assert_string_equal(bench.delivered().c_str(), "b");
}

void it_passes_by_itself_after_the_hold_time(void**) {
    Pair bench(2);
    bench.say("a");
    bench.turns_until_kept();
    bench.clear();
    bench.pass(milliseconds(561));
    assert_int_equal(bench.sent<wire::Token>().size(), 1);
}

void another_member_asks_for_it_and_asks_again(void**) {
    Pair bench(2);
    bench.want("a");
    bench.work();
    const auto first = bench.sent<wire::HoldCancel>().size();
    bench.pass(milliseconds(2));
    const auto again = bench.sent<wire::HoldCancel>().size();
    bench.turn();
    bench.pass(milliseconds(500));
    assert_int_equal(first, 1);
    assert_int_equal(again, 2);
    assert_int_equal(bench.sent<wire::HoldCancel>().size(), 2);
}

void it_is_first_asked_for_where_it_rests_and_then_everywhere(void**) {
    Pair bench(2);
    bench.want("a");
    assert_true(bench.all<ring::SendMulticast>().empty());
    assert_int_equal(bench.all<ring::SendToken>().size(), 1);
    assert_true(bench.all<ring::SendToken>().back().to == kOne);
    bench.pass(milliseconds(2));
    assert_int_equal(bench.all<ring::SendMulticast>().size(), 1);
}

// Asked 2, 6, 14 and 30 ms later, and then in each 16th part of the hold time.
void who_does_not_get_it_asks_less_and_less_often(void**) {
    Pair bench(2);
    bench.want("a");
    bench.pass(milliseconds(31));
    const auto soon = bench.sent<wire::HoldCancel>().size();
    bench.pass(milliseconds(350));
    assert_int_equal(soon, 5);
    assert_int_equal(bench.sent<wire::HoldCancel>().size(), 5 + 10);
}

// Where the hold time is the longer one, what was kept is repeated and gone before it ends.
void who_has_lost_what_it_kept_asks_for_it_too(void**) {
    ring::RingConfig config;
    config.token_retransmit = milliseconds(100);
    config.hold = milliseconds(160);
    Pair bench(2, config);
    bench.say("a");
    bench.turns_until_kept();
    bench.pass(milliseconds(101));
    bench.letters.add("b");
    bench.work();
    bench.clear();
    bench.pass(milliseconds(66));
    assert_int_equal(bench.sent<wire::HoldCancel>().size(), 3); // after 160, 162 and 166 ms
}

void the_representative_asks_too(void**) {
    Pair bench(1);
    bench.say("a");
    bench.hear(2);
    bench.want("b");
    assert_int_equal(bench.sent<wire::HoldCancel>().size(), 1);
}

// Its message shows that the token turns again.
void nobody_asks_for_what_another_has_just_used(void**) {
    Pair bench(2);
    bench.turn();
    bench.turn();
    bench.receive_multicast(1, 1, kPairRing, 'x');
    bench.clear();
    bench.letters.add("a");
    bench.work();
    assert_true(bench.sent<wire::HoldCancel>().empty());
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(a_new_ring_parks_its_token_with_the_representative),
        cmocka_unit_test(it_rests_with_whom_the_last_message_came_from),
        cmocka_unit_test(the_representative_does_not_keep_what_another_used_last),
        cmocka_unit_test(it_rests_only_when_all_know_that_all_have_everything),
        cmocka_unit_test(its_keeper_sends_at_once),
        cmocka_unit_test(it_passes_by_itself_after_the_hold_time),
        cmocka_unit_test(another_member_asks_for_it_and_asks_again),
        cmocka_unit_test(it_is_first_asked_for_where_it_rests_and_then_everywhere),
        cmocka_unit_test(who_does_not_get_it_asks_less_and_less_often),
        cmocka_unit_test(who_has_lost_what_it_kept_asks_for_it_too),
        cmocka_unit_test(the_representative_asks_too),
        cmocka_unit_test(nobody_asks_for_what_another_has_just_used),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
