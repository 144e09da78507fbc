// test/unit/ring/retune_test.cc - timers and windows that change while the ring runs.
#include "unit/ring/bench.h"

#include "unit/cmocka.h" // last: it has a macro fail()

using namespace baton;
using namespace baton::test;
using ring::State;

namespace {

ring::RingConfig with_token(int ms) {
    ring::RingConfig config;
    config.token = milliseconds(ms);
    config.token_warning = milliseconds(ms * 3 / 4);
    config.token_retransmit = milliseconds(ms / 5);
    config.hold = milliseconds(ms / 10);
    config.consensus = milliseconds(ms * 6 / 5);
    return config;
}

// A member of a ring of two, in which the other node has the token.
struct Pair : Bench {
    explicit Pair(const ring::RingConfig& config) : Bench(2, config) { form_pair(); }
    void retune(const ring::RingConfig& config) { engine.retune(now, config, actions); }
    [[nodiscard]] bool missed_after(int ms) {
        pass(milliseconds(ms));
        return engine.state() == State::gather;
    }
};

void a_change_alone_does_not_end_the_ring(void**) {
    Pair bench(with_token(1000));
    bench.retune(with_token(200));
    const bool sent_joins = !bench.sent<wire::Join>().empty();
    assert_true(bench.engine.state() == State::operational);
    assert_false(sent_joins);
}

void a_shorter_token_time_counts_from_the_next_token_on(void**) {
    Pair bench(with_token(1000));
    bench.retune(with_token(200));
    bench.turn();
    const bool early = bench.missed_after(199);
    const bool then = bench.missed_after(2);
    assert_false(early);
    assert_true(then);
}

void a_longer_token_time_counts_from_the_next_token_on(void**) {
    Pair bench(with_token(200));
    bench.retune(with_token(1000));
    bench.turn();
    const bool early = bench.missed_after(999);
    const bool then = bench.missed_after(2);
    assert_false(early);
    assert_true(then);
}

void a_smaller_window_counts_for_the_next_visit(void**) {
    Pair bench(with_token(1000));
    ring::RingConfig narrow = with_token(1000);
    narrow.max_messages = 2;
    bench.letters.add("abcdef");
    bench.retune(narrow);
    bench.turn();
    assert_string_equal(bench.multicast_letters().c_str(), "a1 b2");
}

// Who runs late by the new time, but not by the old one, was not asleep.
void a_shorter_time_does_not_make_a_pause_of_the_past(void**) {
    Pair bench(with_token(10'000));
    bench.now += milliseconds(3000);
    bench.retune(with_token(1000));
    bench.engine.advance(bench.now, bench.actions);
    assert_true(bench.engine.state() == State::operational);
}

void before_the_start_nothing_is_scheduled(void**) {
    Bench bench(2, with_token(1000));
    bench.engine.retune(bench.now, with_token(200), bench.actions);
    const bool waits = bench.engine.next_deadline().has_value();
    bench.start_alone();
    assert_false(waits);
    assert_true(bench.engine.state() == State::operational);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(a_change_alone_does_not_end_the_ring),
        cmocka_unit_test(a_shorter_token_time_counts_from_the_next_token_on),
        cmocka_unit_test(a_longer_token_time_counts_from_the_next_token_on),
        cmocka_unit_test(a_smaller_window_counts_for_the_next_visit),
        cmocka_unit_test(a_shorter_time_does_not_make_a_pause_of_the_past),
        cmocka_unit_test(before_the_start_nothing_is_scheduled),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
