// test/unit/daemon/machine_test.cc - what this machine tells of its memory and load.
#include "daemon/machine.h"

#include "unit/cmocka.h" // last: it has a macro fail()

using namespace baton;

namespace {

void pages_of_files_are_not_in_use(void**) {
    const auto used = memory_used("MemTotal:       1000 kB\n"
                                  "MemFree:         500 kB\n"
                                  "MemAvailable:    900 kB\n"
                                  "Buffers:          50 kB\n"
                                  "Cached:          251 kB\n"
                                  "SwapCached:       99 kB\n"
                                  "SwapTotal:         0 kB\n"
                                  "SwapFree:          0 kB\n");
    assert_true(used == 24U); // 24.9
}

void swap_counts_as_memory(void**) {
    const auto used = memory_used("MemTotal: 1000 kB\nMemFree: 0 kB\nCached: 0 kB\n"
                                  "SwapTotal: 3000 kB\nSwapFree: 2000 kB\n");
    assert_true(used == 50U);
}

void more_unused_than_there_is_counts_as_none_in_use(void**) {
    assert_true(memory_used("Cached: 9 kB\nMemFree: 19 kB\nMemTotal: 20 kB\nSwapTotal: 0 kB\n"
                            "SwapFree: 0 kB") == 0U);
}

void a_text_that_does_not_say_it_gives_nothing(void**) {
    const char* rest = "MemFree: 1 kB\nCached: 1 kB\nSwapTotal: 0 kB\nSwapFree: 0 kB\n";
    assert_false(memory_used("").has_value());
    assert_false(memory_used(rest).has_value());
    assert_false(memory_used(std::string("MemTotal: 0 kB\n") + rest).has_value());
    assert_false(memory_used(std::string("MemTotal:\n") + rest).has_value());
    assert_false(memory_used(std::string("MemTotal: many\n") + rest).has_value());
    assert_false(memory_used("MemTotal: 10 kB\nMemFree: 1 kB\nCached: 1 kB\n").has_value());
}

void this_machine_says_it(void**) {
    const auto used = memory_used();
    const auto load = load_15min();
    assert_true(used && *used <= 100);
    assert_true(load && *load >= 0);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(pages_of_files_are_not_in_use),
        cmocka_unit_test(swap_counts_as_memory),
        cmocka_unit_test(more_unused_than_there_is_counts_as_none_in_use),
        cmocka_unit_test(a_text_that_does_not_say_it_gives_nothing),
        cmocka_unit_test(this_machine_says_it),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
