// test/unit/base/numbers_test.cc - numbers that wrap, numbers from a seed, and group names.
#include "base/group_name.h"
#include "base/ids.h"
#include "base/random.h"

#include <set>
#include <string>

#include "unit/cmocka.h" // last: it has a macro fail()

using namespace baton;

namespace {

void the_last_number_stands_before_zero(void**) {
    assert_true(before(MessageSeq{0xFFFFFFFFU}, MessageSeq{0}));
    assert_false(before(MessageSeq{0}, MessageSeq{0xFFFFFFFFU}));
    assert_true(before(TokenSeq{0xFFFFFFF0U}, TokenSeq{5}));
}

void no_number_stands_before_itself(void**) {
    assert_false(before(MessageSeq{7}, MessageSeq{7}));
    assert_false(before(TokenSeq{7}, TokenSeq{7}));
}

void next_and_distance_go_round_the_end(void**) {
    assert_int_equal(next(MessageSeq{0xFFFFFFFFU}).value, 0);
    assert_int_equal(plus(MessageSeq{0xFFFFFFFEU}, 5).value, 3);
    assert_int_equal(distance(MessageSeq{0xFFFFFFFEU}, MessageSeq{3}), 5);
}

void earlier_and_later_choose_across_the_end(void**) {
    const MessageSeq last{0xFFFFFFFFU};
    const MessageSeq first{2};
    assert_int_equal(earlier(last, first).value, last.value);
    assert_int_equal(later(last, first).value, first.value);
    assert_int_equal(earlier(first, last).value, last.value);
    assert_int_equal(later(first, last).value, first.value);
}

void rings_differ_by_either_part(void**) {
    assert_true((RingId{NodeId{1}, 4} != RingId{NodeId{2}, 4}));
    assert_true((RingId{NodeId{1}, 4} != RingId{NodeId{1}, 8}));
}

// Published values of SplitMix64 for the seed 1234567: a seed means the same everywhere.
void a_seed_gives_the_same_numbers_everywhere(void**) {
    Random random(1234567);
    assert_true(random.next() == 6457827717110365317U);
    assert_true(random.next() == 3203168211198807973U);
    assert_true(random.next() == 9817491932198370423U);
}

void below_keeps_within_its_bound_and_reaches_all(void**) {
    Random random(1);
    std::set<std::uint64_t> seen;
    for (int i = 0; i < 200; ++i) seen.insert(random.below(5));
    assert_int_equal(seen.size(), 5);
    assert_int_equal(*seen.rbegin(), 4);
}

void below_nothing_is_zero(void**) {
    Random random(1);
    assert_int_equal(random.below(0), 0);
    assert_int_equal(random.below(1), 0);
}

void a_group_name_of_128_bytes_is_whole(void**) {
    const std::string text(GroupName::kMax, 'x');
    assert_int_equal(GroupName(text).length(), 128);
    assert_true(GroupName(text).text() == text);
}

void a_longer_group_name_is_cut(void**) {
    assert_int_equal(GroupName(std::string(500, 'x')).length(), 128);
}

void group_names_are_equal_by_length_and_bytes(void**) {
    assert_true(GroupName("a") == GroupName("a"));
    assert_true(GroupName("a") != GroupName(std::string("a\0", 2)));
    assert_true(GroupName("a") < GroupName("b"));
    assert_true(GroupName() < GroupName("a"));
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(the_last_number_stands_before_zero),
        cmocka_unit_test(no_number_stands_before_itself),
        cmocka_unit_test(next_and_distance_go_round_the_end),
        cmocka_unit_test(earlier_and_later_choose_across_the_end),
        cmocka_unit_test(rings_differ_by_either_part),
        cmocka_unit_test(a_seed_gives_the_same_numbers_everywhere),
        cmocka_unit_test(below_keeps_within_its_bound_and_reaches_all),
        cmocka_unit_test(below_nothing_is_zero),
        cmocka_unit_test(a_group_name_of_128_bytes_is_whole),
        cmocka_unit_test(a_longer_group_name_is_cut),
        cmocka_unit_test(group_names_are_equal_by_length_and_bytes),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
