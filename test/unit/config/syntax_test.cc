// test/unit/config/syntax_test.cc - lines, sections, keys, and how reading goes on behind an error.
#include "config/syntax.h"
#include "unit/cmocka.h"
#include "unit/config/support.h"

#include <cstring>

using namespace baton::config;
using namespace baton::config::test;

namespace {

void comments_and_blank_lines_are_skipped(void** /*state*/) {
    const Parsed parsed = parse("# one {\n\n  \t \n\t# a: b }\n" + good_totem() + good_node());
    assert_int_equal(parsed.diagnostics.all().size(), 0);
}

void a_value_keeps_inner_blanks_and_loses_outer_ones(void** /*state*/) {
    const Parsed parsed = parse_totem_line(" \tcluster_name \t:\t two  words \t");
    assert_string_equal(parsed.config.totem.cluster_name.c_str(), "two  words");
}

void carriage_returns_at_line_ends_are_dropped(void** /*state*/) {
    const Parsed parsed = parse("totem {\r\nversion: 2\r\ntransport: udpu\r\n}\r\n" + good_node());
    assert_int_equal(parsed.diagnostics.all().size(), 0);
}

void a_value_may_contain_colons_and_a_closing_brace(void** /*state*/) {
    const Parsed parsed = parse_totem_line("cluster_name: a:b }");
    assert_string_equal(parsed.config.totem.cluster_name.c_str(), "a:b }");
    assert_int_equal(parsed.errors(), 0);
}

void a_colon_before_the_opening_brace_is_dropped(void** /*state*/) {
    const Parsed parsed = parse_behind("quorum: {\nprovider: corosync_votequorum\n}\n");
    assert_string_equal(parsed.config.quorum.provider.c_str(), "corosync_votequorum");
}

void lines_may_have_any_length(void** /*state*/) {
    const std::string name(100000, 'x');
    const Parsed parsed =
        parse("# " + name + "\n" + good_totem("cluster_name: " + name + "\n") + good_node());
    assert_int_equal(parsed.diagnostics.all().size(), 0);
    assert_int_equal(parsed.config.totem.cluster_name.size(), 100000);
}

void a_last_line_without_newline_counts(void** /*state*/) {
    std::string text = good_totem() + good_node();
    text.pop_back();
    const Parsed parsed = parse(text);
    assert_int_equal(parsed.errors(), 0);
}

void a_byte_order_mark_is_a_warning_and_no_letter(void** /*state*/) {
    const Parsed parsed = parse("\xEF\xBB\xBF" + good_totem() + good_node());
    assert_int_equal(parsed.errors(), 0);
    assert_true(parsed.warning(1, "byte order mark"));
}

void no_break_spaces_around_a_key_are_blanks_with_a_warning(void** /*state*/) {
    const Parsed parsed = parse_totem_line("\xC2\xA0token:\xC2\xA0 5000\xA0");
    assert_int_equal(parsed.config.timing.token_ms, 5000);
    assert_true(parsed.warning(4, "no-break space"));
}

void a_letter_that_ends_in_the_byte_a0_is_left_whole(void** /*state*/) {
    const Parsed parsed = parse_totem_line("cluster_name: caff\xC3\xA0");
    assert_string_equal(parsed.config.totem.cluster_name.c_str(), "caff\xC3\xA0");
    assert_int_equal(parsed.diagnostics.all().size(), 0);
}

void a_zero_byte_ends_its_line_with_a_warning(void** /*state*/) {
    const Parsed parsed = parse_totem_line(std::string_view("token: 4000\0garbage", 19));
    assert_int_equal(parsed.config.timing.token_ms, 4000);
    assert_true(parsed.warning(4, "zero byte"));
}

void text_that_is_nothing_is_an_error_in_its_line(void** /*state*/) {
    const Parsed parsed = parse_totem_line("hello");
    assert_true(parsed.error(4, "neither a section"));
}

void text_behind_an_opening_brace_is_an_error(void** /*state*/) {
    const Parsed parsed = parse_behind("quorum { provider\n}\n");
    assert_true(parsed.error(11, "behind '{'"));
    assert_int_equal(parsed.errors(), 1);
}

void a_section_on_one_line_is_one_error_and_reading_goes_on(void** /*state*/) {
    const Parsed parsed = parse_behind("quorum { provider: x }\nlogging {\ndebug: on\n}\n");
    assert_int_equal(parsed.errors(), 1);
    assert_true(parsed.config.logging.targets.debug == DebugMode::on);
}

void a_section_without_a_name_is_an_error(void** /*state*/) {
    const Parsed parsed = parse_behind("{\n}\n");
    assert_true(parsed.error(11, "without a name"));
}

void text_next_to_a_closing_brace_is_an_error(void** /*state*/) {
    const Parsed parsed = parse_behind("quorum {\n} x\n");
    assert_true(parsed.error(12, "next to '}'"));
    assert_int_equal(parsed.errors(), 1);
}

void a_closing_brace_too_many_is_an_error_in_its_line(void** /*state*/) {
    const Parsed parsed = parse_behind("}\n");
    assert_true(parsed.error(11, "none is open"));
}

void an_open_section_at_the_end_names_last_line_and_first_line(void** /*state*/) {
    const Parsed parsed = parse_behind("quorum {\nprovider: corosync_votequorum\n");
    assert_true(parsed.error(12, "opened in line 11"));
}

void a_value_without_a_key_is_a_warning(void** /*state*/) {
    const Parsed parsed = parse_totem_line(": 5");
    assert_true(parsed.warning(4, "without a key"));
    assert_int_equal(parsed.errors(), 0);
}

void all_errors_of_a_file_are_reported(void** /*state*/) {
    const Parsed parsed = parse("totem {\nversion: 3\ntoken: abc\nnonsense\n}\n}\n");
    assert_true(parsed.error(2, "version"));
    assert_true(parsed.error(3, "token"));
    assert_true(parsed.error(4, "nonsense"));
    assert_true(parsed.error(6, "none is open"));
    assert_true(parsed.error(0, "nodelist"));
}

void a_dotted_section_name_is_the_nested_section(void** /*state*/) {
    const Parsed parsed = parse_behind("totem.interface {\nmcastport: 5555\n}\n");
    assert_int_equal(parsed.config.interface(0)->port, 5555);
}

void sections_of_one_name_are_merged(void** /*state*/) {
    const Parsed parsed = parse_behind("totem {\ntoken: 7000\n}\ntotem {\njoin: 70\n}\n");
    assert_int_equal(parsed.config.timing.token_ms, 7000);
    assert_int_equal(parsed.config.timing.join_ms, 70);
}

void ten_thousand_nested_sections_are_one_error_for_their_depth(void** /*state*/) {
    std::string text;
    for (int i = 0; i < 10000; ++i) text += "deep {\n";
    for (int i = 0; i < 10000; ++i) text += "}\n";
    const Parsed parsed = parse_behind(text);
    assert_int_equal(parsed.errors(), 1);
}

void a_file_of_nothing_but_errors_keeps_a_thousand_and_counts_all(void** /*state*/) {
    std::string text;
    for (int i = 0; i < 5000; ++i) text += "x\n";
    const Parsed parsed = parse_behind(text);
    assert_int_equal(parsed.errors(), 5000);
    assert_int_equal(parsed.diagnostics.all().size(), 1000);
}

void a_message_escapes_control_bytes_and_cuts_long_text(void** /*state*/) {
    const std::string text = quoted("a\x1B[2J" + std::string(200, 'b'));
    assert_non_null(std::strstr(text.c_str(), "a\\x1b[2J"));
    assert_true(text.size() < 120);
}

void a_diagnostic_prints_file_line_what_and_instead(void** /*state*/) {
    Diagnostics diagnostics;
    diagnostics.error({"a.conf", 7}, "bad", "write good");
    assert_string_equal(diagnostics.all()[0].text().c_str(), "a.conf:7: error: bad; write good");
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(comments_and_blank_lines_are_skipped),
        cmocka_unit_test(a_value_keeps_inner_blanks_and_loses_outer_ones),
        cmocka_unit_test(carriage_returns_at_line_ends_are_dropped),
        cmocka_unit_test(a_value_may_contain_colons_and_a_closing_brace),
        cmocka_unit_test(a_colon_before_the_opening_brace_is_dropped),
        cmocka_unit_test(lines_may_have_any_length),
        cmocka_unit_test(a_last_line_without_newline_counts),
        cmocka_unit_test(a_byte_order_mark_is_a_warning_and_no_letter),
        cmocka_unit_test(no_break_spaces_around_a_key_are_blanks_with_a_warning),
        cmocka_unit_test(a_letter_that_ends_in_the_byte_a0_is_left_whole),
        cmocka_unit_test(a_zero_byte_ends_its_line_with_a_warning),
        cmocka_unit_test(text_that_is_nothing_is_an_error_in_its_line),
        cmocka_unit_test(text_behind_an_opening_brace_is_an_error),
        cmocka_unit_test(a_section_on_one_line_is_one_error_and_reading_goes_on),
        cmocka_unit_test(a_section_without_a_name_is_an_error),
        cmocka_unit_test(text_next_to_a_closing_brace_is_an_error),
        cmocka_unit_test(a_closing_brace_too_many_is_an_error_in_its_line),
        cmocka_unit_test(an_open_section_at_the_end_names_last_line_and_first_line),
        cmocka_unit_test(a_value_without_a_key_is_a_warning),
        cmocka_unit_test(all_errors_of_a_file_are_reported),
        cmocka_unit_test(a_dotted_section_name_is_the_nested_section),
        cmocka_unit_test(sections_of_one_name_are_merged),
        cmocka_unit_test(ten_thousand_nested_sections_are_one_error_for_their_depth),
        cmocka_unit_test(a_file_of_nothing_but_errors_keeps_a_thousand_and_counts_all),
        cmocka_unit_test(a_message_escapes_control_bytes_and_cuts_long_text),
        cmocka_unit_test(a_diagnostic_prints_file_line_what_and_instead),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
