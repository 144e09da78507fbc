// test/unit/config/logging_test.cc - the logging section and its exit code.
#include "unit/cmocka.h"
#include "unit/config/support.h"

using namespace baton::config;
using namespace baton::config::test;

namespace {

void defaults_go_to_standard_error_and_syslog(void** /*state*/) {
    const Parsed parsed = parse_totem_line("");
    const LogTargets& targets = parsed.config.logging.targets;
    assert_true(targets.to_stderr && targets.to_syslog && !targets.to_logfile);
    assert_true(targets.syslog_priority == Priority::info);
    assert_true(parsed.config.logging.timestamp == Timestamp::milliseconds);
}

void values_are_read(void** /*state*/) {
    const Parsed parsed =
        parse_behind("logging {\nto_stderr: no\nto_syslog: off\nto_logfile: on\nlogfile: "
                     "/tmp/l\nsyslog_facility: local3\n"
                     "syslog_priority: WARNING\nlogfile_priority: err\ndebug: trace\ntimestamp: "
                     "on\nfileline: on\nfunction_name: on\nblackbox: off\n}\n");
    const Logging& logging = parsed.config.logging;
    assert_int_equal(parsed.diagnostics.all().size(), 0);
    assert_true(!logging.targets.to_stderr && !logging.targets.to_syslog &&
                logging.targets.to_logfile);
    assert_string_equal(logging.syslog_facility.c_str(), "local3");
    assert_true(logging.targets.syslog_priority == Priority::warning);
    assert_true(logging.targets.logfile_priority == Priority::error);
    assert_true(logging.targets.debug == DebugMode::trace);
    assert_true(logging.timestamp == Timestamp::seconds);
    assert_true(logging.fileline && logging.function_name && !logging.blackbox);
}

void what_corosync_would_refuse_is_understood_with_a_warning(void** /*state*/) {
    const Parsed parsed = parse_behind("logging {\ndebug: yes\ntimestamp: no\n}\n");
    assert_true(parsed.config.logging.targets.debug == DebugMode::on);
    assert_true(parsed.config.logging.timestamp == Timestamp::off);
    assert_true(parsed.warning(12, "'yes' is refused by Corosync"));
    assert_true(parsed.warning(13, "'no' is refused by Corosync"));
    assert_int_equal(parsed.errors(), 0);
}

void errors_have_exit_code_7(void** /*state*/) {
    for (const char* line : {"debug: maybe", "to_syslog: maybe", "fileline: maybe",
                             "syslog_priority: warn", "syslog_facility: foo", "timestamp: late"}) {
        const Parsed parsed = parse_behind(std::string("logging {\n") + line + "\n}\n");
        assert_int_equal(parsed.errors(), 1);
        assert_int_equal(parsed.diagnostics.all()[0].place.line, 12);
        assert_int_equal(parsed.diagnostics.exit_code(), 7);
    }
}

void a_syntax_error_comes_before_a_logging_error(void** /*state*/) {
    const Parsed parsed = parse_behind("logging {\ndebug: maybe\n}\nnonsense\n");
    assert_int_equal(parsed.errors(), 2);
    assert_int_equal(parsed.diagnostics.exit_code(), 8);
}

void a_logging_error_comes_before_an_error_in_totem(void** /*state*/) {
    const Parsed parsed = parse(
        "totem {\nversion: 3\ntransport: udpu\n}\nlogging {\ndebug: maybe\n}\n" + good_node());
    assert_int_equal(parsed.errors(), 2);
    assert_int_equal(parsed.diagnostics.exit_code(), 7);
}

void sorting_does_not_change_the_exit_code(void** /*state*/) {
    Parsed parsed = parse("totem {\nversion: 3\ntransport: udpu\n}\nlogging {\ndebug: maybe\n}\n" +
                          good_node());
    parsed.diagnostics.sort();
    assert_int_equal(parsed.diagnostics.all()[0].place.line, 2);
    assert_int_equal(parsed.diagnostics.exit_code(), 7);
}

void a_subsystem_inherits_what_it_does_not_say(void** /*state*/) {
    const Parsed parsed = parse_behind(
        "logging {\nto_stderr: no\nlogger_subsys {\nsubsys: QUORUM\ndebug: on\n}\n}\n");
    const LogTargets& targets = parsed.config.logging.targets_of("QUORUM");
    assert_true(targets.debug == DebugMode::on);
    assert_false(targets.to_stderr);
    assert_true(parsed.config.logging.targets_of("TOTEM").debug == DebugMode::off);
}

void a_subsystem_inherits_from_lines_behind_it_too(void** /*state*/) {
    const Parsed parsed =
        parse_behind("logging {\nlogger_subsys {\nsubsys: QUORUM\n}\nto_stderr: no\n}\n");
    assert_false(parsed.config.logging.targets_of("QUORUM").to_stderr);
}

void a_subsystem_without_a_name_is_an_error_at_its_end(void** /*state*/) {
    const Parsed parsed = parse_behind("logging {\nlogger_subsys {\ndebug: on\n}\n}\n");
    assert_true(parsed.error(14, "write 'subsys: NAME'"));
    assert_int_equal(parsed.diagnostics.exit_code(), 8);
}

void a_logging_daemon_without_a_name_is_an_error_at_its_end(void** /*state*/) {
    const Parsed parsed = parse_behind("logging {\nlogging_daemon {\ndebug: on\n}\n}\n");
    assert_true(parsed.error(14, "write 'name: NAME'"));
}

void a_logging_daemon_named_corosync_is_this_one(void** /*state*/) {
    const Parsed parsed =
        parse_behind("logging {\nlogging_daemon {\nname: corosync\nsubsys: CPG\ndebug: on\n}\n}\n");
    assert_true(parsed.config.logging.targets_of("CPG").debug == DebugMode::on);
}

void another_logging_daemon_is_not_our_business(void** /*state*/) {
    const Parsed parsed =
        parse_behind("logging {\nlogging_daemon {\nname: corosync-qdevice\ndebug: maybe\n}\n}\n");
    assert_int_equal(parsed.diagnostics.all().size(), 0);
    assert_string_equal(parsed.setting("logging.logging_daemon.corosync-qdevice.debug").c_str(),
                        "maybe");
}

void a_name_of_64_characters_is_too_long(void** /*state*/) {
    const Parsed parsed =
        parse_behind("logging {\nlogger_subsys {\nsubsys: " + std::string(64, 'A') + "\n}\n}\n");
    assert_true(parsed.error(13, "too long"));
    assert_int_equal(parsed.diagnostics.exit_code(), 7);
}

void more_than_32_subsystems_are_an_error(void** /*state*/) {
    std::string text = "logging {\n";
    for (int i = 0; i < 33; ++i) text += "logger_subsys {\nsubsys: S" + std::to_string(i) + "\n}\n";
    const Parsed parsed = parse_behind(text + "}\n");
    assert_int_equal(parsed.errors(), 1);
    assert_int_equal(parsed.diagnostics.exit_code(), 7);
}

void old_names_are_taken_with_a_warning(void** /*state*/) {
    const Parsed parsed =
        parse_behind("logging {\nto_file: yes\nlogfile: /tmp/l\nsyslog_level: notice\n}\n");
    assert_true(parsed.warning(12, "write 'to_logfile'"));
    assert_true(parsed.warning(14, "write 'syslog_priority'"));
    assert_true(parsed.config.logging.targets.to_logfile);
    assert_true(parsed.config.logging.targets.syslog_priority == Priority::notice);
}

void to_logfile_without_a_file_warns(void** /*state*/) {
    const Parsed parsed = parse_behind("logging {\nto_logfile: yes\n}\n");
    assert_true(parsed.warning(12, "without a logfile"));
    assert_false(parsed.config.logging.targets.to_logfile);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(defaults_go_to_standard_error_and_syslog),
        cmocka_unit_test(values_are_read),
        cmocka_unit_test(what_corosync_would_refuse_is_understood_with_a_warning),
        cmocka_unit_test(errors_have_exit_code_7),
        cmocka_unit_test(a_syntax_error_comes_before_a_logging_error),
        cmocka_unit_test(a_logging_error_comes_before_an_error_in_totem),
        cmocka_unit_test(sorting_does_not_change_the_exit_code),
        cmocka_unit_test(a_subsystem_inherits_what_it_does_not_say),
        cmocka_unit_test(a_subsystem_inherits_from_lines_behind_it_too),
        cmocka_unit_test(a_subsystem_without_a_name_is_an_error_at_its_end),
        cmocka_unit_test(a_logging_daemon_without_a_name_is_an_error_at_its_end),
        cmocka_unit_test(a_logging_daemon_named_corosync_is_this_one),
        cmocka_unit_test(another_logging_daemon_is_not_our_business),
        cmocka_unit_test(a_name_of_64_characters_is_too_long),
        cmocka_unit_test(more_than_32_subsystems_are_an_error),
        cmocka_unit_test(old_names_are_taken_with_a_warning),
        cmocka_unit_test(to_logfile_without_a_file_warns),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
