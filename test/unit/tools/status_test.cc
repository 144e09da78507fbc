// test/unit/tools/status_test.cc - the report of the daemon: read, judged, and shown.
#include "sample.h"
#include "status_text.h"
#include "unit/cmocka.h"

#include <cstdlib>
#include <ctime>

using namespace baton::tool;
using sample::Json;

namespace {

constexpr double kNow = 1700000090; // 90 s after the last change

std::string page(const Json& json) {
    const auto report = read_status(json.dump());
    return report ? status_text(*report, kNow) : "not understood: " + report.error().detail;
}

std::vector<std::string> problems(const Json& json) {
    const auto report = read_status(json.dump());
    if (!report) return {"not understood: " + report.error().detail};
    return problems_of(*report);
}

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

void a_healthy_ring_is_shown_as_this_page(void**) {
    const std::string expected =
        "OK: all 3 nodes are in the ring\n"
        "\n"
        "Node             1  alpha  10.90.0.1\n"
        "Ring             1.2f, operational and synchronised; cluster "
        "'prod' over udpu\n"
        "Last change      node 10 joined\n"
        "                 2023-11-14 22:13:20 (1 min ago), formed in "
        "22.50 ms; joined: 10; change 4 since the start\n"
        "\n"
        "  id  name   address     state\n"
        "   1  alpha  10.90.0.1   member  this node, leads the ring\n"
        "   2  beta   10.90.0.2   member\n"
        "  10  gamma  10.90.0.10  member\n"
        "\n"
        "Token            once round in 812 us; lost 2, repeated 1\n"
        "Messages         delivered 5, sent 2; send queue 7 %\n"
        "Retransmissions  requested 6, resent 4; dropped by the kernel 8\n"
        "Datagrams        sent and received many at a time\n"
        "Safe delivery    on: every member can do it\n"
        "Clients          2 of process groups, 0 bytes wait for them\n"
        "Timers (ms)      token 1000, token retransmit 238\n"
        "Ring counters    multicasts sent 2, multicasts received 3, "
        "multicasts resent 4, retransmits requested 6\n"
        "Network          datagrams sent 7, bytes sent 700, kernel drops 8\n"
        "Daemon           baton 0.1.0, pid 4711, up 1 h 2 min\n";
    assert_string_equal(page(sample::healthy()).c_str(), expected.c_str());
}

void a_missing_node_stands_at_the_top(void**) {
    const std::string text = page(sample::without_beta());
    assert_int_equal(text.find("ATTENTION: 2 of 3 nodes are in the ring\n"
                               "  ! node 2 (beta) at 10.90.0.2 is missing\n"),
                     0);
}

void a_missing_node_is_in_the_table(void**) {
    const std::string text = page(sample::without_beta());
    assert_true(contains(text, "\n  10  gamma  10.90.0.10  member\n"
                               "   2  beta   10.90.0.2   MISSING\n"));
}

void who_was_lost_and_why_is_told(void**) {
    const std::string text = page(sample::without_beta());
    assert_true(contains(text, "Last change      node 2 did not answer\n") &&
                contains(text, "; left: 2; "));
}

void warnings_follow_the_verdict_and_are_no_problem(void**) {
    Json json = sample::healthy();
    json["warnings"] = {"memory could not be locked"};
    assert_int_equal(page(json).find("OK: all 3 nodes are in the ring\n"
                                     "  warning: memory could not be locked\n"),
                     0);
}

void a_ring_that_forms_is_a_problem(void**) {
    Json json = sample::healthy();
    json["state"] = "gather";
    json["synchronised"] = false;
    const auto found = problems(json);
    assert_int_equal(found.size(), 1);
    assert_string_equal(found[0].c_str(), "a membership is being formed (state gather)");
}

void services_that_do_not_agree_yet_are_a_problem(void**) {
    Json json = sample::healthy();
    json["synchronised"] = false;
    assert_int_equal(problems(json).size(), 1);
}

void an_address_that_is_away_is_the_first_problem(void**) {
    Json json = sample::without_beta();
    json["interface_up"] = false;
    const auto found = problems(json);
    assert_int_equal(found.size(), 2);
    assert_string_equal(found[0].c_str(),
                        "address 10.90.0.1 is not on this machine, or its interface is down");
}

void a_healthy_ring_has_no_problem(void**) {
    assert_int_equal(problems(sample::healthy()).size(), 0);
}

void before_the_first_membership_there_is_no_change(void**) {
    Json json = sample::healthy();
    json["last_change"] = nullptr;
    assert_true(contains(page(json), "Last change      none yet\n"));
}

void what_is_sent_one_by_one_is_told_with_its_reason(void**) {
    Json json = sample::healthy();
    json["trains"] = {{"sent", false}, {"received", true}, {"why", "an old kernel"}};
    assert_true(contains(page(json), "\nDatagrams        sent one by one, received many at a time: "
                                     "an old kernel\n"));
}

void what_only_long_frames_cannot_is_told_too(void**) {
    Json json = sample::healthy();
    json["trains"]["why"] = "frames above 1400 bytes travel alone";
    assert_true(contains(page(json), "\nDatagrams        sent many at a time, received many at a "
                                     "time: frames above 1400 bytes travel alone\n"));
}

void a_transport_that_does_not_tell_of_datagrams_has_no_such_line(void**) {
    Json json = sample::healthy();
    json["trains"] = nullptr;
    const std::string text = page(json);
    assert_true(contains(text, "Safe delivery") && !contains(text, "Datagrams"));
}

void a_name_cannot_drive_the_terminal(void**) {
    Json json = sample::healthy();
    json["members"][1]["name"] = "be\033[2Jta";
    const std::string text = page(json);
    assert_true(contains(text, "be\\x1b[2Jta") && !contains(text, "\033"));
}

void the_json_says_whether_all_is_well(void**) {
    const std::string original = sample::without_beta().dump();
    const auto report = read_status(original);
    const Json json = Json::parse(report ? status_json(original, *report) : "{}");
    assert_false(json.value("healthy", true));
    assert_int_equal(json.at("problems").size(), 1);
    assert_int_equal(json.at("pid").get<int>(), 4711);
}

void another_schema_is_refused(void**) {
    Json json = sample::healthy();
    json["schema_version"] = 2;
    const auto report = read_status(json.dump());
    assert_false(report.has_value());
    assert_true(contains(report.error().detail, "schema version 2"));
}

void every_name_that_is_missing_is_refused(void**) {
    std::string accepted;
    const Json all = sample::healthy();
    for (const auto& [name, value] : all.items()) {
        Json json = sample::healthy();
        json.erase(name);
        if (read_status(json.dump())) accepted += " " + name;
    }
    assert_string_equal(accepted.c_str(), "");
}

void a_value_of_another_type_is_refused(void**) {
    std::string accepted;
    const Json all = sample::healthy();
    for (const auto& [name, value] : all.items()) {
        Json json = sample::healthy();
        json[name] = value.is_string() ? Json(1) : Json("x");
        if (read_status(json.dump())) accepted += " " + name;
    }
    assert_string_equal(accepted.c_str(), "");
}

void what_is_no_json_is_refused(void**) {
    assert_false(read_status("").has_value());
    assert_false(read_status("{\"schema_version\":").has_value());
    assert_false(read_status("[]").has_value());
}

} // namespace

