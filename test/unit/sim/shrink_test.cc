// test/unit/sim/shrink_test.cc - what is left when a failing list of commands is made short.
#include "sim/shrink.h"
#include "unit/cmocka.h"

#include <algorithm>

using baton::sim::Lines;
using baton::sim::shrink;

namespace {

bool has(const Lines& commands, const std::string& line) {
    return std::find(commands.begin(), commands.end(), line) != commands.end();
}

void commands_that_do_not_matter_go(void**) {
    const Lines all{"start 1", "run 5ms", "kill 1", "run 7ms", "cut 1 | 2", "heal", "settle"};
    const Lines few = shrink(all, [](const Lines& commands) {
        return has(commands, "kill 1") && has(commands, "heal");
    });
    assert_true((few == Lines{"kill 1", "heal"}));
}

void words_that_do_not_matter_go(void**) {
    const Lines few = shrink({"start 1 2 3 4"}, [](const Lines& commands) {
        return commands.size() == 1 && commands.front().find('3') != std::string::npos;
    });
    assert_true((few == Lines{"start 3"}));
}

void numbers_become_small(void**) {
    const Lines few = shrink({"run 963us"}, [](const Lines& commands) {
        return commands.size() == 1 && commands.front().starts_with("run ") &&
               std::stoul(commands.front().substr(4)) >= 100;
    });
    assert_true(few.size() == 1 && std::stoul(few.front().substr(4)) < 200);
}

void how_it_is_judged_stays(void**) {
    const Lines all{"scope one_node", "bounds settle=90us changes=4", "start 1"};
    const Lines few = shrink(all, [](const Lines&) { return true; });
    assert_true((few == Lines{"scope one_node", "bounds settle=90us changes=4"}));
}

void settings_keep_their_values_or_go(void**) {
    const Lines few = shrink({"config token=300ms join=20ms"}, [](const Lines& commands) {
        return commands.size() == 1 && commands.front().find("token=") != std::string::npos;
    });
    assert_true((few == Lines{"config token=300ms"}));
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(commands_that_do_not_matter_go),
        cmocka_unit_test(words_that_do_not_matter_go),
        cmocka_unit_test(numbers_become_small),
        cmocka_unit_test(how_it_is_judged_stays),
        cmocka_unit_test(settings_keep_their_values_or_go),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
