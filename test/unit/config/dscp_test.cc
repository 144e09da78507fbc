// test/unit/config/dscp_test.cc - every way to write a traffic class, and what is none.
#include "config/dscp.h"
#include "unit/cmocka.h"
#include "unit/config/support.h"

using namespace baton::config;
using namespace baton::config::test;

namespace {

Parsed parse_knet_line(const std::string& line) {
    return parse("totem {\nversion: 2\n" + line + "\n}\n" + good_node());
}

void numbers_are_decimal_hexadecimal_or_octal(void** /*state*/) {
    assert_true(read_dscp("0") == 0);
    assert_true(read_dscp("63") == 63);
    assert_true(read_dscp("0x2e") == 46);
    assert_true(read_dscp("0X3F") == 63);
    assert_true(read_dscp("056") == 46);
}

void every_name_has_its_number(void** /*state*/) {
    bool good = read_dscp("ef") == 46;
    for (int precedence = 0; precedence <= 7; ++precedence)
        good = good && read_dscp("cs" + std::to_string(precedence)) == 8 * precedence;
    assert_true(good);
    assert_true(read_dscp("af11") == 10 && read_dscp("af12") == 12 && read_dscp("af13") == 14);
    assert_true(read_dscp("af21") == 18 && read_dscp("af22") == 20 && read_dscp("af23") == 22);
    assert_true(read_dscp("af31") == 26 && read_dscp("af32") == 28 && read_dscp("af33") == 30);
    assert_true(read_dscp("af41") == 34 && read_dscp("af42") == 36 && read_dscp("af43") == 38);
}

void anything_else_is_none(void** /*state*/) {
    std::string wrong;
    for (const char* text : {"",     "64",    "256", "-1",  "+1",   "0x40", "0x",   "08",
                             "077 ", "0100",  "cs8", "cs",  "cs10", "af10", "af14", "af51",
                             "af1",  "af111", "EF",  "eff", "best", "4 6",  "4.6",  "0x-1"})
        if (read_dscp(text)) wrong += std::string(text) + ' ';
    assert_string_equal(wrong.c_str(), "");
}

void ip_dscp_reaches_the_configuration(void** /*state*/) {
    const Parsed named = parse_knet_line("ip_dscp: af41");
    const Parsed none = parse_knet_line("");
    assert_true(named.config.totem.ip_dscp == 34);
    assert_int_equal(named.errors() + named.warnings(), 0);
    assert_string_equal(named.setting("totem.ip_dscp").c_str(), "af41");
    assert_false(none.config.totem.ip_dscp.has_value());
}

void an_unknown_ip_dscp_is_an_error_in_its_line(void** /*state*/) {
    const Parsed parsed = parse_knet_line("ip_dscp: gold");
    assert_true(parsed.error(3, "ip_dscp: 'gold' is no traffic class"));
    assert_true(parsed.error(3, "write a number in 0..63, cs0..cs7, af11..af43 or ef"));
    assert_false(parsed.config.totem.ip_dscp.has_value());
}

void ip_dscp_of_another_transport_has_no_effect(void** /*state*/) {
    const Parsed parsed = parse_totem_line("ip_dscp: ef");
    assert_int_equal(parsed.errors(), 0);
    assert_true(parsed.warning(4, "ip_dscp: only transport knet"));
    assert_false(parsed.config.totem.ip_dscp.has_value());
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_decimal_hexadecimal_or_octal),
        cmocka_unit_test(every_name_has_its_number),
        cmocka_unit_test(anything_else_is_none),
        cmocka_unit_test(ip_dscp_reaches_the_configuration),
        cmocka_unit_test(an_unknown_ip_dscp_is_an_error_in_its_line),
        cmocka_unit_test(ip_dscp_of_another_transport_has_no_effect),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
