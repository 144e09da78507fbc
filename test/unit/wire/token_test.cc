// test/unit/wire/token_test.cc - the regular token, and the header that all Totem messages share.
#include "support/spoilt.h"
#include "wire/totem.h"

#include "unit/cmocka.h" // last: its fail() is a macro

namespace {

using namespace baton;
using test::ByteVector;
using test::refused;
using test::with;

wire::Token token_with_requests(std::uint32_t count) {
    wire::Token token{.sender = {2},
                      .target = {3},
                      .seq = {0xFFFFFFF0},
                      .token_seq = {77},
                      .aru = {0xFFFFFF00},
                      .aru_id = {3},
                      .ring = {{1}, 0x123456789ABC},
                      .backlog = 5,
                      .fcc = 6,
                      .retrans_flag = true,
                      .request_count = count,
                      .requests = {}};
    for (std::uint32_t i = 0; i < count; ++i) token.requests[i] = {token.ring, {0xFFFFFF01 + i}};
    return token;
}

ByteVector encoded(const wire::Token& token) {
    BufferPool pool;
    return test::copy_of(wire::encode(token, pool).bytes());
}

bool same(const wire::Token& a, const wire::Token& b) {
    return a.sender == b.sender && a.target == b.target && a.seq == b.seq &&
           a.token_seq == b.token_seq && a.aru == b.aru && a.aru_id == b.aru_id &&
           a.ring == b.ring && a.backlog == b.backlog && a.fcc == b.fcc &&
           a.retrans_flag == b.retrans_flag && a.request_count == b.request_count &&
           a.requests == b.requests;
}

void a_token_comes_back_as_it_was(void**) {
    bool good = true;
    for (std::uint32_t count = 0; count <= wire::kRetransmitsMax; ++count) {
        const wire::Token token = token_with_requests(count);
        const auto decoded = wire::decode_token(encoded(token));
        good = good && decoded && same(*decoded, token);
    }
    assert_true(good);
}

void a_full_token_is_537_bytes_long(void**) {
    const std::size_t size = encoded(token_with_requests(30)).size();
    assert_int_equal(size, 57 + 16 * 30);
}

void a_token_with_31_requests_is_refused(void**) {
    const bool good = refused(
        wire::decode_token(with(test::with_size(encoded(token_with_requests(30)), 57 + 16 * 31), 53,
                                std::int32_t{31})),
        "too many retransmit requests");
    assert_true(good);
}

void a_token_with_a_negative_count_is_refused(void**) {
    const bool good =
        refused(wire::decode_token(with(encoded(token_with_requests(1)), 53, std::int32_t{-1})),
                "too many retransmit requests");
    assert_true(good);
}

void a_token_with_fewer_requests_than_it_counts_is_refused(void**) {
    const bool good =
        refused(wire::decode_token(with(encoded(token_with_requests(2)), 53, std::int32_t{3})),
                "ends within its retransmit requests");
    assert_true(good);
}

void a_token_above_1500_bytes_is_refused(void**) {
    const ByteVector token = encoded(token_with_requests(1));
    const bool longest = wire::decode_token(test::with_size(token, 1500)).has_value();
    const bool longer = refused(wire::decode_token(test::with_size(token, 1501)), "too long");
    assert_true(longest && longer);
}

void any_retransmission_flag_but_0_counts_as_set(void**) {
    const auto token =
        wire::decode_token(with(encoded(token_with_requests(0)), 49, std::int32_t{-7}));
    assert_true(token && token->retrans_flag);
}

void a_machine_of_the_other_byte_order_is_named(void**) {
    bool good = true;
    for (std::uint8_t type = 0; type <= 5; ++type) {
        const ByteVector foreign =
            with(with(encoded(token_with_requests(0)), 0, std::uint16_t{0x70C0}), 3, type);
        good = good && refused(wire::decode_header(foreign), "other byte order");
    }
    assert_true(good);
}

void a_foreign_byte_order_reaches_no_decoder(void**) {
    const ByteVector foreign = with(ByteVector(100), 0, std::uint16_t{0x70C0});
    const bool good = refused(wire::decode_token(foreign), "other byte order") &&
                      refused(wire::decode_multicast(foreign), "other byte order") &&
                      refused(wire::decode_merge_detect(foreign), "other byte order") &&
                      refused(wire::decode_join(foreign), "other byte order") &&
                      refused(wire::decode_commit_token(foreign), "other byte order") &&
                      refused(wire::decode_hold_cancel(foreign), "other byte order");
    assert_true(good);
}

void a_wrong_magic_number_is_refused(void**) {
    const bool good = refused(
        wire::decode_header(with(encoded(token_with_requests(0)), 0, std::uint16_t{0xC071})),
        "magic number");
    assert_true(good);
}

void another_protocol_version_is_refused(void**) {
    const bool good = refused(
        wire::decode_header(with(encoded(token_with_requests(0)), 2, std::uint8_t{2})), "version");
    assert_true(good);
}

void an_unknown_type_is_refused(void**) {
    const bool good =
        refused(wire::decode_header(with(encoded(token_with_requests(0)), 3, std::uint8_t{6})),
                "unknown message type");
    assert_true(good);
}

void a_datagram_of_12_bytes_is_refused(void**) {
    const bool good = refused(
        wire::decode_header(test::with_size(encoded(token_with_requests(0)), 12)), "shorter");
    assert_true(good);
}

void a_decoder_refuses_the_message_of_another(void**) {
    const bool good =
        refused(wire::decode_token(with(encoded(token_with_requests(0)), 3, std::uint8_t{4})),
                "another type");
    assert_true(good);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(a_token_comes_back_as_it_was),
        cmocka_unit_test(a_full_token_is_537_bytes_long),
        cmocka_unit_test(a_token_with_31_requests_is_refused),
        cmocka_unit_test(a_token_with_a_negative_count_is_refused),
        cmocka_unit_test(a_token_with_fewer_requests_than_it_counts_is_refused),
        cmocka_unit_test(a_token_above_1500_bytes_is_refused),
        cmocka_unit_test(any_retransmission_flag_but_0_counts_as_set),
        cmocka_unit_test(a_machine_of_the_other_byte_order_is_named),
        cmocka_unit_test(a_foreign_byte_order_reaches_no_decoder),
        cmocka_unit_test(a_wrong_magic_number_is_refused),
        cmocka_unit_test(another_protocol_version_is_refused),
        cmocka_unit_test(an_unknown_type_is_refused),
        cmocka_unit_test(a_datagram_of_12_bytes_is_refused),
        cmocka_unit_test(a_decoder_refuses_the_message_of_another),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
