// test/unit/wire/pack_test.cc - packs and group prefixes.
#include "wire/pack.h"

#include "support/spoilt.h"

#include <array>
#include <cstring>

#include "unit/cmocka.h" // last: its fail() is a macro

namespace {

using namespace baton;
using test::ByteVector;
using test::refused;
using test::with;

const std::array<std::uint16_t, 3> kLengths{5, 0, 300};

ByteVector some_pack() {
    const std::size_t header = wire::pack_header_size(kLengths.size());
    ByteVector bytes(header + 305);
    wire::write_pack_header(9, 8, kLengths, std::span(bytes).first(header));
    return bytes;
}

ByteVector prefix_of(std::initializer_list<std::string_view> names) {
    ByteVector bytes = with({}, 0, static_cast<std::uint16_t>(names.size()));
    for (const std::string_view name : names)
        bytes = with(bytes, bytes.size(), static_cast<std::uint16_t>(name.size()));
    for (const std::string_view name : names)
        for (const char letter : name) bytes.push_back(static_cast<std::byte>(letter));
    return bytes;
}

void a_pack_comes_back_as_it_was(void**) {
    const ByteVector bytes = some_pack();
    const auto pack = wire::PackReader::of(bytes);
    const bool good = pack && pack->fragmented() == 9 && pack->continuation() == 8 &&
                      pack->count() == 3 && pack->length(0) == 5 && pack->length(1) == 0 &&
                      pack->length(2) == 300 && pack->data_offset() == 14;
    assert_true(good);
}

void a_pack_one_byte_longer_than_its_parts_is_refused(void**) {
    const bool good =
        refused(wire::PackReader::of(test::with_size(some_pack(), 14 + 306)), "do not add up");
    assert_true(good);
}

void a_pack_one_byte_shorter_than_its_parts_is_refused(void**) {
    const bool good =
        refused(wire::PackReader::of(test::with_size(some_pack(), 14 + 304)), "do not add up");
    assert_true(good);
}

void a_pack_without_parts_is_refused(void**) {
    const bool good = refused(wire::PackReader::of(ByteVector(8)), "no parts");
    assert_true(good);
}

void a_pack_that_ends_within_its_lengths_is_refused(void**) {
    const bool good = refused(wire::PackReader::of(with(some_pack(), 6, std::uint16_t{0xFFFF})),
                              "within its lengths");
    assert_true(good);
}

void an_empty_payload_is_refused(void**) {
    const bool good = refused(wire::PackReader::of({}), "shorter than its header");
    assert_true(good);
}

void the_prefix_of_the_services_is_read_as_written(void**) {
    std::array<std::byte, wire::kServicesPrefixSize> bytes;
    wire::write_services_prefix(bytes);
    const auto prefix = wire::decode_group_prefix(bytes);
    assert_true(prefix && prefix->group == wire::Group::services && prefix->size == 5);
}

void the_prefix_of_synchronisation_is_read_as_written(void**) {
    std::array<std::byte, wire::kSyncPrefixSize> bytes;
    wire::write_sync_prefix(bytes);
    const auto prefix = wire::decode_group_prefix(bytes);
    assert_true(prefix && prefix->group == wire::Group::sync && prefix->size == 8);
}

void an_unknown_group_is_unknown_and_not_an_error(void**) {
    const auto prefix = wire::decode_group_prefix(prefix_of({"ykd"}));
    assert_true(prefix && prefix->group == wire::Group::unknown && prefix->size == 7);
}

void the_first_known_group_of_several_counts(void**) {
    const auto prefix = wire::decode_group_prefix(prefix_of({"ab", "", "sync", "a"}));
    assert_true(prefix && prefix->group == wire::Group::sync && prefix->size == 2 + 8 + 7);
}

void a_prefix_without_groups_is_for_nobody(void**) {
    const auto prefix = wire::decode_group_prefix(prefix_of({}));
    assert_true(prefix && prefix->group == wire::Group::unknown && prefix->size == 2);
}

void a_prefix_that_ends_within_its_lengths_is_refused(void**) {
    const bool good = refused(wire::decode_group_prefix(with({}, 0, std::uint16_t{0xFFFF})),
                              "within its lengths");
    assert_true(good);
}

void a_prefix_that_ends_within_its_names_is_refused(void**) {
    const bool good = refused(
        wire::decode_group_prefix(with(prefix_of({"a"}), 2, std::uint16_t{2})), "within its names");
    assert_true(good);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(a_pack_comes_back_as_it_was),
        cmocka_unit_test(a_pack_one_byte_longer_than_its_parts_is_refused),
        cmocka_unit_test(a_pack_one_byte_shorter_than_its_parts_is_refused),
        cmocka_unit_test(a_pack_without_parts_is_refused),
        cmocka_unit_test(a_pack_that_ends_within_its_lengths_is_refused),
        cmocka_unit_test(an_empty_payload_is_refused),
        cmocka_unit_test(the_prefix_of_the_services_is_read_as_written),
        cmocka_unit_test(the_prefix_of_synchronisation_is_read_as_written),
        cmocka_unit_test(an_unknown_group_is_unknown_and_not_an_error),
        cmocka_unit_test(the_first_known_group_of_several_counts),
        cmocka_unit_test(a_prefix_without_groups_is_for_nobody),
        cmocka_unit_test(a_prefix_that_ends_within_its_lengths_is_refused),
        cmocka_unit_test(a_prefix_that_ends_within_its_names_is_refused),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
