// test/unit/daemon/status_test.cc - what an operator reads: the line, and the JSON text.
#include "daemon/membership_text.h"
#include "daemon/stall_watch.h"
#include "daemon/status_report.h"
#include "unit/cmocka.h"

#include <nlohmann/json.hpp>

using namespace baton;

namespace {

NodeStatus two_of_three() {
    NodeStatus status;
    status.self = {1};
    status.ring = {{1}, 0x2f};
    status.members = {{1}, {3}};
    status.changes = 2;
    status.last_change = {.when = TimePoint{},
                          .took = milliseconds{2210},
                          .cause = "node 2 did not answer",
                          .joined = {},
                          .left = {{2}}};
    return status;
}

void a_loss_is_told_in_one_line(void** /*state*/) {
    assert_string_equal(
        describe_change(two_of_three(), 1000).c_str(),
        "members 1 3 (lost 2): node 2 did not answer; token 1000 ms, formed in 2210 ms");
}

void losses_and_arrivals_stand_side_by_side(void** /*state*/) {
    NodeStatus status = two_of_three();
    status.last_change.joined = {{3}};
    status.last_change.cause = "changed";
    assert_string_equal(
        describe_change(status, 1000).c_str(),
        "members 1 3 (lost 2, joined 3): changed; token 1000 ms, formed in 2210 ms");
}

void the_ring_is_named_with_a_hexadecimal_sequence(void** /*state*/) {
    assert_string_equal(describe_members(two_of_three()).c_str(), "2 members: 1 3, ring 1.2f");
}

nlohmann::json report_of(const NodeStatus& status, const std::string& name,
                         const std::optional<transport::TrainUse>& trains = {}) {
    config::Config config;
    config.totem.cluster_name = "prod";
    config.totem.transport = config::Transport::udpu;
    for (std::uint32_t id = 1; id <= 3; ++id) {
        config::Node node;
        node.id = {id};
        node.name = id == 1 ? name : "other";
        node.address[0] = *IpAddress::from_text("10.0.0." + std::to_string(id));
        config.nodes.push_back(node);
    }
    transport::Counters network;
    network.kernel_drops = 5;
    return nlohmann::json::parse(status_report({.config = config,
                                                .node = status,
                                                .network = network,
                                                .trains = trains,
                                                .instance = "blue",
                                                .interface_up = true,
                                                .warnings = {"careful"}}));
}

void the_report_names_node_ring_and_members(void** /*state*/) {
    const auto report = report_of(two_of_three(), "alpha");
    assert_int_equal(report["schema_version"].get<int>(), 1);
    assert_int_equal(report["node"]["id"].get<int>(), 1);
    assert_true(report["node"]["name"] == "alpha");
    assert_true(report["ring"]["id"] == "1.2f");
    assert_int_equal(report["members"].size(), 2);
    assert_true(report["members"][1]["address"] == "10.0.0.3");
    assert_false(report["nodes"][1]["member"].get<bool>());
    assert_true(report["nodes"][2]["member"].get<bool>());
}

void the_report_tells_why_the_membership_changed(void** /*state*/) {
    const auto report = report_of(two_of_three(), "alpha");
    assert_true(report["last_change"]["cause"] == "node 2 did not answer");
    assert_int_equal(report["last_change"]["left"][0].get<int>(), 2);
    assert_true(report["last_change"]["formed_in_ms"] == 2210.0);
    assert_int_equal(report["network"]["kernel_drops"].get<int>(), 5);
    assert_true(report["warnings"][0] == "careful");
}

void the_report_tells_why_datagrams_travel_alone(void** /*state*/) {
    const auto report =
        report_of(two_of_three(), "alpha", transport::TrainUse{false, true, "an old kernel"});
    assert_false(report["trains"]["sent"].get<bool>());
    assert_true(report["trains"]["received"].get<bool>());
    assert_true(report["trains"]["why"] == "an old kernel");
}

void a_transport_may_have_nothing_to_say_of_that(void** /*state*/) {
    assert_true(report_of(two_of_three(), "alpha")["trains"].is_null());
}

void there_is_no_last_change_before_the_first(void** /*state*/) {
    assert_true(report_of(NodeStatus{}, "alpha")["last_change"].is_null());
}

void a_name_that_is_not_utf8_does_not_spoil_the_report(void** /*state*/) {
    const auto report = report_of(two_of_three(), "caf\xe9");
    assert_int_equal(report["node"]["id"].get<int>(), 1);
}

TimePoint at(int ms) { return TimePoint{milliseconds{ms}}; }

void a_sleep_that_ends_in_time_is_no_stall(void** /*state*/) {
    StallWatch watch(milliseconds{800});
    watch.sleep_until(at(1000));
    assert_false(watch.awake(at(1700)).has_value());
}

void a_late_wake_up_is_a_stall_and_told_once(void** /*state*/) {
    StallWatch watch(milliseconds{800});
    watch.sleep_until(at(1000));
    const auto late = watch.awake(at(9000));
    const auto again = watch.awake(at(9001));
    assert_true(late == Duration{milliseconds{8000}});
    assert_false(again.has_value());
}

void without_a_deadline_nothing_is_late(void** /*state*/) {
    StallWatch watch(milliseconds{800});
    watch.sleep_until(std::nullopt);
    assert_false(watch.awake(at(100000)).has_value());
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(a_loss_is_told_in_one_line),
        cmocka_unit_test(losses_and_arrivals_stand_side_by_side),
        cmocka_unit_test(the_ring_is_named_with_a_hexadecimal_sequence),
        cmocka_unit_test(the_report_names_node_ring_and_members),
        cmocka_unit_test(the_report_tells_why_the_membership_changed),
        cmocka_unit_test(the_report_tells_why_datagrams_travel_alone),
        cmocka_unit_test(a_transport_may_have_nothing_to_say_of_that),
        cmocka_unit_test(there_is_no_last_change_before_the_first),
        cmocka_unit_test(a_name_that_is_not_utf8_does_not_spoil_the_report),
        cmocka_unit_test(a_sleep_that_ends_in_time_is_no_stall),
        cmocka_unit_test(a_late_wake_up_is_a_stall_and_told_once),
        cmocka_unit_test(without_a_deadline_nothing_is_late),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
