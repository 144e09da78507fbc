// test/unit/loop/spin_test.cc - when the loop looks again before it sleeps.
#include "loop/processors.h"
#include "loop/spin.h"
#include "loop/turn.h"
#include "loop/watch.h"

#include <array>
#include <unistd.h>

#include "unit/cmocka.h"

using namespace baton;
using loop::Spin;
using std::chrono::microseconds;

namespace {

// A loop as Spin sees it: things come, and work on each takes a while.
struct Turns {
    explicit Turns(unsigned processors)
        : spin(processors, [this] {
              ++asked;
              return running;
          }) {}
    // Something comes after a gap. True: the loop does not sleep after it.
    bool comes_after(Duration gap) {
        now += gap;
        const TimePoint arrived = now;
        now += microseconds{5};
        return spin.look_again(now, arrived);
    }
    bool nothing_for(Duration time) {
        now += time;
        return spin.look_again(now, {});
    }
    void talk(Duration gap = microseconds{20}) {
        for (int i = 0; i < 40; ++i) comes_after(gap);
    }
    unsigned running = 1;
    int asked = 0;
    TimePoint now{std::chrono::hours{1}};
    Spin spin;
};

void what_comes_in_short_gaps_is_waited_for_awake(void**) {
    Turns turns(8);
    turns.talk();
    assert_true(turns.nothing_for(microseconds{1}));
    assert_true(turns.nothing_for(microseconds{30}));
}

void it_sleeps_when_nothing_has_come_for_a_while(void**) {
    Turns turns(8);
    turns.talk();
    assert_false(turns.nothing_for(Spin::kMost));
    assert_false(turns.nothing_for(microseconds{1}));
}

void what_comes_in_long_gaps_is_slept_for(void**) {
    Turns turns(8);
    turns.talk(Spin::kMost + microseconds{10});
    assert_false(turns.nothing_for(microseconds{1}));
    turns.talk(milliseconds{10});
    assert_false(turns.nothing_for(microseconds{1}));
}

void a_conversation_survives_one_pause_and_not_many(void**) {
    Turns turns(8);
    turns.talk();
    assert_true(turns.comes_after(std::chrono::seconds{1}));
    for (int i = 0; i < 10; ++i) turns.comes_after(std::chrono::seconds{1});
    assert_false(turns.nothing_for(microseconds{1}));
    turns.talk();
    assert_true(turns.nothing_for(microseconds{1}));
}

void it_never_spins_on_few_processors(void**) {
    for (const unsigned processors : {0U, 1U, Spin::kFewest - 1}) {
        Turns turns(processors);
        turns.talk();
        assert_false(turns.spin.possible());
        assert_false(turns.nothing_for(microseconds{1}));
        assert_int_equal(turns.asked, 0);
    }
    assert_true(Turns(Spin::kFewest).spin.possible());
}

void it_sleeps_while_half_of_the_processors_are_busy(void**) {
    Turns turns(8);
    turns.running = 5;
    turns.talk();
    assert_false(turns.nothing_for(microseconds{1}));
    turns.running = 4;
    turns.now += Spin::kCrowdKnown;
    turns.talk();
    assert_true(turns.nothing_for(microseconds{1}));
    turns.running = 8;
    turns.now += Spin::kCrowdKnown;
    turns.talk();
    assert_false(turns.nothing_for(microseconds{1}));
}

void the_system_is_asked_seldom(void**) {
    Turns turns(8);
    for (int i = 0; i < 1000; ++i) turns.comes_after(microseconds{20}); // 25 ms
    assert_int_equal(turns.asked, 1);
}

// ---- what it is told

void a_loop_says_when_something_came(void**) {
    std::array<int, 2> ends{};
    assert_int_equal(pipe(ends.data()), 0);
    loop::Loop loop;
    loop.note_arrivals(true);
    loop::Watch watch(loop, ends[0], [&](int) {
        char byte = 0;
        assert_int_equal(read(ends[0], &byte, 1), 1);
        loop.stop();
    });
    assert_true(watch.start(UV_READABLE));
    const auto nothing = loop.take_arrival();
    const TimePoint before = loop::now();
    assert_int_equal(write(ends[1], "x", 1), 1);
    loop.run();
    const auto arrival = loop.take_arrival();
    assert_false(nothing.has_value());
    assert_true(arrival.has_value() && *arrival >= before && *arrival <= loop::now());
    assert_false(loop.take_arrival().has_value());
    watch.stop();
    for (const int end : ends) close(end);
}

void this_machine_has_processors_and_one_runs(void**) {
    assert_true(loop::processors() > 0);
    const unsigned count = loop::Running().count();
    assert_true(count > 0 && count < 1000000);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(what_comes_in_short_gaps_is_waited_for_awake),
        cmocka_unit_test(it_sleeps_when_nothing_has_come_for_a_while),
        cmocka_unit_test(what_comes_in_long_gaps_is_slept_for),
        cmocka_unit_test(a_conversation_survives_one_pause_and_not_many),
        cmocka_unit_test(it_never_spins_on_few_processors),
        cmocka_unit_test(it_sleeps_while_half_of_the_processors_are_busy),
        cmocka_unit_test(the_system_is_asked_seldom),
        cmocka_unit_test(a_loop_says_when_something_came),
        cmocka_unit_test(this_machine_has_processors_and_one_runs),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
