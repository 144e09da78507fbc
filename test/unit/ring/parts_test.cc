// test/unit/ring/parts_test.cc - sets of nodes, and the table of timers.
#include "ring/node_set.h"
#include "ring/timers.h"

#include "unit/cmocka.h" // last: it has a macro fail()

using namespace baton;
using namespace baton::ring;

namespace {

constexpr NodeId kOne{1};
constexpr NodeId kTwo{2};
constexpr NodeId kThree{3};

TimePoint at(int ms) { return TimePoint(milliseconds(ms)); }

void a_set_is_sorted_and_has_no_duplicates(void**) {
    const NodeSet nodes{kThree, kOne, kThree, kTwo};
    assert_int_equal(nodes.size(), 3);
    assert_true(nodes.lowest() == kOne);
    assert_true(nodes == (NodeSet{kOne, kTwo, kThree}));
}

void adding_and_removing_keep_a_set_a_set(void**) {
    NodeSet nodes{kOne};
    nodes.add(kThree);
    nodes.add(kThree);
    nodes.add(NodeSet{kTwo, kThree});
    nodes.remove(kOne);
    nodes.remove(kOne);
    assert_true(nodes == (NodeSet{kTwo, kThree}));
}

void difference_and_intersection_are_those_of_sets(void**) {
    const NodeSet all{kOne, kTwo, kThree};
    assert_true(all.without({kTwo}) == (NodeSet{kOne, kThree}));
    assert_true(all.within({kTwo, NodeId{9}}) == NodeSet{kTwo});
    assert_true(all.contains_all({kOne, kThree}));
    assert_false((NodeSet{kOne}.contains_all({kOne, kTwo})));
    assert_true(NodeSet{}.empty());
}

void after_the_highest_comes_the_lowest(void**) {
    const NodeSet nodes{kOne, kTwo, kThree};
    assert_true(nodes.after(kOne) == kTwo);
    assert_true(nodes.after(kThree) == kOne);
    assert_true(NodeSet{kTwo}.after(kTwo) == kTwo);
}

void the_earliest_timer_is_the_next(void**) {
    Timers timers;
    timers.start(Timer::join, at(20));
    timers.start(Timer::token_loss, at(10));
    assert_true(timers.next() == at(10));
}

void a_timer_does_not_expire_before_its_time(void**) {
    Timers timers;
    timers.start(Timer::hold, at(10));
    assert_false(timers.expire(at(9)).has_value());
    assert_true(timers.running(Timer::hold));
}

void timers_expire_by_time_and_then_by_rank(void**) {
    Timers timers;
    timers.start(Timer::merge, at(5));
    timers.start(Timer::token_retransmit, at(10));
    timers.start(Timer::token_loss, at(10));
    const auto first = timers.expire(at(10));
    const auto second = timers.expire(at(10));
    const auto third = timers.expire(at(10));
    assert_true(first == Timer::merge);
    assert_true(second == Timer::token_loss);
    assert_true(third == Timer::token_retransmit);
    assert_false(timers.next().has_value());
}

void starting_a_timer_again_moves_it(void**) {
    Timers timers;
    timers.start(Timer::token_loss, at(10));
    timers.start(Timer::token_loss, at(30));
    assert_false(timers.expire(at(20)).has_value());
}

void a_stopped_timer_does_not_expire(void**) {
    Timers timers;
    timers.start(Timer::token_loss, at(10));
    timers.stop(Timer::token_loss);
    timers.start(Timer::join, at(10));
    timers.stop_all();
    assert_false(timers.expire(at(20)).has_value());
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(a_set_is_sorted_and_has_no_duplicates),
        cmocka_unit_test(adding_and_removing_keep_a_set_a_set),
        cmocka_unit_test(difference_and_intersection_are_those_of_sets),
        cmocka_unit_test(after_the_highest_comes_the_lowest),
        cmocka_unit_test(the_earliest_timer_is_the_next),
        cmocka_unit_test(a_timer_does_not_expire_before_its_time),
        cmocka_unit_test(timers_expire_by_time_and_then_by_rank),
        cmocka_unit_test(starting_a_timer_again_moves_it),
        cmocka_unit_test(a_stopped_timer_does_not_expire),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