int main() {
    setenv("TZ", "UTC", 1);
    tzset();
    const CMUnitTest tests[] = {
        cmocka_unit_test(a_healthy_ring_is_shown_as_this_page),
        cmocka_unit_test(a_missing_node_stands_at_the_top),
        cmocka_unit_test(a_missing_node_is_in_the_table),
        cmocka_unit_test(who_was_lost_and_why_is_told),
        cmocka_unit_test(warnings_follow_the_verdict_and_are_no_problem),
        cmocka_unit_test(a_ring_that_forms_is_a_problem),
        cmocka_unit_test(services_that_do_not_agree_yet_are_a_problem),
        cmocka_unit_test(an_address_that_is_away_is_the_first_problem),
        cmocka_unit_test(a_healthy_ring_has_no_problem),
        cmocka_unit_test(before_the_first_membership_there_is_no_change),
        cmocka_unit_test(what_is_sent_one_by_one_is_told_with_its_reason),
        cmocka_unit_test(what_only_long_frames_cannot_is_told_too),
        cmocka_unit_test(a_transport_that_does_not_tell_of_datagrams_has_no_such_line),
        cmocka_unit_test(a_name_cannot_drive_the_terminal),
        cmocka_unit_test(the_json_says_whether_all_is_well),
        cmocka_unit_test(another_schema_is_refused),
        cmocka_unit_test(every_name_that_is_missing_is_refused),
        cmocka_unit_test(a_value_of_another_type_is_refused),
        cmocka_unit_test(what_is_no_json_is_refused),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
