// test/unit/config/value_test.cc - numbers, truth values, words, node ids.
#include "config/value.h"
#include "unit/cmocka.h"
#include "unit/config/support.h"

using namespace baton::config;
using namespace baton::config::test;

namespace {

void decimal_numbers_may_have_a_sign(void** /*state*/) {
    assert_int_equal(read_number(Kind::u32, "+12").value, 12);
    assert_int_equal(read_number(Kind::i32, "-12").fault, NumberFault::none);
}

void other_spellings_of_numbers_are_malformed(void** /*state*/) {
    for (const char* text : {"", "x", "0x10", "10ms", "1 0", "1.5", "--1", "+", "-", "+-1"})
        assert_int_equal(read_number(Kind::u32, text).fault, NumberFault::malformed);
}

void the_ends_of_each_range_hold(void** /*state*/) {
    assert_int_equal(read_number(Kind::u8, "255").fault, NumberFault::none);
    assert_int_equal(read_number(Kind::u8, "256").fault, NumberFault::out_of_range);
    assert_int_equal(read_number(Kind::u16, "65536").fault, NumberFault::out_of_range);
    assert_int_equal(read_number(Kind::u32, "4294967295").value, 4294967295);
    assert_int_equal(read_number(Kind::u32, "4294967296").fault, NumberFault::out_of_range);
    assert_int_equal(read_number(Kind::u32, "-1").fault, NumberFault::out_of_range);
    assert_int_equal(read_number(Kind::i32, "-2147483648").fault, NumberFault::none);
    assert_int_equal(read_number(Kind::i32, "-2147483649").fault, NumberFault::out_of_range);
    assert_int_equal(read_number(Kind::u64, "99999999999999999999").fault,
                     NumberFault::out_of_range);
}

void minus_one_as_a_config_version_is_the_largest(void** /*state*/) {
    const Parsed parsed = parse_totem_line("config_version: -1");
    assert_true(parsed.config.totem.config_version == UINT64_MAX);
}

void a_config_version_that_is_no_number_is_an_error(void** /*state*/) {
    const Parsed parsed = parse_totem_line("config_version: abc");
    assert_true(parsed.error(4, "config_version: 'abc' is not a number"));
}

void the_range_is_named_in_the_message(void** /*state*/) {
    const Parsed parsed = parse_totem_line("interface {\nttl: 256\n}");
    assert_true(parsed.error(5, "0..255"));
}

void every_truth_spelling_is_taken_everywhere(void** /*state*/) {
    const Parsed parsed = parse_behind(
        "quorum {\nprovider: corosync_votequorum\nwait_for_all: yes\nlast_man_standing: true\n}\n"
        "system {\nsched_rr: off\n}\n");
    assert_int_equal(parsed.errors(), 0);
    assert_true(parsed.config.quorum.wait_for_all);
    assert_true(parsed.config.quorum.last_man_standing);
    assert_false(parsed.config.system.sched_rr);
}

void a_spelling_that_corosync_refuses_warns(void** /*state*/) {
    const Parsed parsed = parse_behind("system {\nsched_rr: off\n}\n");
    assert_true(parsed.warning(12, "refused by Corosync"));
}

void a_spelling_that_corosync_reads_differently_warns(void** /*state*/) {
    const Parsed parsed =
        parse("totem {\nversion: 2\nsecauth: yes\n}\n" + node("ring0_addr: 10.0.0.1\nnodeid: 1\n"));
    assert_true(parsed.warning(3, "secauth: 'yes' is read by Corosync as no"));
    assert_string_equal(parsed.config.totem.crypto_cipher.c_str(), "aes256");
}

void a_spelling_that_corosync_reads_alike_does_not_warn(void** /*state*/) {
    const Parsed parsed =
        parse_totem_line("block_unlisted_ips: on\nsecauth: no\nclear_node_high_bit: off");
    assert_int_equal(parsed.diagnostics.all().size(), 0);
}

void what_is_no_truth_value_counts_as_the_default_where_it_always_did(void** /*state*/) {
    const Parsed parsed = parse_totem_line("block_unlisted_ips: maybe\nclear_node_high_bit: maybe");
    assert_true(parsed.warning(4, "counts as yes"));
    assert_true(parsed.warning(5, "counts as no"));
    assert_true(parsed.config.totem.block_unlisted_ips);
    assert_false(parsed.config.totem.clear_node_high_bit);
}

void what_is_no_truth_value_is_refused_where_it_always_was(void** /*state*/) {
    const Parsed parsed = parse_behind("quorum {\ntwo_node: maybe\n}\n");
    assert_true(parsed.error(12, "write 1 or 0"));
}

void any_other_number_is_true_in_quorum(void** /*state*/) {
    const Parsed parsed = parse_behind("quorum {\nwait_for_all: 2\n}\n");
    assert_true(parsed.config.quorum.wait_for_all);
}

void an_unknown_word_lists_the_known_ones(void** /*state*/) {
    const Parsed parsed = parse_totem_line("ip_version: ipv5");
    assert_true(parsed.error(4, "write one of ipv4, ipv6, ipv6-4, ipv4-6"));
}

void words_are_lower_case(void** /*state*/) {
    const Parsed parsed = parse_behind("system {\nqb_ipc_type: Native\n}\n");
    assert_true(parsed.error(12, "qb_ipc_type"));
}

void node_ids_have_blanks_between_them(void** /*state*/) {
    const auto ids = read_node_ids(" 3  1 4294967295 ");
    assert_true(ids.has_value() && ids->size() == 3);
    assert_int_equal((*ids)[0].value, 3);
    assert_int_equal((*ids)[1].value, 1);
    assert_true((*ids)[2].value == UINT32_MAX);
}

void a_list_of_node_ids_has_nothing_else(void** /*state*/) {
    for (const char* text : {"", "  ", "0", "1 0", "-1", "1,2", "1 x", "2y", "4294967296"})
        assert_false(read_node_ids(text).has_value());
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(decimal_numbers_may_have_a_sign),
        cmocka_unit_test(other_spellings_of_numbers_are_malformed),
        cmocka_unit_test(the_ends_of_each_range_hold),
        cmocka_unit_test(minus_one_as_a_config_version_is_the_largest),
        cmocka_unit_test(a_config_version_that_is_no_number_is_an_error),
        cmocka_unit_test(the_range_is_named_in_the_message),
        cmocka_unit_test(every_truth_spelling_is_taken_everywhere),
        cmocka_unit_test(a_spelling_that_corosync_refuses_warns),
        cmocka_unit_test(a_spelling_that_corosync_reads_differently_warns),
        cmocka_unit_test(a_spelling_that_corosync_reads_alike_does_not_warn),
        cmocka_unit_test(what_is_no_truth_value_counts_as_the_default_where_it_always_did),
        cmocka_unit_test(what_is_no_truth_value_is_refused_where_it_always_was),
        cmocka_unit_test(any_other_number_is_true_in_quorum),
        cmocka_unit_test(an_unknown_word_lists_the_known_ones),
        cmocka_unit_test(words_are_lower_case),
        cmocka_unit_test(node_ids_have_blanks_between_them),
        cmocka_unit_test(a_list_of_node_ids_has_nothing_else),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
