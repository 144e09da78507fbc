// test/unit/tools/trouble_test.cc - what is said when the daemon or a configuration is not well.
#include "check_text.h"
#include "text.h"
#include "trouble.h"
#include "unit/cmocka.h"

#include <algorithm>
#include <set>

using namespace baton::tool;
using Kind = Trouble::Kind;

namespace {

constexpr Kind kKinds[] = {Kind::not_running,   Kind::connection_lost, Kind::not_permitted,
                           Kind::not_answering, Kind::not_ready,       Kind::failed,
                           Kind::unable,        Kind::misused};

baton::config::Diagnostics one_of_each() {
    baton::config::Diagnostics diagnostics;
    diagnostics.warning({"a.conf", 3}, "unknown key 'tokn'", "did you mean 'token'?");
    diagnostics.error({"a.conf", 7}, "node id 1 is that of another node");
    return diagnostics;
}

void a_daemon_that_does_not_run_is_to_be_started(void**) {
    assert_string_equal(trouble_text({Kind::not_running}, {}).c_str(),
                        "baton: the daemon is not running\n"
                        "       start it: systemctl start batond; why it stopped: journalctl -u "
                        "batond\n");
}

void a_daemon_in_corosyncs_place_is_called_so(void**) {
    bool names_it = true;
    for (const Kind kind :
         {Kind::not_running, Kind::connection_lost, Kind::not_answering, Kind::failed}) {
        const std::string text = trouble_text({kind}, {.service = "corosync"});
        names_it = names_it && text.find("corosync") != std::string::npos &&
                   text.find("batond") == std::string::npos;
    }
    assert_true(names_it);
}

void an_instance_is_named(void**) {
    const std::string text = trouble_text({Kind::not_running}, {.instance = "blue"});
    assert_int_equal(text.find("baton: the daemon 'blue' is not running\n"), 0);
}

void the_time_limit_is_named(void**) {
    const std::string text = trouble_text({Kind::not_answering}, {.time_limit_s = 3});
    assert_int_equal(text.find("baton: the daemon has not answered for 3 s\n"), 0);
}

void what_the_library_said_is_named(void**) {
    const std::string text = trouble_text({Kind::failed, "cannot join: CS_ERR_EXIST"}, {});
    assert_int_equal(text.find("baton: the daemon could not be used: cannot join: CS_ERR_EXIST\n"),
                     0);
}

void every_kind_has_two_lines_of_its_own(void**) {
    std::set<std::string> texts;
    int lines = 0;
    for (const Kind kind : kKinds) {
        const std::string text = trouble_text({kind}, {});
        lines += static_cast<int>(std::count(text.begin(), text.end(), '\n'));
        texts.insert(text);
    }
    assert_int_equal(texts.size(), std::size(kKinds));
    assert_int_equal(lines, 2 * std::size(kKinds));
}

void exit_codes_are_as_documented(void**) {
    const int expected[] = {1, 1, 3, 4, 5, 6, 6, 2};
    for (std::size_t index = 0; index < std::size(kKinds); ++index)
        assert_int_equal(static_cast<int>(exit_code(kKinds[index])), expected[index]);
}

void trouble_as_json_has_name_and_exit_code(void**) {
    const Json object = Json::parse(trouble_json({Kind::not_permitted}, {}));
    assert_string_equal(object.at("error").get<std::string>().c_str(), "not_permitted");
    assert_int_equal(object.at("exit_code").get<int>(), 3);
    assert_int_equal(object.at("schema_version").get<int>(), 1);
}

void a_check_lists_everything_and_sums_up(void**) {
    assert_string_equal(check_text("a.conf", one_of_each()).c_str(),
                        "a.conf:3: warning: unknown key 'tokn'; did you mean 'token'?\n"
                        "a.conf:7: error: node id 1 is that of another node\n"
                        "a.conf: not usable: 1 error, 1 warning\n");
}

void a_good_file_is_called_good(void**) {
    assert_string_equal(check_text("a.conf", {}).c_str(), "a.conf: good\n");
}

void a_good_file_with_warnings_says_how_many(void**) {
    baton::config::Diagnostics diagnostics;
    diagnostics.warning({"a.conf", 1}, "x");
    diagnostics.warning({"a.conf", 2}, "y");
    assert_string_equal(check_text("a.conf", diagnostics).c_str(),
                        "a.conf:1: warning: x\na.conf:2: warning: y\na.conf: good, 2 warnings\n");
}

void a_check_as_json_has_places_and_the_exit_code(void**) {
    const Json object = Json::parse(check_json("a.conf", one_of_each()));
    assert_false(object.at("good").get<bool>());
    assert_int_equal(object.at("exit_code").get<int>(), 8);
    assert_int_equal(object.at("diagnostics").size(), 2);
    assert_int_equal(object.at("diagnostics").at(1).at("line").get<int>(), 7);
    assert_string_equal(object.at("diagnostics").at(1).at("severity").get<std::string>().c_str(),
                        "error");
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(a_daemon_that_does_not_run_is_to_be_started),
        cmocka_unit_test(a_daemon_in_corosyncs_place_is_called_so),
        cmocka_unit_test(an_instance_is_named),
        cmocka_unit_test(the_time_limit_is_named),
        cmocka_unit_test(what_the_library_said_is_named),
        cmocka_unit_test(every_kind_has_two_lines_of_its_own),
        cmocka_unit_test(exit_codes_are_as_documented),
        cmocka_unit_test(trouble_as_json_has_name_and_exit_code),
        cmocka_unit_test(a_check_lists_everything_and_sums_up),
        cmocka_unit_test(a_good_file_is_called_good),
        cmocka_unit_test(a_good_file_with_warnings_says_how_many),
        cmocka_unit_test(a_check_as_json_has_places_and_the_exit_code),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
