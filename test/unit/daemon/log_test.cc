// test/unit/daemon/log_test.cc - the forms of log lines, what passes, and how repeats are folded.
#include "unit/daemon/temporary_folder.h" // first: CMocka has a macro fail()

#include "daemon/log_fold.h"
#include "daemon/log_format.h"
#include "daemon/log_writer.h"
#include "unit/cmocka.h"

#include <ctime>
#include <sstream>

using namespace baton;
using baton::test::TemporaryFolder;

namespace {

WallTime a_moment() { // 21 November 2024, 19:36:38.250 of the local time
    std::tm parts{};
    parts.tm_year = 124;
    parts.tm_mon = 10;
    parts.tm_mday = 21;
    parts.tm_hour = 19;
    parts.tm_min = 36;
    parts.tm_sec = 38;
    parts.tm_isdst = -1;
    return std::chrono::system_clock::from_time_t(std::mktime(&parts)) + milliseconds{250};
}
const LogLine kLine{LogLevel::notice, LogPart::totem, "text"};

void a_line_for_standard_error_is_padded(void** /*state*/) {
    assert_string_equal(format_for_stderr(kLine, a_moment(), config::Timestamp::seconds).c_str(),
                        "Nov 21 19:36:38 notice  [TOTEM ] text\n");
}

void a_time_may_show_milliseconds(void** /*state*/) {
    assert_string_equal(
        format_for_stderr(kLine, a_moment(), config::Timestamp::milliseconds).c_str(),
        "Nov 21 19:36:38.250 notice  [TOTEM ] text\n");
}

void a_time_may_be_left_out(void** /*state*/) {
    const LogLine line{LogLevel::error, LogPart::ipc, "text"};
    assert_string_equal(format_for_stderr(line, a_moment(), config::Timestamp::off).c_str(),
                        "error   [QB    ] text\n");
}

void a_line_for_a_file_names_process_and_host(void** /*state*/) {
    assert_string_equal(
        format_for_file(kLine, a_moment(), config::Timestamp::seconds, 4711, "alpha").c_str(),
        "Nov 21 19:36:38 [4711] alpha corosync notice  [TOTEM ] text\n");
}

void a_line_for_syslog_carries_facility_and_level(void** /*state*/) {
    assert_string_equal(format_for_syslog(kLine, a_moment(), 3 << 3, 4711).c_str(),
                        "<29>Nov 21 19:36:38 corosync[4711]:   [TOTEM ] text");
}

void a_text_from_outside_cannot_make_a_second_line(void** /*state*/) {
    assert_string_equal(printable("a\nNov 21 error\x1b[2J\x7f").c_str(), "a?Nov 21 error?[2J?");
}

void debug_lines_pass_only_when_asked_for(void** /*state*/) {
    using config::DebugMode;
    using config::Priority;
    assert_false(passes(LogLevel::debug, Priority::info, DebugMode::off));
    assert_true(passes(LogLevel::debug, Priority::info, DebugMode::on));
    assert_false(passes(LogLevel::trace, Priority::debug, DebugMode::on));
    assert_true(passes(LogLevel::trace, Priority::info, DebugMode::trace));
}

void lines_below_the_priority_do_not_pass(void** /*state*/) {
    using config::DebugMode;
    using config::Priority;
    assert_false(passes(LogLevel::notice, Priority::warning, DebugMode::off));
    assert_true(passes(LogLevel::warning, Priority::warning, DebugMode::off));
    assert_true(passes(LogLevel::error, Priority::warning, DebugMode::off));
}

TimePoint at(int seconds) { return TimePoint{std::chrono::seconds{seconds}}; }

void repeats_are_folded_into_a_count(void** /*state*/) {
    LogFold fold;
    const auto first = fold.take(at(1), kLine);
    const auto second = fold.take(at(2), kLine);
    const auto third = fold.take(at(3), kLine);
    const auto other = fold.take(at(4), {LogLevel::info, LogPart::main, "other"});
    assert_int_equal(first.size(), 1);
    assert_true(second.empty() && third.empty());
    assert_int_equal(other.size(), 2);
    assert_string_equal(other[0].text.c_str(), "last message repeated 2 times");
    assert_string_equal(other[1].text.c_str(), "other");
}

void the_same_text_of_another_level_is_no_repeat(void** /*state*/) {
    LogFold fold;
    fold.take(at(1), kLine);
    assert_int_equal(fold.take(at(1), {LogLevel::error, LogPart::totem, "text"}).size(), 1);
}

void a_late_repeat_is_news(void** /*state*/) {
    LogFold fold;
    fold.take(at(1), kLine);
    assert_int_equal(fold.take(at(20), kLine).size(), 1);
}

void a_count_is_not_kept_back_for_ever(void** /*state*/) {
    LogFold fold;
    fold.take(at(1), kLine);
    fold.take(at(2), kLine);
    const auto early = fold.quiet(at(5));
    const auto late = fold.quiet(at(12));
    assert_false(early.has_value());
    assert_true(late.has_value());
    assert_string_equal(late->text.c_str(), "last message repeated once");
}

config::Logging to_file(const std::string& path) {
    config::Logging logging;
    logging.targets.to_stderr = false;
    logging.targets.to_syslog = false;
    logging.targets.to_logfile = true;
    logging.targets.logfile = path;
    logging.timestamp = config::Timestamp::off;
    return logging;
}

// What stands behind the last bracket of each line.
std::string without_names(const std::string& log) {
    std::istringstream lines(log);
    std::string texts;
    for (std::string line; std::getline(lines, line);)
        texts += line.substr(line.rfind("] ") + 2) + ',';
    return texts;
}

void the_thread_writes_all_lines_before_it_ends(void** /*state*/) {
    const TemporaryFolder folder;
    bool configured = false;
    {
        LogWriter writer;
        configured = writer.configure(to_file(folder.file("log"))).has_value();
        writer.start_thread();
        for (int number = 0; number < 1000; ++number)
            writer.write({LogLevel::info, LogPart::main, "line " + std::to_string(number)});
    }
    const std::string text = folder.read("log");
    assert_true(configured);
    assert_int_equal(std::count(text.begin(), text.end(), '\n'), 1000);
    assert_true(text.find("line 999\n") != std::string::npos);
}

void a_subsystem_can_be_quieter_than_the_rest(void** /*state*/) {
    const TemporaryFolder folder;
    config::Logging logging = to_file(folder.file("log"));
    config::LogTargets quiet = logging.targets;
    quiet.logfile_priority = config::Priority::error;
    quiet.syslog_priority = config::Priority::error;
    logging.subsystems.push_back({"TOTEM", quiet});
    {
        LogWriter writer;
        if (!writer.configure(logging)) logging = {};
        writer.write({LogLevel::info, LogPart::totem, "not this one"});
        writer.write({LogLevel::info, LogPart::main, "this one"});
    }
    const std::string text = folder.read("log");
    assert_true(text.find("not this one") == std::string::npos);
    assert_true(text.find("this one") != std::string::npos);
}

// The global file gets what has none of its own.
void a_subsystem_can_have_a_file_of_its_own(void** /*state*/) {
    const TemporaryFolder folder;
    config::Logging logging = to_file(folder.file("log"));
    config::LogTargets own = logging.targets;
    own.logfile = folder.file("ring");
    logging.subsystems.push_back({"TOTEM", own});
    logging.subsystems.push_back({"SYNC", own});
    bool configured = false;
    {
        LogWriter writer;
        configured = writer.configure(logging).has_value();
        writer.write({LogLevel::info, LogPart::totem, "of the ring"});
        writer.write({LogLevel::info, LogPart::sync, "of the members"});
        writer.write({LogLevel::info, LogPart::main, "of the rest"});
        configured = writer.reopen().has_value() && configured;
        writer.write({LogLevel::info, LogPart::totem, "of the ring again"});
    }
    assert_true(configured);
    assert_string_equal(without_names(folder.read("ring")).c_str(),
                        "of the ring,of the members,of the ring again,");
    assert_string_equal(without_names(folder.read("log")).c_str(), "of the rest,");
}

void a_subsystem_can_have_the_only_file(void** /*state*/) {
    const TemporaryFolder folder;
    config::Logging logging = to_file(folder.file("ring"));
    logging.subsystems.push_back({"TOTEM", logging.targets});
    logging.targets.to_logfile = false;
    logging.targets.logfile.clear();
    {
        LogWriter writer;
        if (!writer.configure(logging)) logging = {};
        writer.write({LogLevel::info, LogPart::totem, "of the ring"});
        writer.write({LogLevel::info, LogPart::main, "of the rest"});
    }
    assert_string_equal(without_names(folder.read("ring")).c_str(), "of the ring,");
}

void a_log_file_of_a_subsystem_that_cannot_be_opened_is_an_error(void** /*state*/) {
    const TemporaryFolder folder;
    config::Logging logging = to_file(folder.file("log"));
    config::LogTargets own = logging.targets;
    own.logfile = folder.file("missing/log");
    logging.subsystems.push_back({"TOTEM", own});
    LogWriter writer;
    assert_false(writer.configure(logging).has_value());
}

void a_log_file_that_cannot_be_opened_is_an_error(void** /*state*/) {
    const TemporaryFolder folder;
    LogWriter writer;
    assert_false(writer.configure(to_file(folder.file("missing/log"))).has_value());
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(a_line_for_standard_error_is_padded),
        cmocka_unit_test(a_time_may_show_milliseconds),
        cmocka_unit_test(a_time_may_be_left_out),
        cmocka_unit_test(a_line_for_a_file_names_process_and_host),
        cmocka_unit_test(a_line_for_syslog_carries_facility_and_level),
        cmocka_unit_test(a_text_from_outside_cannot_make_a_second_line),
        cmocka_unit_test(debug_lines_pass_only_when_asked_for),
        cmocka_unit_test(lines_below_the_priority_do_not_pass),
        cmocka_unit_test(repeats_are_folded_into_a_count),
        cmocka_unit_test(the_same_text_of_another_level_is_no_repeat),
        cmocka_unit_test(a_late_repeat_is_news),
        cmocka_unit_test(a_count_is_not_kept_back_for_ever),
        cmocka_unit_test(the_thread_writes_all_lines_before_it_ends),
        cmocka_unit_test(a_subsystem_can_be_quieter_than_the_rest),
        cmocka_unit_test(a_subsystem_can_have_a_file_of_its_own),
        cmocka_unit_test(a_subsystem_can_have_the_only_file),
        cmocka_unit_test(a_log_file_of_a_subsystem_that_cannot_be_opened_is_an_error),
        cmocka_unit_test(a_log_file_that_cannot_be_opened_is_an_error),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
