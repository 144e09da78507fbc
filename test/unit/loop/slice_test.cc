// test/unit/loop/slice_test.cc - when the loop asks for short slices.
#include "loop/slice.h"

#include <sched.h>
#include <sys/resource.h>
#include <vector>

#include "unit/cmocka.h"

using namespace baton;
using loop::Slice;
using std::chrono::milliseconds;

namespace {

struct Loop {
    void run(int turns_per_ms, milliseconds time) {
        for (milliseconds each{0}; each < time; each += milliseconds{1}) {
            now += milliseconds{1};
            for (int turn = 0; turn < turns_per_ms; ++turn) slice.turn(now);
        }
    }
    std::vector<Duration> asked;
    TimePoint now{std::chrono::hours{1}};
    Slice slice{[this](Duration length) { asked.push_back(length); }};
};

void a_loop_that_does_little_asks_for_nothing(void**) {
    Loop loop;
    loop.run(1, milliseconds{1000});
    assert_true(loop.asked.empty());
}

void a_busy_loop_asks_once(void**) {
    Loop loop;
    loop.run(20, milliseconds{1000});
    assert_true(loop.asked == std::vector<Duration>{Slice::kShort});
}

void one_that_is_not_busy_any_more_gives_it_back(void**) {
    Loop loop;
    loop.run(20, milliseconds{100});
    loop.run(1, milliseconds{100});
    assert_true((loop.asked == std::vector<Duration>{Slice::kShort, Duration{}}));
}

void one_that_slept_is_not_busy(void**) {
    Loop loop;
    loop.run(20, milliseconds{100});
    loop.now += milliseconds{2000};
    loop.run(1, milliseconds{1});
    assert_true((loop.asked == std::vector<Duration>{Slice::kShort, Duration{}}));
}

void between_the_two_it_stays_what_it_is(void**) {
    Loop quiet;
    quiet.run(3, milliseconds{1000});
    assert_true(quiet.asked.empty());
    Loop busy;
    busy.run(20, milliseconds{100});
    busy.run(3, milliseconds{1000});
    assert_int_equal(busy.asked.size(), 1);
}

void the_nice_value_and_the_policy_stay(void**) {
    assert_int_equal(setpriority(PRIO_PROCESS, 0, 3), 0);
    for (const Duration length : {Slice::kShort, Duration{}}) {
        loop::ask_for_slice(length);
        assert_int_equal(getpriority(PRIO_PROCESS, 0), 3);
        assert_int_equal(sched_getscheduler(0), SCHED_OTHER);
    }
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(a_loop_that_does_little_asks_for_nothing),
        cmocka_unit_test(a_busy_loop_asks_once),
        cmocka_unit_test(one_that_is_not_busy_any_more_gives_it_back),
        cmocka_unit_test(one_that_slept_is_not_busy),
        cmocka_unit_test(between_the_two_it_stays_what_it_is),
        cmocka_unit_test(the_nice_value_and_the_policy_stay),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
