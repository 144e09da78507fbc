// test/unit/tools/time_limit_test.cc - which limit is in force.
#include "time_limit.h"
#include "unit/cmocka.h"

#include <unistd.h>

using namespace baton::tool;

namespace {

unsigned left_s() {
    const unsigned left = alarm(0);
    alarm(left);
    return left;
}

void a_limit_ends_with_its_object(void**) {
    TimeLimit::set(50, "", STDERR_FILENO);
    unsigned within = 0;
    {
        const TimeLimit limit;
        within = left_s();
    }
    const unsigned after = left_s();
    assert_true(within > 0 && after == 0);
}

void the_outer_limit_holds_when_an_inner_one_ended(void**) {
    TimeLimit::set(50, "", STDERR_FILENO);
    unsigned within = 0;
    {
        const TimeLimit outer;
        { const TimeLimit inner; }
        within = left_s();
    }
    const unsigned after = left_s();
    assert_true(within > 0 && after == 0);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(a_limit_ends_with_its_object),
        cmocka_unit_test(the_outer_limit_holds_when_an_inner_one_ended),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
