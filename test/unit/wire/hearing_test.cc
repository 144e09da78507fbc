// test/unit/wire/hearing_test.cc - what stands behind joins and merge detects.
#include "support/spoilt.h"
#include "wire/hearing.h"
#include "wire/totem.h"

#include "unit/cmocka.h" // last: its fail() is a macro

namespace {

using namespace baton;
using test::with;

const wire::RowFilter kAll = [](NodeId, Duration) { return true; };

wire::Hearing some() {
    return {{{.node = {1},
              .age = Duration{0},
              .ring = {{1}, 9},
              .group = {{1}, {2}},
              .missed = {{3}},
              .heard = {{2}}},
             {.node = {2},
              .age = std::chrono::microseconds(1500),
              .ring = {{2}, 5},
              .group = {{1}, {2}, {3}},
              .missed = {},
              .heard = {{1}, {3}}}}};
}

void rows_come_back(void**) {
    const auto bytes = wire::encode(some());
    const auto back = wire::decode_hearing(bytes, kAll);
    assert_true(back && back->rows.size() == 2);
    const wire::HearingRow& first = back->rows[0];
    assert_true(first.node == NodeId{1} && (first.ring == RingId{{1}, 9}));
    assert_true((first.group == std::vector<NodeId>{{1}, {2}}));
    assert_true((first.missed == std::vector<NodeId>{{3}}));
    assert_true((back->rows[1].heard == std::vector<NodeId>{{1}, {3}}));
}

void an_age_is_rounded_up(void**) {
    const auto back = wire::decode_hearing(wire::encode(some()), kAll);
    assert_true(back->rows[0].age == Duration{0});
    assert_true(back->rows[1].age == milliseconds(2));
}

void rows_that_nobody_wants_are_left_out(void**) {
    const auto back = wire::decode_hearing(wire::encode(some()),
                                           [](NodeId node, Duration) { return node == NodeId{2}; });
    assert_true(back->rows.size() == 1 && back->rows[0].node == NodeId{2});
}

void anything_else_is_nothing(void**) {
    const auto good = wire::encode(some());
    auto longer = good;
    longer.push_back({});
    auto shorter = good;
    shorter.pop_back();
    assert_true(!wire::decode_hearing({}, kAll));
    assert_true(!wire::decode_hearing(longer, kAll));
    assert_true(!wire::decode_hearing(shorter, kAll));
    assert_true(!wire::decode_hearing(with(good, 0, std::uint8_t{0}), kAll));
    assert_true(!wire::decode_hearing(with(good, 8, std::uint16_t{33}), kAll));
    assert_true(!wire::decode_hearing(with(good, 10, std::uint16_t{33}), kAll));
    assert_true(!wire::decode_hearing(with(good, 12, std::uint32_t{0}), kAll)); // node 0
}

void bits_beyond_the_list_name_nobody(void**) {
    const auto good = wire::encode(some());
    const auto back = wire::decode_hearing(with(good, 12 + 3 * 4 + 28, std::uint8_t{0xFF}), kAll);
    assert_int_equal(back->rows[0].missed.size(), 3);
}

void too_many_nodes_are_not_told_of(void**) {
    wire::Hearing many{
        {{.node = {1}, .age = {}, .ring = {}, .group = {}, .missed = {}, .heard = {}}}};
    for (std::uint32_t id = 1; id <= wire::kHearingMax; ++id) many.rows[0].group.push_back({id});
    assert_false(wire::encode(many).empty());
    many.rows[0].missed.push_back({1000});
    assert_true(wire::encode(many).empty());
}

void a_join_and_a_merge_detect_carry_it_behind_their_end(void**) {
    BufferPool pool;
    const auto told = wire::encode(some());
    wire::Join join{.sender = {1}, .target = {}, .ring_seq = 1, .proc = {{1}, {2}}, .fail = {{2}}};
    const Slice plain = wire::encode(join, pool);
    join.rest = told;
    const Slice both = wire::encode(join, pool);
    const Slice merge = wire::encode(wire::MergeDetect{{1}, {}, {{1}, 9}, told}, pool);
    assert_int_equal(both.size(), plain.size() + told.size());
    assert_true(std::equal(plain.bytes().begin(), plain.bytes().end(), both.bytes().begin()));
    assert_true(wire::decode_hearing(wire::decode_join(both.bytes())->rest, kAll).has_value());
    assert_true(wire::decode_join(plain.bytes())->rest.empty());
    assert_true(
        wire::decode_hearing(wire::decode_merge_detect(merge.bytes())->rest, kAll).has_value());
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(rows_come_back),
        cmocka_unit_test(an_age_is_rounded_up),
        cmocka_unit_test(rows_that_nobody_wants_are_left_out),
        cmocka_unit_test(anything_else_is_nothing),
        cmocka_unit_test(bits_beyond_the_list_name_nobody),
        cmocka_unit_test(too_many_nodes_are_not_told_of),
        cmocka_unit_test(a_join_and_a_merge_detect_carry_it_behind_their_end),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
