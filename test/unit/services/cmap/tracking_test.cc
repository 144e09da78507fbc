// test/unit/services/cmap/tracking_test.cc - who hears of which change, and when.
#include "services/cmap/limits.h"
#include "unit/services/cmap/bench.h"

#include "unit/cmocka.h" // last: its macro fail() harms the standard headers

namespace baton::cmap {
namespace {

using testing::Bench;

constexpr unsigned kAll = kAdd | kModify | kDelete;

struct Two {
    Bench bench;
    Two() {
        bench.connect(1);
        bench.connect(2);
    }
    std::string told() { return std::exchange(bench.story, {}); }
};

void the_tracker_hears_before_the_setter_has_its_answer(void**) {
    Two two;
    two.bench.track(1, "my.note", kAll, 77);
    two.told();
    two.bench.set(2, "my.note", 1U);
    const std::string set = two.told();
    two.bench.set(1, "my.note", 2U); // its own change
    const std::string own = two.told();
    two.bench.status(2, DeleteRequest{"my.note"});
    assert_string_equal(set.c_str(), "1:add(77) my.note 2:reply ");
    assert_string_equal(own.c_str(), "1:mod(77) my.note 1:reply ");
    assert_string_equal(two.told().c_str(), "1:del(77) my.note 2:reply ");
}

void exact_trackers_newest_first_then_long_prefixes(void**) {
    Two two;
    two.bench.track(1, "", kAll | kPrefix, 1);
    two.bench.track(1, "my.", kAll | kPrefix, 2);
    two.bench.track(2, "my.note", kAll, 3);
    two.bench.track(1, "my.note", kAll, 4);
    two.told();
    two.bench.map.set("my.note", 1U);
    assert_string_equal(two.told().c_str(),
                        "1:add(4) my.note 2:add(3) my.note 1:add(2) my.note 1:add(1) my.note ");
}

void an_event_has_both_values_or_none_of_what_is_missing(void**) {
    Two two;
    two.bench.track(1, "my.note", kAll);
    two.bench.map.set("my.note", 1U);
    two.bench.map.set("my.note", 2U);
    two.bench.map.remove("my.note");
    const auto& events = two.bench.events;
    assert_int_equal(events.size(), 3);
    assert_int_equal(events[0].before.type, Type::absent);
    assert_true(events[0].after == Value::of(1U));
    assert_true(events[1].before == Value::of(1U));
    assert_true(events[1].after == Value::of(2U));
    assert_true(events[2].before == Value::of(2U));
    assert_int_equal(events[2].after.type, Type::absent);
}

void unknown_kinds_are_refused_and_none_is_accepted(void**) {
    Two two;
    const CsError unknown = two.bench.track(1, "my.note", 16).error;
    const CsError negative = two.bench.track(1, "my.note", ~0U).error;
    const CsError none = two.bench.track(1, "my.note", 0).error;
    two.told();
    two.bench.map.set("my.note", 1U);
    assert_int_equal(unknown, CsError::invalid_param);
    assert_int_equal(negative, CsError::invalid_param);
    assert_int_equal(none, CsError::ok);
    assert_string_equal(two.told().c_str(), "");
}

void a_tracker_ends_once_and_gives_its_name_back(void**) {
    Two two;
    const auto handle = two.bench.track(1, "my.note", kAll, 77).handle;
    const CsError of_another = two.bench.ask<UntrackReply>(2, UntrackRequest{handle}).error;
    const auto first = two.bench.ask<UntrackReply>(1, UntrackRequest{handle});
    const CsError second = two.bench.ask<UntrackReply>(1, UntrackRequest{handle}).error;
    two.told();
    two.bench.map.set("my.note", 1U);
    assert_int_equal(of_another, CsError::bad_handle);
    assert_int_equal(first.error, CsError::ok);
    assert_int_equal(first.cookie, 77);
    assert_int_equal(second, CsError::bad_handle);
    assert_string_equal(two.told().c_str(), "");
}

void a_client_that_is_gone_hears_nothing(void**) {
    Two two;
    two.bench.track(1, "", kAll | kPrefix);
    two.bench.track(1, "my.note", kAll);
    two.told();
    two.bench.disconnect(1);
    two.bench.map.set("my.note", 1U);
    assert_string_equal(two.told().c_str(), "");
}

void a_client_has_so_many_trackers(void**) {
    Two two;
    std::uint64_t handle = 0;
    for (std::size_t i = 0; i < kTrackersPerClient; ++i)
        handle = two.bench.track(1, "key" + std::to_string(i), kAll).handle;
    const CsError one_more = two.bench.track(1, "key", kAll).error;
    const CsError of_another = two.bench.track(2, "key", kAll).error;
    two.bench.ask<UntrackReply>(1, UntrackRequest{handle});
    const CsError again = two.bench.track(1, "key", kAll).error;
    assert_int_equal(one_more, CsError::no_memory);
    assert_int_equal(of_another, CsError::ok);
    assert_int_equal(again, CsError::ok);
}

void deleting_on_a_walk_while_tracking(void**) {
    Two two;
    for (const char* key : {"my.a", "my.b", "my.c"}) two.bench.map.set(key, 1U);
    two.bench.track(1, "my.", kDelete | kPrefix);
    const auto walk = two.bench.ask<IterationStartReply>(1, IterationStartRequest{"my."}).handle;
    two.told();
    for (int i = 0; i < 3; ++i) {
        const auto next = two.bench.ask<IterationNextReply>(1, IterationNextRequest{walk});
        two.bench.status(1, DeleteRequest{next.key});
    }
    assert_string_equal(two.told().c_str(), "1:reply 1:del(0) my.a 1:reply "
                                            "1:reply 1:del(0) my.b 1:reply "
                                            "1:reply 1:del(0) my.c 1:reply ");
}

// ---- live keys

struct Counting : Two {
    std::uint64_t counter = 0;
    Counting() {
        bench.map.set_live("runtime.services.x", [this] { return Value::of(counter); });
    }
};

void nobody_waits_for_live_keys_that_nobody_watches(void**) {
    Counting counting;
    counting.bench.track(1, "my.", kAll | kPrefix);
    assert_false(counting.bench.service->next_deadline().has_value());
}

void live_keys_are_told_once_a_second(void**) {
    Counting counting;
    counting.bench.track(1, "runtime.services.", kAll | kPrefix);
    const auto at_first = counting.bench.service->next_deadline();
    const TimePoint start = counting.bench.time;
    counting.bench.pass(Duration{0});
    counting.told();
    counting.counter = 5;
    counting.bench.pass(milliseconds(999));
    const std::string early = counting.told();
    const auto due = counting.bench.service->next_deadline();
    counting.bench.pass(milliseconds(1));
    const std::string then = counting.told();
    counting.bench.pass(std::chrono::seconds(1));
    assert_string_equal(early.c_str(), "");
    assert_true(at_first == start); // and not long ago: that would look like a stall
    assert_true(due == start + std::chrono::seconds(1));
    assert_string_equal(then.c_str(), "1:mod(0) runtime.services.x ");
    assert_string_equal(counting.told().c_str(), "");
}

} // namespace
} // namespace baton::cmap

int main() {
    using namespace baton::cmap;
    const CMUnitTest tests[] = {
        cmocka_unit_test(the_tracker_hears_before_the_setter_has_its_answer),
        cmocka_unit_test(exact_trackers_newest_first_then_long_prefixes),
        cmocka_unit_test(an_event_has_both_values_or_none_of_what_is_missing),
        cmocka_unit_test(unknown_kinds_are_refused_and_none_is_accepted),
        cmocka_unit_test(a_tracker_ends_once_and_gives_its_name_back),
        cmocka_unit_test(a_client_that_is_gone_hears_nothing),
        cmocka_unit_test(a_client_has_so_many_trackers),
        cmocka_unit_test(deleting_on_a_walk_while_tracking),
        cmocka_unit_test(nobody_waits_for_live_keys_that_nobody_watches),
        cmocka_unit_test(live_keys_are_told_once_a_second),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
