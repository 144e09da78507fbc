// test/unit/services/supervision/watchdog_test.cc - who has failed, what is done then, and what
// becomes of the watchdog.
#include "unit/services/supervision/bench.h"

#include "services/supervision/limits.h"

#include "unit/cmocka.h" // last: it has a macro fail()

using namespace baton;
using namespace baton::supervision;
using namespace baton::supervision::testing;

namespace {

constexpr const char* kTimeout = "resources.watchdog_timeout";

// Memory is above its limit from the start.
void overload(Bench& bench, std::string_view recovery) {
    bench.set("resources.", "watchdog_device", "/dev/dog");
    bench.set(kMemory, "max", "40");
    bench.set(kMemory, "recovery", recovery);
    bench.start();
}

bool fed(const Bench& bench) {
    const auto* order = bench.last<KeepWatchdog>();
    return order != nullptr && order->feed;
}

// ---- the watchdog

void without_a_device_nothing_is_ordered(void**) {
    for (const char* none : {"off", ""}) {
        Bench bench;
        bench.set("resources.", "watchdog_device", none);
        bench.start();
        assert_true(bench.commands.empty());
        assert_true(bench.map.number<std::uint32_t>(kTimeout) == 6U);
        assert_false(bench.deadline().has_value());
    }
}

void it_is_armed_after_the_first_synchronisation(void**) {
    Bench bench;
    bench.set("resources.", "watchdog_device", "/dev/dog");
    bench.map.set(kTimeout, std::uint32_t{4});
    bench.start(false);
    const bool early = !bench.commands.empty();
    bench.watchdog->on_synchronised();
    bench.watchdog->on_synchronised();
    const auto* order = bench.last<KeepWatchdog>();
    assert_false(early);
    assert_int_equal(bench.commands.size(), 1);
    assert_true(order != nullptr && order->feed && order->device == "/dev/dog");
    assert_true(order->timeout == std::chrono::seconds(4));
    assert_true(bench.watchdog->id() == wire::ServiceId::wd);
}

void another_device_or_none_can_be_had_later(void**) {
    Bench bench;
    bench.start();
    bench.set("resources.", "watchdog_device", "/dev/dog");
    const auto* first = bench.last<KeepWatchdog>();
    const std::string armed = first == nullptr ? "" : first->device;
    bench.set("resources.", "watchdog_device", "off");
    const auto* second = bench.last<KeepWatchdog>();
    assert_string_equal(armed.c_str(), "/dev/dog");
    assert_true(second != nullptr && second->device.empty());
}

void a_new_timeout_takes_effect(void**) {
    Bench bench;
    overload(bench, "none");
    bench.map.set(kTimeout, std::uint32_t{120});
    const auto* order = bench.last<KeepWatchdog>();
    assert_true(order != nullptr && order->timeout == std::chrono::seconds(120));
}

void a_timeout_out_of_range_is_put_back(void**) {
    for (const std::uint32_t bad : {0U, 1U, 121U}) {
        Bench bench;
        bench.map.set(kTimeout, bad);
        bench.start();
        assert_true(bench.map.number<std::uint32_t>(kTimeout) == 6U);
        assert_true(bench.says("between 2 and 120 seconds; 6 s holds"));
    }
    Bench bench;
    bench.start();
    bench.map.set(kTimeout, std::uint32_t{10});
    bench.set("resources.", "watchdog_timeout", "20");
    bench.map.remove(kTimeout);
    assert_true(bench.map.number<std::uint32_t>(kTimeout) == 10U);
    assert_true(bench.says("watchdog_timeout is gone"));
}

// ---- recovery words

void a_failure_with_watchdog_or_quit_ends_the_feeding(void**) {
    for (const char* word : {"watchdog", "quit"}) {
        Bench bench;
        overload(bench, word);
        const bool before = fed(bench);
        bench.pass(milliseconds(5999));
        const bool in_time = fed(bench);
        bench.pass(milliseconds(1));
        assert_true(before && in_time);
        assert_false(fed(bench));
        assert_true(bench.says(" resource \"memory_used\" failed!"));
    }
}

void it_is_fed_again_when_the_failure_is_over(void**) {
    Bench bench;
    overload(bench, "watchdog");
    bench.pass(milliseconds(6000));
    const bool failed = !fed(bench);
    bench.set(kMemory, "max", "90");
    assert_true(failed);
    assert_true(fed(bench));
}

void without_a_device_the_end_of_the_feeding_is_ordered_all_the_same(void**) {
    Bench bench;
    bench.set(kMemory, "max", "40");
    bench.set(kMemory, "recovery", "quit");
    bench.start();
    bench.pass(milliseconds(6000));
    const auto* order = bench.last<KeepWatchdog>();
    assert_true(order != nullptr && order->device.empty() && !order->feed);
}

void reboot_restarts_and_shutdown_switches_off_once(void**) {
    for (const bool off : {false, true}) {
        Bench bench;
        overload(bench, off ? "shutdown" : "reboot");
        bench.pass(milliseconds(60'000));
        const auto* order = bench.last<EndMachine>();
        assert_int_equal(bench.commands.size(), 2); // the watchdog before
        assert_true(order != nullptr && order->power_off == off);
    }
}

void another_word_is_a_line_in_the_log(void**) {
    Bench bench;
    overload(bench, "panic");
    bench.pass(milliseconds(6000));
    assert_true(fed(bench));
    assert_true(bench.says("panic resource \"memory_used\" failed! Nothing is done about it: "
                           "resources.system.memory_used.recovery is none of"));
}

void a_new_recovery_is_taken_for_a_failure_that_lasts(void**) {
    Bench bench;
    overload(bench, "panic");
    bench.pass(milliseconds(6000));
    bench.set(kMemory, "recovery", "watchdog");
    assert_false(fed(bench));
}

void without_a_recovery_nobody_looks(void**) {
    Bench bench;
    bench.set(kMemory, "max", "40");
    bench.start();
    assert_false(bench.watchdog->next_deadline().has_value());
}

// ---- processes

void one_that_gives_signs_of_life_is_well(void**) {
    Bench bench;
    bench.start();
    bench.start_child("quit");
    for (int i = 0; i < 20; ++i) {
        bench.pass(milliseconds(1000));
        bench.beat();
    }
    assert_false(bench.says("failed!"));
}

void one_that_is_silent_has_failed_after_one_and_a_half_periods(void**) {
    Bench bench;
    bench.start();
    bench.start_child("quit", 4000);
    bench.pass(milliseconds(6000));
    const bool early = bench.says("failed!");
    bench.pass(milliseconds(4000));
    const bool at_first_sight = bench.says("failed!");
    bench.pass(milliseconds(500));
    assert_false(early);
    assert_false(at_first_sight);
    assert_true(bench.says("77 has given no sign of life for 10500 ms; 6000 ms are allowed"));
    assert_true(bench.says("quit resource \"77\" failed!"));
    assert_string_equal(bench.text(kChild, "state").c_str(), "running"); // libsam's to say
}

void a_daemon_that_was_away_itself_looks_again_before_it_judges(void**) {
    Bench bench;
    bench.start();
    bench.start_child("quit");
    bench.time += std::chrono::seconds(60); // stopped, or starved
    bench.watchdog->advance(bench);
    bench.beat(); // was waiting to be read
    bench.pass(milliseconds(1500));
    const bool early = bench.says("failed!");
    bench.pass(milliseconds(1500));
    assert_false(early);
    assert_true(bench.says("failed!"));
}

void one_that_never_gives_a_sign_of_life_has_failed(void**) {
    for (const bool zero : {false, true}) {
        Bench bench;
        bench.start();
        bench.set(kChild, "recovery", "quit");
        bench.set(kChild, "state", "running");
        if (zero) bench.set_ms(kChild, "last_updated", 0);
        bench.pass(milliseconds(12'000));
        const bool early = bench.says("failed!");
        bench.pass(milliseconds(500));
        assert_false(early);
        assert_true(bench.says("77 has given no sign of life for 12500 ms; 9000 ms are allowed"));
    }
}

void one_whose_supervisor_says_so_has_failed(void**) {
    Bench bench;
    bench.start();
    bench.start_child("restart");
    bench.set(kChild, "state", "failed");
    for (int i = 0; i < 6; ++i) {
        bench.pass(milliseconds(1000));
        bench.beat();
    }
    assert_true(bench.says("restart resource \"77\" failed!"));
    assert_false(bench.says("no sign of life"));
}

void one_that_stops_or_waits_for_quorum_is_let_alone(void**) {
    for (const char* state : {"stopped", "waiting for quorum"}) {
        Bench bench;
        bench.start();
        bench.start_child("quit");
        bench.set(kChild, "state", state);
        bench.pass(milliseconds(20'000));
        assert_false(bench.says("failed!"));
        assert_false(bench.deadline().has_value());
    }
}

void one_that_runs_again_gets_a_new_chance(void**) {
    Bench bench;
    bench.set("resources.", "watchdog_device", "/dev/dog");
    bench.start();
    bench.start_child("quit");
    bench.pass(milliseconds(6500));
    bench.set(kChild, "state", "failed");
    const bool failed = !fed(bench);
    bench.set(kChild, "state", "running");
    const bool again = fed(bench);
    bench.pass(milliseconds(1500));
    assert_true(failed && again);
    assert_false(fed(bench));
}

void one_whose_keys_go_is_forgotten(void**) {
    Bench bench;
    bench.set("resources.", "watchdog_device", "/dev/dog");
    bench.start();
    bench.start_child("quit");
    bench.pass(milliseconds(6500));
    const bool failed = !fed(bench);
    bench.map.remove("resources.process.77.state");
    assert_true(failed);
    assert_true(fed(bench));
    assert_false(bench.deadline().has_value());
}

void one_that_was_there_before_the_start_is_found(void**) {
    Bench bench;
    bench.start_child("quit");
    bench.start();
    assert_true(bench.watchdog->next_deadline() == bench.time + milliseconds(6000));
}

void the_longer_of_two_periods_counts_first(void**) {
    Bench bench;
    bench.start();
    bench.start_child("quit", 2000);
    bench.set_ms(kChild, "poll_period", 10'000);
    const auto up = bench.deadline();
    bench.set_ms(kChild, "poll_period", 1000);
    assert_true(up == bench.time + milliseconds(10'000));
    assert_true(bench.deadline() == bench.time + milliseconds(10'000));
}

void a_period_that_cannot_be_used_is_named(void**) {
    Bench bench;
    bench.start();
    bench.start_child("quit", 100);
    bench.map.remove("resources.process.77.poll_period");
    assert_true(bench.says("resources.process.77.poll_period is 100: it must be a number of type"));
    assert_true(bench.says("6000 ms holds"));
}

void one_that_comes_without_a_period_is_shown_with_one(void**) {
    Bench bench;
    bench.start();
    bench.set(kChild, "state", "running");
    const auto shown = bench.number(kChild, "poll_period");
    bench.map.remove("resources.process.77.poll_period");
    bench.map.remove("resources.process.77.state");
    assert_int_equal(shown, 6000);
    assert_null(bench.map.find("resources.process.77.poll_period")); // nothing of it stays
}

void a_sign_of_life_from_the_future_is_one(void**) {
    Bench bench;
    bench.start();
    bench.start_child("quit");
    bench.set_ms(kChild, "last_updated", UINT64_MAX);
    bench.pass(milliseconds(60'000));
    assert_false(bench.says("failed!"));
}

void keys_of_another_form_mean_nothing(void**) {
    Bench bench;
    bench.start();
    for (const char* key : {"resources.process.7", "resources.process..state", "resources.process.",
                            "resources.process.7.", "resources.process.7.a.state",
                            "resources.other.7.state", "resources.process.7.other"})
        bench.map.set(key, std::string_view("running"));
    assert_false(bench.deadline().has_value());
}

void there_are_never_too_many(void**) {
    Bench bench;
    bench.start();
    for (std::size_t i = 0; i < kResourcesMax; ++i) bench.start_process(i);
    const bool early = bench.says("whatever comes after it");
    bench.start_process(5000);
    bench.start_process(5001);
    const auto said = std::ranges::count_if(bench.logged, [](const LogLine& line) {
        return line.text.find("5000 and whatever comes after it") != std::string::npos;
    });
    assert_false(early);
    assert_int_equal(said, 1);
    assert_int_equal(bench.logged.size(), 1);
}

void memory_and_load_find_room_among_any_number(void**) {
    Bench bench;
    bench.start();
    for (std::size_t i = 0; i < kResourcesMax; ++i) bench.start_process(i);
    bench.set(kMemory, "recovery", "panic");
    bench.set(kMemory, "max", "40");
    bench.pass(milliseconds(6000));
    assert_true(bench.says("panic resource \"memory_used\" failed!"));
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(without_a_device_nothing_is_ordered),
        cmocka_unit_test(it_is_armed_after_the_first_synchronisation),
        cmocka_unit_test(another_device_or_none_can_be_had_later),
        cmocka_unit_test(a_new_timeout_takes_effect),
        cmocka_unit_test(a_timeout_out_of_range_is_put_back),
        cmocka_unit_test(a_failure_with_watchdog_or_quit_ends_the_feeding),
        cmocka_unit_test(it_is_fed_again_when_the_failure_is_over),
        cmocka_unit_test(without_a_device_the_end_of_the_feeding_is_ordered_all_the_same),
        cmocka_unit_test(reboot_restarts_and_shutdown_switches_off_once),
        cmocka_unit_test(another_word_is_a_line_in_the_log),
        cmocka_unit_test(a_new_recovery_is_taken_for_a_failure_that_lasts),
        cmocka_unit_test(without_a_recovery_nobody_looks),
        cmocka_unit_test(one_that_gives_signs_of_life_is_well),
        cmocka_unit_test(one_that_is_silent_has_failed_after_one_and_a_half_periods),
        cmocka_unit_test(a_daemon_that_was_away_itself_looks_again_before_it_judges),
        cmocka_unit_test(one_that_never_gives_a_sign_of_life_has_failed),
        cmocka_unit_test(one_whose_supervisor_says_so_has_failed),
        cmocka_unit_test(one_that_stops_or_waits_for_quorum_is_let_alone),
        cmocka_unit_test(one_that_runs_again_gets_a_new_chance),
        cmocka_unit_test(one_whose_keys_go_is_forgotten),
        cmocka_unit_test(one_that_was_there_before_the_start_is_found),
        cmocka_unit_test(the_longer_of_two_periods_counts_first),
        cmocka_unit_test(a_period_that_cannot_be_used_is_named),
        cmocka_unit_test(one_that_comes_without_a_period_is_shown_with_one),
        cmocka_unit_test(a_sign_of_life_from_the_future_is_one),
        cmocka_unit_test(keys_of_another_form_mean_nothing),
        cmocka_unit_test(there_are_never_too_many),
        cmocka_unit_test(memory_and_load_find_room_among_any_number),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
