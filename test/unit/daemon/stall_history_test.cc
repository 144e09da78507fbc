// test/unit/daemon/stall_history_test.cc - stalls as keys of the statistics map.
#include "daemon/stall_history.h"

#include <map>

#include "unit/cmocka.h" // last: it has a macro fail()

using namespace baton;

namespace {

std::map<std::string, cmap::Value> keys_of(const StallHistory& history) {
    std::map<std::string, cmap::Value> keys;
    history.statistics([&](std::string key, cmap::Value value) { keys[key] = std::move(value); });
    return keys;
}

void the_newest_stall_is_number_zero(void**) {
    StallHistory history;
    history.add(milliseconds{1000}, milliseconds{900});
    history.add(milliseconds{2000}, milliseconds{1250});
    auto keys = keys_of(history);
    assert_int_equal(keys.size(), 4);
    assert_int_equal(*keys["stats.schedmiss.0.timestamp"].as<std::uint64_t>(), 2000);
    assert_true(*keys["stats.schedmiss.0.delay"].as<float>() == 1250.0F);
    assert_int_equal(*keys["stats.schedmiss.1.timestamp"].as<std::uint64_t>(), 1000);
    assert_true(*keys["stats.schedmiss.1.delay"].as<float>() == 900.0F);
}

void no_more_than_ten_are_kept(void**) {
    StallHistory history;
    for (int i = 0; i < 50; ++i) history.add(milliseconds{i}, milliseconds{1});
    auto keys = keys_of(history);
    assert_int_equal(keys.size(), 20);
    assert_int_equal(*keys["stats.schedmiss.9.timestamp"].as<std::uint64_t>(), 40);
}

void what_is_cleared_is_gone(void**) {
    StallHistory history;
    history.add(milliseconds{1}, milliseconds{1});
    history.clear();
    assert_true(keys_of(history).empty());
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(the_newest_stall_is_number_zero),
        cmocka_unit_test(no_more_than_ten_are_kept),
        cmocka_unit_test(what_is_cleared_is_gone),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
