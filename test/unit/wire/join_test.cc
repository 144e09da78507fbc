// test/unit/wire/join_test.cc - join and leave.
#include "support/spoilt.h"
#include "wire/totem.h"

#include "unit/cmocka.h" // last: its fail() is a macro

namespace {

using namespace baton;
using test::ByteVector;
using test::refused;
using test::with;

wire::Join some_join() {
    return {.sender = {3},
            .target = {0},
            .leave = false,
            .ring_seq = 0x1122334455,
            .proc = {{3}, {2}, {1}},
            .fail = {{2}}};
}

ByteVector encoded(const wire::Join& join) {
    BufferPool pool;
    return test::copy_of(wire::encode(join, pool).bytes());
}

bool comes_back(const wire::Join& join) {
    const auto decoded = wire::decode_join(encoded(join));
    return decoded && decoded->sender == join.sender && decoded->target == join.target &&
           decoded->leave == join.leave && decoded->ring_seq == join.ring_seq &&
           decoded->proc == join.proc && decoded->fail == join.fail;
}

void a_join_comes_back_in_its_order(void**) {
    const bool good = comes_back(some_join());
    assert_true(good);
}

void a_leave_comes_back_with_its_sender(void**) {
    wire::Join leave = some_join();
    leave.leave = true;
    leave.proc = {{1}, {2}};
    leave.fail = {{3}};
    const bool good = comes_back(leave);
    leave = {};
    assert_true(good);
}

void a_leave_names_nobody_in_its_header(void**) {
    wire::Join leave = some_join();
    leave.leave = true;
    const auto header = wire::decode_header(encoded(leave));
    const bool good = header && header->sender == NodeId{};
    leave = {};
    assert_true(good);
}

void a_join_without_lists_comes_back(void**) {
    const bool good = comes_back(
        {.sender = {1}, .target = {}, .leave = false, .ring_seq = 1, .proc = {}, .fail = {}});
    assert_true(good);
}

wire::Join largest_join() {
    wire::Join join = some_join();
    join.proc.clear();
    join.fail.clear();
    for (std::uint32_t i = 1; i <= wire::kMembersMax; ++i) {
        join.proc.push_back({i});
        join.fail.push_back({i + 1000});
    }
    return join;
}

void the_largest_join_has_3105_bytes_and_comes_back(void**) {
    const bool good = comes_back(largest_join()) && encoded(largest_join()).size() == 3105;
    assert_true(good);
}

void more_than_384_nodes_are_refused_in_either_list(void**) {
    bool good = true;
    for (const std::size_t offset : {17U, 21U})
        for (const std::uint32_t count : {385U, 0x40000000U, 0xFFFFFFFFU})
            good = good &&
                   refused(wire::decode_join(with(test::with_size(encoded(largest_join()), 60000),
                                                  offset, count)),
                           "too many nodes");
    assert_true(good);
}

void lists_longer_than_the_datagram_are_refused(void**) {
    bool good = true;
    for (const std::size_t offset : {17U, 21U})
        good =
            good && refused(wire::decode_join(with(encoded(some_join()), offset, std::uint32_t{4})),
                            "ends within its lists");
    assert_true(good);
}

void node_0_in_a_list_is_refused(void**) {
    const bool good =
        refused(wire::decode_join(with(encoded(some_join()), 37, std::uint32_t{0})), "node 0");
    assert_true(good);
}

void a_node_twice_in_a_list_is_refused(void**) {
    const bool good = refused(wire::decode_join(with(encoded(some_join()), 41, std::uint32_t{3})),
                              "a node twice");
    assert_true(good);
}

void a_join_whose_two_senders_differ_is_refused(void**) {
    const bool good =
        refused(wire::decode_join(with(encoded(some_join()), 13, std::uint32_t{2})), "unclear");
    assert_true(good);
}

void a_leave_of_nobody_is_refused(void**) {
    wire::Join leave = some_join();
    leave.leave = true;
    const bool good =
        refused(wire::decode_join(with(encoded(leave), 13, std::uint32_t{0})), "unclear");
    leave = {};
    assert_true(good);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(a_join_comes_back_in_its_order),
        cmocka_unit_test(a_leave_comes_back_with_its_sender),
        cmocka_unit_test(a_leave_names_nobody_in_its_header),
        cmocka_unit_test(a_join_without_lists_comes_back),
        cmocka_unit_test(the_largest_join_has_3105_bytes_and_comes_back),
        cmocka_unit_test(more_than_384_nodes_are_refused_in_either_list),
        cmocka_unit_test(lists_longer_than_the_datagram_are_refused),
        cmocka_unit_test(node_0_in_a_list_is_refused),
        cmocka_unit_test(a_node_twice_in_a_list_is_refused),
        cmocka_unit_test(a_join_whose_two_senders_differ_is_refused),
        cmocka_unit_test(a_leave_of_nobody_is_refused),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
