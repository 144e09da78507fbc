// test/unit/daemon/options_test.cc - the command line.
#include "daemon/options.h"
#include "unit/cmocka.h"

#include <vector>

using namespace baton;

namespace {

Result<Options> parse(std::vector<std::string> words) {
    words.insert(words.begin(), "batond");
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    return parse_options(std::span(arguments).first(words.size()));
}

void without_options_the_usual_file_is_read_in_the_background(void** /*state*/) {
    const auto options = parse({});
    assert_true(options.has_value());
    assert_string_equal(options->configuration.c_str(), "/etc/corosync/corosync.conf");
    assert_false(options->foreground);
    assert_true(options->task == Options::Task::run);
}

void the_short_options_of_corosync_are_known(void** /*state*/) {
    const auto options = parse({"-f", "-c", "/a/b.conf", "-l", "/run/x.pid"});
    assert_true(options->foreground);
    assert_string_equal(options->configuration.c_str(), "/a/b.conf");
    assert_string_equal(options->pid_file.c_str(), "/run/x.pid");
}

void each_has_a_long_form(void** /*state*/) {
    const auto options = parse({"--foreground", "--config=/a/b.conf", "--pid-file", "/run/x.pid"});
    assert_true(options->foreground);
    assert_string_equal(options->configuration.c_str(), "/a/b.conf");
    assert_string_equal(options->pid_file.c_str(), "/run/x.pid");
}

void the_name_of_the_program_is_known_without_its_folder(void** /*state*/) {
    assert_string_equal(parse({"-f"})->called.c_str(), "batond");
    char path[] = "/usr/sbin/corosync";
    char* arguments[] = {path, nullptr};
    assert_string_equal(parse_options(std::span(arguments).first(1))->called.c_str(), "corosync");
}

void a_trace_is_written_only_if_a_file_is_named(void** /*state*/) {
    assert_string_equal(parse({"-f"})->trace_file.c_str(), "");
    assert_string_equal(parse({"--trace-file", "/a/b"})->trace_file.c_str(), "/a/b");
}

void tasks_other_than_running_are_asked_for_by_option(void** /*state*/) {
    assert_true(parse({"-t"})->task == Options::Task::check);
    assert_true(parse({"-v"})->task == Options::Task::version);
    assert_true(parse({"--help"})->task == Options::Task::help);
}

void an_unknown_option_is_refused_and_named(void** /*state*/) {
    const auto options = parse({"--frobnicate"});
    assert_false(options.has_value());
    assert_true(options.error().what.find("--frobnicate") != std::string::npos);
}

void a_missing_argument_is_refused(void** /*state*/) { assert_false(parse({"-c"}).has_value()); }

void the_version_begins_as_tools_expect(void** /*state*/) {
    assert_int_equal(version_text().find("Corosync Cluster Engine, version '"), 0);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(without_options_the_usual_file_is_read_in_the_background),
        cmocka_unit_test(the_short_options_of_corosync_are_known),
        cmocka_unit_test(the_name_of_the_program_is_known_without_its_folder),
        cmocka_unit_test(a_trace_is_written_only_if_a_file_is_named),
        cmocka_unit_test(each_has_a_long_form),
        cmocka_unit_test(tasks_other_than_running_are_asked_for_by_option),
        cmocka_unit_test(an_unknown_option_is_refused_and_named),
        cmocka_unit_test(a_missing_argument_is_refused),
        cmocka_unit_test(the_version_begins_as_tools_expect),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
