// test/unit/wire/commit_token_test.cc - the commit token.
#include "support/spoilt.h"
#include "wire/totem.h"

#include "unit/cmocka.h" // last: its fail() is a macro

namespace {

using namespace baton;
using test::ByteVector;
using test::refused;
using test::with;

wire::CommitToken token_of(std::uint32_t members, std::uint32_t index) {
    wire::CommitToken token{.sender = {1},
                            .target = {2},
                            .token_seq = {8},
                            .ring = {{1}, 0x99887766554433},
                            .retrans_flag = 0,
                            .index = index,
                            .members = {},
                            .info = {}};
    for (std::uint32_t i = 0; i < members; ++i) {
        token.members.push_back({1 + 3 * i});
        token.info.push_back({{{1 + 3 * i}, 1000 + i}, {i}, {i + 1}, i % 2 == 0});
    }
    return token;
}

ByteVector encoded(const wire::CommitToken& token) {
    BufferPool pool;
    return test::copy_of(wire::encode(token, pool).bytes());
}

bool same(const wire::CommitToken& a, const wire::CommitToken& b) {
    return a.sender == b.sender && a.target == b.target && a.token_seq == b.token_seq &&
           a.ring == b.ring && a.retrans_flag == b.retrans_flag && a.index == b.index &&
           a.members == b.members && a.info == b.info;
}

void a_commit_token_comes_back_as_it_was(void**) {
    bool good = true;
    for (const std::uint32_t members : {1U, 2U, 3U, 384U}) {
        const auto decoded = wire::decode_commit_token(encoded(token_of(members, members - 1)));
        good = good && decoded && same(*decoded, token_of(members, members - 1));
    }
    assert_true(good);
}

void the_largest_commit_token_has_10793_bytes(void**) {
    const std::size_t size = encoded(token_of(384, 0)).size();
    assert_int_equal(size, 10793);
}

void trailing_bytes_are_not_passed_on(void**) {
    const ByteVector token = encoded(token_of(3, 1));
    const auto decoded = wire::decode_commit_token(test::with_size(token, 60000));
    const bool good = decoded && encoded(*decoded) == token;
    assert_true(good);
}

void a_token_that_all_have_filled_in_is_taken(void**) {
    const bool good = wire::decode_commit_token(encoded(token_of(3, 3))).has_value();
    assert_true(good);
}

void an_index_above_the_count_is_refused(void**) {
    bool good = true;
    for (const std::int32_t index : {4, 1000000, -1})
        good = good && refused(wire::decode_commit_token(with(encoded(token_of(3, 0)), 33, index)),
                               "more entries filled in");
    assert_true(good);
}

void a_count_above_384_is_refused(void**) {
    bool good = true;
    for (const std::int32_t count : {385, 0x10000000, -1})
        good = good && refused(wire::decode_commit_token(with(
                                   test::with_size(encoded(token_of(384, 0)), 60000), 37, count)),
                               "too many members");
    assert_true(good);
}

void a_token_of_nobody_is_refused(void**) {
    const bool good =
        refused(wire::decode_commit_token(with(encoded(token_of(3, 0)), 37, std::int32_t{0})),
                "no members");
    assert_true(good);
}

void a_count_beyond_the_datagram_is_refused(void**) {
    const bool good =
        refused(wire::decode_commit_token(with(encoded(token_of(3, 0)), 37, std::int32_t{4})),
                "ends within its members");
    assert_true(good);
}

void members_that_do_not_ascend_are_refused(void**) {
    bool good = true;
    for (const std::uint32_t second : {0U, 1U, 7U, 8U})
        good = good && refused(wire::decode_commit_token(with(encoded(token_of(3, 0)), 45, second)),
                               "ascending");
    assert_true(good);
}

void member_0_is_refused(void**) {
    const bool good =
        refused(wire::decode_commit_token(with(encoded(token_of(3, 0)), 41, std::uint32_t{0})),
                "ascending");
    assert_true(good);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(a_commit_token_comes_back_as_it_was),
        cmocka_unit_test(the_largest_commit_token_has_10793_bytes),
        cmocka_unit_test(trailing_bytes_are_not_passed_on),
        cmocka_unit_test(a_token_that_all_have_filled_in_is_taken),
        cmocka_unit_test(an_index_above_the_count_is_refused),
        cmocka_unit_test(a_count_above_384_is_refused),
        cmocka_unit_test(a_token_of_nobody_is_refused),
        cmocka_unit_test(a_count_beyond_the_datagram_is_refused),
        cmocka_unit_test(members_that_do_not_ascend_are_refused),
        cmocka_unit_test(member_0_is_refused),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
