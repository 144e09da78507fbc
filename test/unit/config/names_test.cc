// test/unit/config/names_test.cc - unknown, repeated, obsolete and misplaced names; habits.
#include "config/nearest.h"
#include "unit/cmocka.h"
#include "unit/config/support.h"

using namespace baton::config;
using namespace baton::config::test;

namespace {

void an_unknown_key_warns_with_the_nearest_known_one(void** /*state*/) {
    const Parsed parsed = parse_behind("quorum {\ntwo_nodes: 1\n}\n");
    assert_true(parsed.warning(
        12, "unknown key 'two_nodes' in section 'quorum' has no effect; did you mean 'two_node'?"));
    assert_int_equal(parsed.errors(), 0);
}

void a_key_of_another_section_is_sent_there(void** /*state*/) {
    const Parsed parsed = parse_behind("token: 5000\n");
    assert_true(parsed.warning(11, "it belongs in section 'totem'"));
}

void an_unknown_key_without_a_likeness_gets_no_suggestion(void** /*state*/) {
    const Parsed parsed = parse_totem_line("zzzzzzzzzzzz: 1");
    assert_true(parsed.warning(4, "'zzzzzzzzzzzz'"));
    assert_false(parsed.warning(4, "did you mean"));
}

void an_unknown_section_warns_once_and_not_for_its_keys(void** /*state*/) {
    const Parsed parsed = parse_behind("Totem {\nversion: 2\ntoken: 1\nsub {\na: 1\n}\n}\n");
    assert_int_equal(parsed.diagnostics.all().size(), 1);
    assert_true(parsed.warning(11, "did you mean 'totem'?"));
}

void a_section_outside_its_owner_is_sent_there(void** /*state*/) {
    const Parsed parsed = parse_behind("interface {\nmcastport: 1\n}\n");
    assert_true(parsed.warning(11, "it belongs inside section 'totem'"));
}

void unknown_names_are_kept_among_the_settings(void** /*state*/) {
    const Parsed parsed = parse_behind("tool {\nnote: hello\n}\n");
    assert_string_equal(parsed.setting("tool.note").c_str(), "hello");
}

void the_mark_of_pcs_is_known(void** /*state*/) {
    const Parsed parsed = parse_totem_line("cluster_uuid: 3f0c");
    assert_int_equal(parsed.diagnostics.all().size(), 0);
}

void a_key_given_twice_warns_and_the_last_counts(void** /*state*/) {
    const Parsed parsed = parse_totem_line("token: 4000\ntoken: 5000");
    assert_true(parsed.warning(5, "given twice, first in line 4"));
    assert_int_equal(parsed.config.timing.token_ms, 5000);
}

void two_nodes_may_have_the_same_keys(void** /*state*/) {
    const Parsed parsed =
        parse_nodes("transport: udpu\n", {"ring0_addr: 10.0.0.1\n", "ring0_addr: 10.0.0.2\n"});
    assert_int_equal(parsed.diagnostics.all().size(), 0);
}

void an_inline_comment_warns_and_stays_in_a_text(void** /*state*/) {
    const Parsed parsed = parse_totem_line("cluster_name: shop # ours");
    assert_true(parsed.warning(4, "does not start a comment"));
    assert_string_equal(parsed.config.totem.cluster_name.c_str(), "shop # ours");
}

void an_inline_comment_behind_a_number_is_an_error_that_says_so(void** /*state*/) {
    const Parsed parsed = parse_totem_line("token: 5000 # ms");
    assert_true(parsed.error(4, "put the comment on a line of its own"));
}

void quotes_warn(void** /*state*/) {
    const Parsed parsed = parse_totem_line("cluster_name: \"shop\"");
    assert_true(parsed.warning(4, "quotes"));
}

void quotes_around_a_number_are_an_error_that_says_so(void** /*state*/) {
    const Parsed parsed = parse_totem_line("token: '5000'");
    assert_true(parsed.error(4, "write it without quotes"));
}

void ringnumber_warns_with_its_replacement(void** /*state*/) {
    const Parsed parsed = parse_totem_line("interface {\nringnumber: 1\n}");
    assert_true(parsed.warning(5, "write 'linknumber'"));
}

void obsolete_keys_warn(void** /*state*/) {
    const Parsed parsed =
        parse_totem_line("rrp_mode: passive\nvsftype: ykd\nrrp_problem_count_timeout: 1");
    assert_true(parsed.warning(4, "'rrp_mode' is obsolete"));
    assert_true(parsed.warning(5, "'vsftype' is obsolete"));
    assert_true(parsed.warning(6, "'rrp_problem_count_timeout' is obsolete"));
}

void an_obsolete_section_warns_once(void** /*state*/) {
    const Parsed parsed = parse_behind("service {\nname: pacemaker\nver: 0\n}\n");
    assert_int_equal(parsed.diagnostics.all().size(), 1);
    assert_true(parsed.warning(11, "'service' is obsolete"));
}

void a_name_with_a_blank_is_an_error(void** /*state*/) {
    const Parsed parsed = parse_totem_line("my key: 1");
    assert_true(parsed.error(4, "cannot be a name"));
}

void a_name_longer_than_255_is_an_error(void** /*state*/) {
    const Parsed parsed = parse_totem_line(std::string(250, 'a') + ": 1");
    assert_true(parsed.error(4, "cannot be a name"));
}

void a_member_section_is_obsolete_and_takes_memberaddr_only(void** /*state*/) {
    const Parsed parsed =
        parse_totem_line("interface {\nmember {\nmemberaddr: 10.0.0.1\nfoo: 1\n}\n}");
    assert_true(parsed.warning(5, "obsolete"));
    assert_true(parsed.error(7, "unknown key 'foo'"));
    assert_string_equal(parsed.setting("totem.interface.0.member.0").c_str(), "10.0.0.1");
}

void settings_have_the_names_of_the_database(void** /*state*/) {
    const Parsed parsed =
        parse_behind("totem {\ninterface {\nmcastport: 5555\nlinknumber: 2\n}\n}\n"
                     "logging {\nlogger_subsys {\ndebug: on\nsubsys: CPG\n}\n"
                     "logging_daemon {\nname: qd\nsubsys: A\ndebug: on\n}\n}\n");
    assert_string_equal(parsed.setting("totem.interface.2.mcastport").c_str(), "5555");
    assert_string_equal(parsed.setting("totem.interface.2.linknumber").c_str(), "(none)");
    assert_string_equal(parsed.setting("nodelist.node.0.ring0_addr").c_str(), "10.0.0.1");
    assert_string_equal(parsed.setting("logging.logger_subsys.CPG.debug").c_str(), "on");
    assert_string_equal(parsed.setting("logging.logger_subsys.CPG.subsys").c_str(), "CPG");
    assert_string_equal(parsed.setting("logging.logging_daemon.qd.A.debug").c_str(), "on");
}

void settings_have_the_types_of_the_database(void** /*state*/) {
    const Parsed parsed =
        parse_totem_line("config_version: 7\ntoken: 4000\nknet_compression_level: -2\ninterface "
                         "{\nttl: 1\nmcastport: 5405\n}");
    const Settings& settings = parsed.config.settings;
    assert_int_equal(settings.find("totem.config_version")->type, ValueType::u64);
    assert_int_equal(settings.find("totem.token")->type, ValueType::u32);
    assert_int_equal(settings.find("totem.knet_compression_level")->type, ValueType::i32);
    assert_int_equal(settings.find("totem.interface.0.ttl")->type, ValueType::u8);
    assert_int_equal(settings.find("totem.interface.0.mcastport")->type, ValueType::u16);
    assert_int_equal(settings.find("nodelist.node.0.ring0_addr")->type, ValueType::text);
}

void uidgid_takes_names_and_numbers(void** /*state*/) {
    const Parsed parsed = parse_behind("uidgid {\nuid: hacluster\ngid: 90\n}\n");
    assert_int_equal(parsed.config.access.size(), 2);
    assert_string_equal(parsed.config.access[0].text.c_str(), "hacluster");
    assert_false(parsed.config.access[0].id.has_value());
    assert_true(parsed.config.access[1].is_group);
    assert_int_equal(*parsed.config.access[1].id, 90);
}

void uidgid_refuses_what_is_neither_name_nor_number(void** /*state*/) {
    const Parsed parsed = parse_behind("uidgid {\nuid: 4294967296\n}\n");
    assert_true(parsed.error(12, "neither a name nor a number of this system"));
}

void uidgid_refuses_other_keys(void** /*state*/) {
    const Parsed parsed = parse_behind("uidgid {\nuser: root\n}\n");
    assert_true(parsed.error(12, "unknown key 'user'"));
}

void an_access_file_adds_rules(void** /*state*/) {
    Diagnostics diagnostics;
    const Config config = parse_configuration(
        {"main.conf", good_totem() + good_node()},
        {{"uidgid.d/a", "uidgid {\nuid: 5\n}\n"}, {"uidgid.d/b", "uidgid {\ngid: 6\n}\n"}},
        diagnostics);
    assert_int_equal(diagnostics.all().size(), 0);
    assert_int_equal(config.access.size(), 2);
}

void an_access_file_takes_no_other_section(void** /*state*/) {
    Diagnostics diagnostics;
    parse_configuration({"main.conf", good_totem() + good_node()},
                        {{"uidgid.d/a", "\ntotem {\n}\n"}}, diagnostics);
    assert_int_equal(diagnostics.errors(), 1);
    assert_string_equal(diagnostics.all()[0].place.file.c_str(), "uidgid.d/a");
    assert_int_equal(diagnostics.all()[0].place.line, 2);
}

void the_nearest_name_may_differ_by_swapped_letters_or_case(void** /*state*/) {
    assert_true(nearest("cosnensus", {"token", "consensus"}) == "consensus");
    assert_true(nearest("Token", {"token", "hold"}) == "token");
}

void a_far_name_is_not_suggested(void** /*state*/) {
    assert_true(nearest("xyz", {"token", "hold"}).empty());
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(an_unknown_key_warns_with_the_nearest_known_one),
        cmocka_unit_test(a_key_of_another_section_is_sent_there),
        cmocka_unit_test(an_unknown_key_without_a_likeness_gets_no_suggestion),
        cmocka_unit_test(an_unknown_section_warns_once_and_not_for_its_keys),
        cmocka_unit_test(a_section_outside_its_owner_is_sent_there),
        cmocka_unit_test(unknown_names_are_kept_among_the_settings),
        cmocka_unit_test(the_mark_of_pcs_is_known),
        cmocka_unit_test(a_key_given_twice_warns_and_the_last_counts),
        cmocka_unit_test(two_nodes_may_have_the_same_keys),
        cmocka_unit_test(an_inline_comment_warns_and_stays_in_a_text),
        cmocka_unit_test(an_inline_comment_behind_a_number_is_an_error_that_says_so),
        cmocka_unit_test(quotes_warn),
        cmocka_unit_test(quotes_around_a_number_are_an_error_that_says_so),
        cmocka_unit_test(ringnumber_warns_with_its_replacement),
        cmocka_unit_test(obsolete_keys_warn),
        cmocka_unit_test(an_obsolete_section_warns_once),
        cmocka_unit_test(a_name_with_a_blank_is_an_error),
        cmocka_unit_test(a_name_longer_than_255_is_an_error),
        cmocka_unit_test(a_member_section_is_obsolete_and_takes_memberaddr_only),
        cmocka_unit_test(settings_have_the_names_of_the_database),
        cmocka_unit_test(settings_have_the_types_of_the_database),
        cmocka_unit_test(uidgid_takes_names_and_numbers),
        cmocka_unit_test(uidgid_refuses_what_is_neither_name_nor_number),
        cmocka_unit_test(uidgid_refuses_other_keys),
        cmocka_unit_test(an_access_file_adds_rules),
        cmocka_unit_test(an_access_file_takes_no_other_section),
        cmocka_unit_test(the_nearest_name_may_differ_by_swapped_letters_or_case),
        cmocka_unit_test(a_far_name_is_not_suggested),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
