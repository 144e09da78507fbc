// test/unit/wire/cmap_test.cc - the configuration's version between cmap services.
#include "wire/cmap.h"

#include "support/spoilt.h"

#include <string>

#include "unit/cmocka.h" // last: its fail() is a macro

namespace {

using namespace baton;
using test::ByteVector;
using test::refused;
using test::with;

constexpr std::size_t kItem = 48;

ByteVector version_7() { return wire::encode_config_version(wire::CmapReason::sync, 7); }

std::optional<std::uint64_t> version_in(const ByteVector& bytes) {
    const auto message = wire::decode_cmap(bytes);
    return message ? wire::config_version(*message) : std::nullopt;
}

void a_version_comes_back_as_it_was(void**) {
    const auto version = version_in(
        wire::encode_config_version(wire::CmapReason::new_config_version, 0xFFFFFFFFFFFFFFFF));
    assert_true(version && *version == 0xFFFFFFFFFFFFFFFF);
}

void no_version_counts_as_0(void**) {
    const auto version = version_in(wire::encode_config_version(wire::CmapReason::sync, 0));
    assert_true(version && *version == 0);
}

void items_of_odd_lengths_are_told_apart(void**) {
    const std::string long_key(255, 'k');
    const ByteVector value(13, std::byte{1});
    const ByteVector bytes =
        wire::encode(wire::CmapMessage{wire::CmapReason::sync,
                                       {{long_key, wire::CmapType::binary, value},
                                        {"", wire::CmapType::string, {}},
                                        {"totem.config_version", wire::CmapType::absent, {}}}});
    const auto message = wire::decode_cmap(bytes);
    const bool good = message && message->items.size() == 3 && message->items[0].key == long_key &&
                      message->items[0].value.size() == 13 && message->items[1].key.empty() &&
                      wire::config_version(*message) == 0 && bytes.size() % 8 == 0;
    assert_true(good);
}

void a_message_without_the_key_tells_no_version(void**) {
    const ByteVector value(8);
    const auto version = version_in(wire::encode(wire::CmapMessage{
        wire::CmapReason::sync, {{"totem.config", wire::CmapType::uint64, value}}}));
    assert_false(version.has_value());
}

void a_number_of_a_wrong_length_is_refused(void**) {
    bool good = true;
    for (const std::uint64_t length : {0U, 7U, 9U, 16U}) {
        const ByteVector longer = with(test::with_size(version_7(), 400), 8, std::int32_t{400});
        good =
            good && refused(wire::decode_cmap(with(longer, kItem + 272, length)), "wrong length");
    }
    assert_true(good);
}

void numbers_have_the_length_of_their_type(void**) {
    using enum wire::CmapType;
    const std::pair<wire::CmapType, std::size_t> sizes[] = {
        {int8, 1},   {uint8, 1}, {int16, 2},  {uint16, 2},  {int32, 4},
        {uint32, 4}, {int64, 8}, {uint64, 8}, {float32, 4}, {float64, 8}};
    const ByteVector value(9, std::byte{1});
    bool good = true;
    for (const auto& [type, size] : sizes)
        for (std::size_t length = 0; length <= value.size(); ++length) {
            const ByteVector bytes = wire::encode(wire::CmapMessage{
                wire::CmapReason::sync, {{"a.key", type, Bytes(value).first(length)}}});
            const auto message = wire::decode_cmap(bytes);
            good = good && message.has_value() == (length == size);
        }
    assert_true(good);
}

void a_value_beyond_the_message_is_refused(void**) {
    bool good = true;
    for (const std::uint64_t length : {std::uint64_t{9}, UINT64_MAX, UINT64_MAX - 279})
        good = good &&
               refused(wire::decode_cmap(with(version_7(), kItem + 272, length)), "in its value");
    assert_true(good);
}

void a_string_beyond_the_message_is_refused(void**) {
    const ByteVector text = with(version_7(), kItem + 264, std::uint8_t{11});
    const bool good =
        refused(wire::decode_cmap(with(text, kItem + 272, std::uint64_t{9})), "in its value");
    assert_true(good);
}

void a_key_longer_than_255_is_refused(void**) {
    const bool good =
        refused(wire::decode_cmap(with(version_7(), kItem, std::uint16_t{256})), "key too long") &&
        refused(wire::decode_cmap(with(version_7(), kItem, std::uint16_t{65535})), "key too long");
    assert_true(good);
}

void an_unknown_type_is_refused(void**) {
    const bool good = refused(wire::decode_cmap(with(version_7(), kItem + 264, std::uint8_t{13})),
                              "unknown type");
    assert_true(good);
}

void more_items_than_32_are_refused(void**) {
    const bool good =
        refused(wire::decode_cmap(with(version_7(), 24, std::uint8_t{33})), "too many");
    assert_true(good);
}

void more_items_than_the_message_has_are_refused(void**) {
    const bool good =
        refused(wire::decode_cmap(with(version_7(), 24, std::uint8_t{2})), "item too short");
    assert_true(good);
}

void an_unknown_reason_is_refused(void**) {
    const bool good =
        refused(wire::decode_cmap(with(version_7(), 16, std::uint8_t{2})), "unknown reason");
    assert_true(good);
}

void an_unknown_function_is_refused(void**) {
    const bool good =
        refused(wire::decode_cmap(with(version_7(), 0, std::int32_t{1})), "unknown function");
    assert_true(good);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(a_version_comes_back_as_it_was),
        cmocka_unit_test(no_version_counts_as_0),
        cmocka_unit_test(items_of_odd_lengths_are_told_apart),
        cmocka_unit_test(a_message_without_the_key_tells_no_version),
        cmocka_unit_test(a_number_of_a_wrong_length_is_refused),
        cmocka_unit_test(numbers_have_the_length_of_their_type),
        cmocka_unit_test(a_value_beyond_the_message_is_refused),
        cmocka_unit_test(a_string_beyond_the_message_is_refused),
        cmocka_unit_test(a_key_longer_than_255_is_refused),
        cmocka_unit_test(an_unknown_type_is_refused),
        cmocka_unit_test(more_items_than_32_are_refused),
        cmocka_unit_test(more_items_than_the_message_has_are_refused),
        cmocka_unit_test(an_unknown_reason_is_refused),
        cmocka_unit_test(an_unknown_function_is_refused),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
