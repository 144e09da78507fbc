// test/unit/daemon/reload_report_test.cc - the JSON text that says what came of a reload.
#include "daemon/reload_report.h"

#include <nlohmann/json.hpp>

#include "unit/cmocka.h" // last: its fail() is a macro

using namespace baton;

namespace {

using reload::NodeResult;

reload::Report report_of(NodeResult::Verdict verdict) {
    reload::Report report;
    report.two_phase = true;
    report.why = "because";
    NodeResult& node = report.nodes.emplace_back();
    node.node = {3};
    node.name = "c";
    node.verdict = verdict;
    node.old_version = 4;
    node.new_version = 5;
    node.digest = 0xD1F2;
    node.complaints = {"line 3"};
    node.needs_restart = {"totem.netmtu"};
    return report;
}

nlohmann::json read(const reload::Report& report) {
    return nlohmann::json::parse(reload_report(report), nullptr, false);
}

void what_was_decided_can_be_read(void**) {
    const auto json = read(report_of(NodeResult::Verdict::good));
    assert_true(json.value("schema_version", 0) == 1);
    assert_true(json.value("two_phase", false));
    assert_false(json.value("applied", true));
    assert_false(json.value("check_only", true));
    assert_string_equal(json.value("why", "").c_str(), "because");
}

void each_node_says_what_it_has_read(void**) {
    const auto node = read(report_of(NodeResult::Verdict::good))["nodes"][0];
    assert_int_equal(node.value("id", 0), 3);
    assert_string_equal(node.value("name", "").c_str(), "c");
    assert_int_equal(node.value("old_version", 0), 4);
    assert_int_equal(node.value("new_version", 0), 5);
    assert_string_equal(node.value("hash", "").c_str(), "000000000000d1f2");
    assert_true(node["complaints"] == nlohmann::json::array({"line 3"}));
    assert_true(node["needs_restart"] == nlohmann::json::array({"totem.netmtu"}));
}

void each_verdict_has_its_word(void**) {
    const auto word = [](NodeResult::Verdict verdict) {
        return read(report_of(verdict))["nodes"][0].value("result", "");
    };
    assert_string_equal(word(NodeResult::Verdict::good).c_str(), "ok");
    assert_string_equal(word(NodeResult::Verdict::refused).c_str(), "refused");
    assert_string_equal(word(NodeResult::Verdict::no_answer).c_str(), "no answer");
    assert_string_equal(word(NodeResult::Verdict::no_baton).c_str(), "not a Baton");
    assert_string_equal(word(NodeResult::Verdict::unknown).c_str(), "unknown");
}

void a_complaint_that_is_no_text_is_replaced(void**) {
    reload::Report report = report_of(NodeResult::Verdict::refused);
    report.nodes[0].complaints = {"caf\xE9 \"quoted\""};
    const auto json = read(report);
    assert_false(json.is_discarded());
    assert_string_equal(json["nodes"][0]["complaints"][0].get<std::string>().c_str(),
                        "caf\xEF\xBF\xBD \"quoted\"");
}

void a_report_without_nodes_has_an_empty_list(void**) {
    const auto json = read(reload::Report{});
    assert_true(json["nodes"].is_array() && json["nodes"].empty());
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(what_was_decided_can_be_read),
        cmocka_unit_test(each_node_says_what_it_has_read),
        cmocka_unit_test(each_verdict_has_its_word),
        cmocka_unit_test(a_complaint_that_is_no_text_is_replaced),
        cmocka_unit_test(a_report_without_nodes_has_an_empty_list),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
