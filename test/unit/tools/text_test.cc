// test/unit/tools/text_test.cc - bytes of others as text, columns, times, lines.
#include "line_reader.h"
#include "text.h"
#include "unit/cmocka.h"

using namespace baton::tool;

namespace {

std::string lines_of(LineReader& reader) {
    std::string all;
    for (; !reader.empty(); reader.pop()) all += "[" + reader.front() + "]";
    return all;
}

void text_in_utf8_stays(void**) {
    assert_string_equal(printable("a\tb \xC3\xA4 \xE2\x82\xAC \xF0\x9F\x8E\xBC").c_str(),
                        "a\tb \xC3\xA4 \xE2\x82\xAC \xF0\x9F\x8E\xBC");
}

void controls_of_both_kinds_are_shown_as_hexadecimal(void**) {
    assert_string_equal(printable("\x1b[2J\x7f\r\xC2\x9b").c_str(), "\\x1b[2J\\x7f\\x0d\\xc2\\x9b");
}

void bytes_that_are_not_utf8_are_shown_as_hexadecimal(void**) {
    // a lone byte, an overlong slash, a surrogate, above the last code point, cut short
    assert_string_equal(printable("\xFF|\xC0\xAF|\xED\xA0\x80|\xF4\x90\x80\x80|\xE2\x82").c_str(),
                        "\\xff|\\xc0\\xaf|\\xed\\xa0\\x80|\\xf4\\x90\\x80\\x80|\\xe2\\x82");
}

void json_has_all_bytes_of_what_is_not_utf8(void**) {
    Json json = Json::object();
    put_bytes(json, "text", "a\xFF");
    assert_string_equal(json.dump().c_str(), R"({"text":"a\\xff","text_hex":"61ff"})");
}

void json_has_no_second_form_of_what_is_utf8(void**) {
    Json json = Json::object();
    put_bytes(json, "text", "\xC3\xA4");
    assert_string_equal(json.dump().c_str(), "{\"text\":\"\xC3\xA4\"}");
}

void columns_are_aligned_by_characters_not_bytes(void**) {
    Table table({Align::left, Align::right, Align::left}, 1);
    table.row({"\xC3\xA4\xC3\xB6", "1", "x"});
    table.row({"abc", "100", ""});
    assert_string_equal(table.text().c_str(), " \xC3\xA4\xC3\xB6     1  x\n abc  100\n");
}

void spans_are_told_in_the_units_that_matter(void**) {
    assert_string_equal(span_text(59.9).c_str(), "59 s");
    assert_string_equal(span_text(3599).c_str(), "59 min");
    assert_string_equal(span_text(3600 * 25.0).c_str(), "1 d 1 h");
    assert_string_equal(span_text(-5).c_str(), "0 s");
}

void short_times_are_told_in_the_units_that_matter(void**) {
    assert_string_equal(microseconds_text(812.4).c_str(), "812 us");
    assert_string_equal(microseconds_text(1250).c_str(), "1.25 ms");
    assert_string_equal(microseconds_text(2'210'000).c_str(), "2.2 s");
}

void lines_are_put_together_from_pieces(void**) {
    LineReader reader(100);
    reader.feed("one\ntw");
    reader.feed("o\n\nthr");
    const std::string before = lines_of(reader);
    reader.feed("ee");
    reader.end();
    assert_string_equal(before.c_str(), "[one][two][]");
    assert_string_equal(lines_of(reader).c_str(), "[three]");
}

void the_end_after_a_newline_adds_no_line(void**) {
    LineReader reader(100);
    reader.feed("one\n");
    reader.end();
    assert_string_equal(lines_of(reader).c_str(), "[one]");
}

void a_long_line_is_cut(void**) {
    LineReader reader(4);
    reader.feed("abcdefghij\nabcd\n");
    assert_string_equal(lines_of(reader).c_str(), "[abcd][efgh][ij][abcd]");
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(text_in_utf8_stays),
        cmocka_unit_test(controls_of_both_kinds_are_shown_as_hexadecimal),
        cmocka_unit_test(bytes_that_are_not_utf8_are_shown_as_hexadecimal),
        cmocka_unit_test(json_has_all_bytes_of_what_is_not_utf8),
        cmocka_unit_test(json_has_no_second_form_of_what_is_utf8),
        cmocka_unit_test(columns_are_aligned_by_characters_not_bytes),
        cmocka_unit_test(spans_are_told_in_the_units_that_matter),
        cmocka_unit_test(short_times_are_told_in_the_units_that_matter),
        cmocka_unit_test(lines_are_put_together_from_pieces),
        cmocka_unit_test(the_end_after_a_newline_adds_no_line),
        cmocka_unit_test(a_long_line_is_cut),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
