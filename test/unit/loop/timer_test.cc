// test/unit/loop/timer_test.cc - deadlines and the end of a turn.
#include "loop/clock.h"
#include "loop/timer.h"
#include "loop/turn.h"
#include "unit/cmocka.h"

using namespace baton;

namespace {

void a_deadline_is_never_early(void** /*state*/) {
    loop::Loop loop;
    TimePoint fired{};
    loop::Timer timer(loop, [&] {
        fired = loop::now();
        loop.stop();
    });
    const TimePoint due = loop::now() + std::chrono::microseconds{2700};
    timer.fire_at(due);
    loop.run();
    assert_true(fired >= due);
}

void a_later_setting_replaces_the_earlier_one(void** /*state*/) {
    loop::Loop loop;
    int fired = 0;
    loop::Timer timer(loop, [&] { ++fired; });
    timer.fire_in(milliseconds{1});
    timer.fire_in(milliseconds{5});
    loop::Timer end(loop, [&] { loop.stop(); });
    end.fire_in(milliseconds{20});
    loop.run();
    assert_int_equal(fired, 1);
}

void a_stopped_timer_rests(void** /*state*/) {
    loop::Loop loop;
    int fired = 0;
    loop::Timer timer(loop, [&] { ++fired; });
    timer.fire_in(milliseconds{1});
    timer.stop();
    loop::Timer end(loop, [&] { loop.stop(); });
    end.fire_in(milliseconds{10});
    loop.run();
    assert_int_equal(fired, 0);
}

void a_timer_may_set_itself_again(void** /*state*/) {
    loop::Loop loop;
    int fired = 0;
    loop::Timer timer(loop, [&] {
        if (++fired == 3) loop.stop();
        timer.fire_in(milliseconds{1});
    });
    timer.fire_in(milliseconds{1});
    loop.run();
    assert_int_equal(fired, 3);
}

void the_loop_does_not_sleep_while_the_end_of_a_turn_has_more(void** /*state*/) {
    loop::Loop loop;
    int turns = 0;
    loop::Timer end(loop, [&] { loop.stop(); });
    loop::EndOfTurn work(loop, [&] {
        if (++turns == 100) end.fire_in(Duration{0});
        return turns < 100;
    });
    const TimePoint begin = loop::now();
    loop.run(); // would never end if it slept
    assert_true(turns >= 100);
    assert_true(loop::now() - begin < std::chrono::seconds{5});
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(a_deadline_is_never_early),
        cmocka_unit_test(a_later_setting_replaces_the_earlier_one),
        cmocka_unit_test(a_stopped_timer_rests),
        cmocka_unit_test(a_timer_may_set_itself_again),
        cmocka_unit_test(the_loop_does_not_sleep_while_the_end_of_a_turn_has_more),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
