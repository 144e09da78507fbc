// test/unit/base/sequence_reserve_test.cc - ring sequences that the disk knows of ahead of use.
#include "base/sequence_reserve.h"
#include "unit/cmocka.h"

using baton::SequenceReserve;

namespace {

constexpr std::uint64_t kStep = SequenceReserve::kStep;

void the_first_number_is_on_the_disk_before_it_is_used(void** /*state*/) {
    const SequenceReserve reserve(100);
    assert_false(reserve.covers(101));
    assert_true(reserve.at_start() >= 101 + kStep);
}

void what_is_written_covers_as_far_as_it_goes(void** /*state*/) {
    SequenceReserve reserve;
    const std::uint64_t number = reserve.at_start();
    reserve.written(number);
    assert_true(reserve.covers(number));
    assert_false(reserve.covers(number + 1));
}

void half_of_the_reserve_needs_no_write(void** /*state*/) {
    SequenceReserve reserve;
    reserve.written(200);
    assert_false(reserve.to_write(200 - kStep).has_value());
    assert_true(reserve.to_write(200 - kStep + 1).value() >= 200 + 1);
}

void a_number_that_no_ring_comes_to_is_damage(void** /*state*/) {
    assert_true(SequenceReserve::believable(SequenceReserve::kMost / 2 - 1));
    assert_false(SequenceReserve::believable(SequenceReserve::kMost / 2));
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(the_first_number_is_on_the_disk_before_it_is_used),
        cmocka_unit_test(what_is_written_covers_as_far_as_it_goes),
        cmocka_unit_test(half_of_the_reserve_needs_no_write),
        cmocka_unit_test(a_number_that_no_ring_comes_to_is_damage),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
