// test/unit/services/supervision/monitor_test.cc - memory and load against their limits.
#include "unit/services/supervision/bench.h"

#include "unit/cmocka.h" // last: it has a macro fail()

using namespace baton;
using namespace baton::supervision;
using namespace baton::supervision::testing;

namespace {

void nothing_is_measured_without_a_limit(void**) {
    Bench bench;
    bench.start();
    assert_string_equal(bench.text(kMemory, "state").c_str(), "stopped");
    assert_string_equal(bench.text(kLoad, "state").c_str(), "stopped");
    assert_int_equal(bench.number(kMemory, "last_updated"), 0);
    assert_int_equal(bench.number(kMemory, "poll_period"), 3000);
    assert_false(bench.deadline().has_value());
    assert_true(bench.logged.empty());
}

void the_numbers_have_their_types(void**) {
    Bench bench;
    bench.start();
    const auto before = bench.map.number<std::int32_t>("resources.system.memory_used.current");
    const auto load = bench.map.number<double>("resources.system.load_15min.current");
    bench.set(kMemory, "max", "80");
    const auto after = bench.map.number<std::uint32_t>("resources.system.memory_used.current");
    assert_true(before == 0);
    assert_true(load == 0.0);
    assert_true(after == 50U);
}

void a_limit_starts_it_and_it_is_measured_at_once(void**) {
    Bench bench;
    bench.set(kLoad, "max", "2.5");
    bench.start();
    const auto current = bench.map.number<double>("resources.system.load_15min.current");
    assert_string_equal(bench.text(kLoad, "state").c_str(), "running");
    assert_true(current == 1.5);
    assert_int_equal(bench.number(kLoad, "last_updated"), 3'600'000'000'000);
    assert_string_equal(bench.text(kMemory, "state").c_str(), "stopped");
}

void it_is_measured_every_period(void**) {
    Bench bench;
    bench.set(kMemory, "max", "80");
    bench.set_ms(kMemory, "poll_period", 700);
    bench.start();
    bench.machine.memory = 60;
    bench.pass(milliseconds(699));
    const auto before = bench.map.number<std::uint32_t>("resources.system.memory_used.current");
    bench.pass(milliseconds(1));
    const auto after = bench.map.number<std::uint32_t>("resources.system.memory_used.current");
    assert_true(before == 50U);
    assert_true(after == 60U);
}

void at_the_limit_it_runs_and_above_it_has_failed(void**) {
    Bench bench;
    bench.set(kMemory, "max", "80");
    bench.start();
    bench.machine.memory = 80;
    bench.pass(milliseconds(3000));
    const std::string at = bench.text(kMemory, "state");
    bench.machine.memory = 81;
    bench.pass(milliseconds(3000));
    assert_string_equal(at.c_str(), "running");
    assert_string_equal(bench.text(kMemory, "state").c_str(), "failed");
    assert_true(bench.says("memory_used is 81, above the limit of 80"));
}

void a_failure_stays_until_the_limit_is_set_anew(void**) {
    Bench bench;
    bench.set(kMemory, "max", "40");
    bench.start();
    bench.machine.memory = 30;
    bench.pass(milliseconds(9000));
    const std::string below = bench.text(kMemory, "state");
    bench.set(kMemory, "max", "45");
    assert_string_equal(below.c_str(), "failed");
    assert_string_equal(bench.text(kMemory, "state").c_str(), "running");
}

void without_its_limit_it_stops(void**) {
    Bench bench;
    bench.set(kMemory, "max", "80");
    bench.start();
    bench.map.remove("resources.system.memory_used.max");
    assert_string_equal(bench.text(kMemory, "state").c_str(), "stopped");
    assert_false(bench.deadline().has_value());
}

void what_is_no_limit_stops_it_and_the_log_says_why(void**) {
    for (const char* bad : {"abc", "", " ", "80%", "-1", "nan", "inf", "1e999"}) {
        Bench bench;
        bench.set(kMemory, "max", "80");
        bench.start();
        bench.set(kMemory, "max", bad);
        assert_string_equal(bench.text(kMemory, "state").c_str(), "stopped");
        assert_true(bench.says("resources.system.memory_used.max is '"));
    }
    Bench bench;
    bench.start();
    bench.map.set("resources.system.memory_used.max", std::uint32_t{80});
    assert_true(bench.says("resources.system.memory_used.max is 80, which is no limit"));
}

void blanks_around_a_limit_do_no_harm(void**) {
    for (const char* blanks : {" 80\t", "\xC2\xA0 80\xC2\xA0"}) {
        Bench bench;
        bench.set(kMemory, "max", blanks);
        bench.start();
        assert_string_equal(bench.text(kMemory, "state").c_str(), "running");
    }
}

void a_period_out_of_range_is_put_back(void**) {
    for (const std::uint64_t bad : {0U, 499U, 120'001U}) {
        Bench bench;
        bench.start();
        bench.set_ms(kMemory, "poll_period", 500);
        bench.set_ms(kMemory, "poll_period", bad);
        assert_int_equal(bench.number(kMemory, "poll_period"), 500);
        assert_true(bench.says("500 ms holds"));
    }
}

void a_period_of_another_type_or_none_is_put_back(void**) {
    Bench bench;
    bench.set(kMemory, "poll_period", "1000");
    bench.start();
    const auto at_start = bench.number(kMemory, "poll_period");
    bench.map.set("resources.system.memory_used.poll_period", 5.0);
    bench.set_ms(kLoad, "poll_period", 120'000);
    bench.map.remove("resources.system.load_15min.poll_period");
    assert_int_equal(at_start, 3000);
    assert_true(bench.says("poll_period is '1000': it must be a number of type u64"));
    assert_true(bench.says("a value of another type"));
    assert_int_equal(bench.number(kLoad, "poll_period"), 3000);
}

void a_new_period_counts_from_now(void**) {
    Bench bench;
    bench.set(kMemory, "max", "80");
    bench.start();
    bench.pass(milliseconds(1000));
    bench.set_ms(kMemory, "poll_period", 500);
    assert_true(bench.deadline() == bench.time + milliseconds(500));
}

void what_cannot_be_measured_is_said_once(void**) {
    Bench bench;
    bench.machine.memory.reset();
    bench.machine.load.reset();
    bench.set(kMemory, "max", "80");
    bench.set(kLoad, "max", "8");
    bench.start();
    const auto once = bench.logged.size();
    bench.pass(milliseconds(9000));
    assert_true(bench.says("memory_used cannot be measured"));
    assert_true(bench.says("load_15min cannot be measured"));
    assert_int_equal(bench.logged.size(), once);
}

void what_cannot_be_measured_for_a_while_is_measured_again(void**) {
    Bench bench;
    bench.set(kMemory, "max", "80");
    bench.set(kMemory, "recovery", "reboot");
    bench.start();
    bench.machine.memory.reset();
    bench.pass(milliseconds(60'000));
    const std::string meanwhile = bench.text(kMemory, "state");
    bench.machine.memory = 70;
    bench.pass(milliseconds(60'000));
    assert_string_equal(meanwhile.c_str(), "stopped");
    assert_string_equal(bench.text(kMemory, "state").c_str(), "running");
    assert_true(bench.commands.empty());
}

void what_has_failed_and_cannot_be_measured_has_failed(void**) {
    Bench bench;
    bench.set(kMemory, "max", "40");
    bench.start();
    bench.machine.memory.reset();
    bench.pass(milliseconds(3000));
    const std::string meanwhile = bench.text(kMemory, "state");
    bench.machine.memory = 30;
    bench.pass(milliseconds(3000));
    assert_string_equal(meanwhile.c_str(), "failed");
    assert_string_equal(bench.text(kMemory, "state").c_str(), "failed");
}

void the_earlier_of_both_deadlines_counts(void**) {
    Bench bench;
    bench.set(kMemory, "max", "80");
    bench.set(kLoad, "max", "8");
    bench.set_ms(kLoad, "poll_period", 900);
    bench.start();
    assert_true(bench.monitor->next_deadline() == bench.time + milliseconds(900));
    assert_true(bench.monitor->id() == wire::ServiceId::mon);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_measured_without_a_limit),
        cmocka_unit_test(the_numbers_have_their_types),
        cmocka_unit_test(a_limit_starts_it_and_it_is_measured_at_once),
        cmocka_unit_test(it_is_measured_every_period),
        cmocka_unit_test(at_the_limit_it_runs_and_above_it_has_failed),
        cmocka_unit_test(a_failure_stays_until_the_limit_is_set_anew),
        cmocka_unit_test(without_its_limit_it_stops),
        cmocka_unit_test(what_is_no_limit_stops_it_and_the_log_says_why),
        cmocka_unit_test(blanks_around_a_limit_do_no_harm),
        cmocka_unit_test(a_period_out_of_range_is_put_back),
        cmocka_unit_test(a_period_of_another_type_or_none_is_put_back),
        cmocka_unit_test(a_new_period_counts_from_now),
        cmocka_unit_test(what_cannot_be_measured_is_said_once),
        cmocka_unit_test(the_earlier_of_both_deadlines_counts),
        cmocka_unit_test(what_cannot_be_measured_for_a_while_is_measured_again),
        cmocka_unit_test(what_has_failed_and_cannot_be_measured_has_failed),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
