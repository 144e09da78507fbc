// test/unit/tools/map_value_test.cc - values of the map as text, and text made a value.
#include "map_value.h"
#include "unit/cmocka.h"

#include <cstdint>
#include <cstring>

using namespace baton::tool;

namespace {

std::string lenient(const char* type, const std::string& text) {
    const auto value = lenient_value(*type_named(type), text);
    if (value) return value_text(*value);
    return value.error() == NoValue::out_of_range ? "out of range" : "not a number";
}

std::string strict(const char* type, const std::string& text) {
    const auto value = strict_value(*type_named(type), text);
    if (value) return value_text(*value);
    return value.error() == NoValue::out_of_range ? "out of range" : "not a number";
}

std::string json_of(const MapValue& value) {
    Json json;
    put_value(json, value);
    return json.dump();
}

void every_type_has_one_name(void**) {
    std::string wrong;
    for (int number = CMAP_VALUETYPE_INT8; number <= CMAP_VALUETYPE_BINARY; ++number) {
        const auto type = static_cast<cmap_value_types_t>(number);
        if (type_named(type_name(type)) != type) wrong += std::string(type_name(type)) + " ";
    }
    assert_string_equal(wrong.c_str(), "");
}

void an_unknown_type_has_no_name(void**) {
    assert_false(type_named("u9").has_value());
    assert_string_equal(std::string(type_name(static_cast<cmap_value_types_t>(15))).c_str(), "?");
}

void fractions_have_six_digits(void**) {
    assert_string_equal(lenient("flt", "1.5").c_str(), "1.500000");
    assert_string_equal(lenient("dbl", "1.5e10").c_str(), "15000000000.000000");
    assert_string_equal(lenient("dbl", "1e400").c_str(), "inf");
}

void a_lenient_number_may_have_something_behind_it(void**) {
    assert_string_equal(lenient("u8", "1x").c_str(), "1");
    assert_string_equal(lenient("u32", "0x10").c_str(), "0");
    assert_string_equal(lenient("flt", "1.5x").c_str(), "1.500000");
}

void a_lenient_number_of_64_bits_stays_at_its_end(void**) {
    assert_string_equal(lenient("u64", "99999999999999999999").c_str(), "18446744073709551615");
    assert_string_equal(lenient("i64", "99999999999999999999").c_str(), "9223372036854775807");
    assert_string_equal(lenient("u64", "-1").c_str(), "18446744073709551615");
}

void a_small_number_has_limits(void**) {
    assert_string_equal(lenient("u8", "255").c_str(), "255");
    assert_string_equal(lenient("u8", "256").c_str(), "out of range");
    assert_string_equal(lenient("u8", "-1").c_str(), "out of range");
    assert_string_equal(lenient("i8", "-128").c_str(), "-128");
    assert_string_equal(lenient("i16", "40000").c_str(), "out of range");
    assert_string_equal(lenient("u16", "40000").c_str(), "40000");
    assert_string_equal(lenient("i32", "2147483648").c_str(), "out of range");
    assert_string_equal(lenient("u32", "4294967295").c_str(), "4294967295");
}

void what_has_no_digit_is_no_number(void**) {
    assert_string_equal(lenient("u8", "abc").c_str(), "not a number");
    assert_string_equal(lenient("dbl", "").c_str(), "not a number");
}

void a_strict_number_is_the_whole_text(void**) {
    assert_string_equal(strict("u32", "16").c_str(), "16");
    assert_string_equal(strict("u32", "0x10").c_str(), "not a number");
    assert_string_equal(strict("flt", "1.5x").c_str(), "not a number");
}

void a_strict_number_does_not_turn_around(void**) {
    assert_string_equal(strict("u64", "-1").c_str(), "out of range");
    assert_string_equal(strict("u64", "99999999999999999999").c_str(), "out of range");
    assert_string_equal(strict("dbl", "1e400").c_str(), "out of range");
}

void a_text_ends_at_its_nul(void**) {
    const MapValue value{CMAP_VALUETYPE_STRING, std::string("abc\0def", 7)};
    assert_string_equal(value_text(value).c_str(), "abc");
}

void a_number_that_came_too_short_is_zero(void**) {
    assert_string_equal(value_text({CMAP_VALUETYPE_UINT32, "ab"}).c_str(), "0");
}

void bytes_are_escaped(void**) {
    assert_string_equal(escaped(std::string("a\\b\0\xff\t~\x7f", 8)).c_str(),
                        "a\\\\b\\x00\\xFF\\x09~\\x7F");
}

void json_has_numbers_texts_and_bytes(void**) {
    assert_string_equal(json_of(*lenient_value(CMAP_VALUETYPE_UINT8, "4")).c_str(),
                        R"({"type":"u8","value":4})");
    assert_string_equal(json_of(*lenient_value(CMAP_VALUETYPE_DOUBLE, "0.5")).c_str(),
                        R"({"type":"dbl","value":0.5})");
    assert_string_equal(json_of({CMAP_VALUETYPE_STRING, "x"}).c_str(),
                        R"({"type":"str","value":"x"})");
    assert_string_equal(json_of({CMAP_VALUETYPE_BINARY, std::string("\0\xff", 2)}).c_str(),
                        R"({"type":"bin","value_hex":"00ff"})");
}

void json_has_no_infinity(void**) {
    assert_string_equal(json_of(*lenient_value(CMAP_VALUETYPE_DOUBLE, "inf")).c_str(),
                        R"({"type":"dbl","value":"inf"})");
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(every_type_has_one_name),
        cmocka_unit_test(an_unknown_type_has_no_name),
        cmocka_unit_test(fractions_have_six_digits),
        cmocka_unit_test(a_lenient_number_may_have_something_behind_it),
        cmocka_unit_test(a_lenient_number_of_64_bits_stays_at_its_end),
        cmocka_unit_test(a_small_number_has_limits),
        cmocka_unit_test(what_has_no_digit_is_no_number),
        cmocka_unit_test(a_strict_number_is_the_whole_text),
        cmocka_unit_test(a_strict_number_does_not_turn_around),
        cmocka_unit_test(a_text_ends_at_its_nul),
        cmocka_unit_test(a_number_that_came_too_short_is_zero),
        cmocka_unit_test(bytes_are_escaped),
        cmocka_unit_test(json_has_numbers_texts_and_bytes),
        cmocka_unit_test(json_has_no_infinity),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
