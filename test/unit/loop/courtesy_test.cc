// test/unit/loop/courtesy_test.cc - when clients are let through.
#include "loop/courtesy.h"

#include "unit/cmocka.h"

using namespace baton;
using loop::Courtesy;
using std::chrono::microseconds;
using std::chrono::milliseconds;

namespace {

struct Processor {
    TimePoint now{std::chrono::hours{1}};
    Duration away = microseconds{20}; // each time it is offered
    int offered = 0;
    Courtesy courtesy{[this] { return now; },
                      [this] {
                          ++offered;
                          now += away;
                      }};
    int offers_in(milliseconds time) {
        const int before = offered;
        for (const TimePoint end = now + time; now < end; now += milliseconds{10})
            courtesy.after_you();
        return offered - before;
    }
};

void it_is_offered_each_time_while_it_is_soon_back(void**) {
    Processor processor;
    assert_in_range(processor.offers_in(milliseconds{1000}), 90, 100);
    processor.away = Courtesy::kSoon;
    assert_in_range(processor.offers_in(milliseconds{1000}), 90, 100);
}

void who_keeps_it_gets_it_once_in_a_while(void**) {
    Processor processor;
    processor.away = milliseconds{3};
    assert_int_equal(processor.offers_in(milliseconds{3000}), 3);
}

void it_is_offered_again_when_nobody_keeps_it_any_more(void**) {
    Processor processor;
    processor.away = milliseconds{3};
    processor.offers_in(milliseconds{500});
    processor.away = microseconds{20};
    assert_int_equal(processor.offers_in(milliseconds{400}), 0);
    processor.offers_in(milliseconds{200});
    assert_in_range(processor.offers_in(milliseconds{1000}), 90, 100);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(it_is_offered_each_time_while_it_is_soon_back),
        cmocka_unit_test(who_keeps_it_gets_it_once_in_a_while),
        cmocka_unit_test(it_is_offered_again_when_nobody_keeps_it_any_more),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
