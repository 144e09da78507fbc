// test/unit/services/votequorum/settings_test.cc - settings change while the nodes run, and what is
// in effect can be seen.
#include "unit/services/votequorum/cluster.h"

#include "unit/cmocka.h" // last: it has a macro fail()

using namespace baton;
using namespace baton::votequorum;
using namespace baton::votequorum::testing;

namespace {

constexpr const char* kReloading = "config.totemconfig_reload_in_progress";

void settings_that_contradict_each_other_end_the_start(void**) {
    Cluster cluster(2, {truth("two_node"), text("device.model", "net")});
    const TestNode& node = cluster.node(1);
    const Die* end = nullptr;
    for (const Command& each : node.commands)
        if (const auto* found = std::get_if<Die>(&each)) end = found;
    const bool told = said(node, "two_node and a quorum device");
    assert_non_null(end);
    assert_int_equal(end->exit_code, 20);
    assert_true(told);
}

void what_is_in_effect_can_be_seen(void**) {
    Cluster cluster(4, {truth("auto_tie_breaker"), truth("expected_votes_tracking")});
    cluster.form({1, 2, 3, 4});
    const cmap::Map& map = cluster.node(3).map;
    const auto number_of = [&](const char* name) {
        return map.number<std::uint32_t>("runtime.votequorum." + std::string(name)).value_or(99);
    };
    const auto two_node = map.number<std::uint8_t>("runtime.votequorum.two_node");
    const bool no_device = map.find("runtime.votequorum.qdevice_can_operate") == nullptr;
    const bool no_wait = map.find("runtime.votequorum.wait_for_all_status") == nullptr;
    assert_int_equal(number_of("this_node_id"), 3);
    assert_int_equal(number_of("ev_barrier"), 4);
    assert_int_equal(number_of("ev_tracking_barrier"), 4);
    assert_int_equal(number_of("lowest_node_id"), 1);
    assert_int_equal(number_of("highest_node_id"), 4);
    assert_int_equal(number_of("atb_type"), 1);
    assert_int_equal(two_node.value(), 0);
    assert_true(no_device && no_wait);
}

void a_changed_key_is_in_effect_at_once_everywhere(void**) {
    Cluster cluster(3);
    cluster.form({1, 2, 3});
    cluster.node(1).map.set("quorum.expected_votes", std::uint32_t{5});
    cluster.run();
    const std::string here = cluster.state(1);
    const std::string there = cluster.state(3);
    assert_string_equal(here.c_str(), "3/5 needed 3 Quorate");
    assert_string_equal(there.c_str(), "3/5 needed 3 Quorate");
}

void changed_votes_of_a_node_count_everywhere(void**) {
    Cluster cluster(3);
    cluster.form({1, 2, 3});
    cluster.node(1).map.set("nodelist.node.0.quorum_votes", std::uint32_t{3});
    cluster.run();
    const std::string there = cluster.state(3);
    assert_string_equal(there.c_str(), "5/5 needed 3 Quorate");
}

void a_reload_counts_when_it_is_done(void**) {
    Cluster cluster(3);
    cluster.form({1, 2, 3});
    cmap::Map& map = cluster.node(1).map;
    map.set(kReloading, std::uint8_t{1});
    map.set("quorum.expected_votes", std::uint32_t{5});
    cluster.run();
    const std::string before = cluster.state(1);
    map.set("config.reload_status", std::int32_t{1});
    map.set(kReloading, std::uint8_t{0});
    cluster.run();
    const std::string after = cluster.state(1);
    assert_string_equal(before.c_str(), "3/3 needed 2 Quorate");
    assert_string_equal(after.c_str(), "3/5 needed 3 Quorate");
}

void a_reload_that_failed_changes_nothing(void**) {
    Cluster cluster(3);
    cluster.form({1, 2, 3});
    cmap::Map& map = cluster.node(1).map;
    map.set(kReloading, std::uint8_t{1});
    map.set("quorum.expected_votes", std::uint32_t{5});
    map.set("config.reload_status", std::int32_t{7});
    map.set(kReloading, std::uint8_t{0});
    cluster.run();
    const std::string after = cluster.state(1);
    assert_string_equal(after.c_str(), "3/3 needed 2 Quorate");
}

void two_node_can_be_switched_on_and_off(void**) {
    Cluster cluster(2);
    cluster.form({1, 2});
    for (const std::uint32_t id : {1U, 2U})
        cluster.node(id).map.set("quorum.two_node", std::uint8_t{1});
    cluster.run();
    const std::string on = cluster.state(1);
    for (const std::uint32_t id : {1U, 2U}) cluster.node(id).map.remove("quorum.two_node");
    cluster.run();
    const std::string off = cluster.state(1);
    assert_string_equal(on.c_str(), "2/2 needed 1 2Node Quorate WaitForAll");
    assert_string_equal(off.c_str(), "2/2 needed 2 Quorate");
}

void who_need_not_wait_any_more_goes_on(void**) {
    Cluster cluster(2, {truth("two_node")});
    cluster.form({1});
    cluster.node(1).map.set("quorum.two_node", std::uint8_t{0});
    cluster.run();
    const auto key =
        cluster.node(1).map.number<std::uint8_t>("runtime.votequorum.wait_for_all_status");
    assert_int_equal(key.value(), 0);
}

void two_node_with_three_nodes_is_dropped_with_a_word(void**) {
    Cluster cluster(3);
    cluster.form({1, 2, 3});
    cluster.node(1).map.set("quorum.two_node", std::uint8_t{1});
    cluster.run();
    const std::string state = cluster.state(1);
    const bool told = said(cluster.node(1), "remove two_node");
    assert_string_equal(state.c_str(), "3/3 needed 2 Quorate");
    assert_true(told);
}

void cancelling_the_wait_with_0_does_nothing(void**) {
    Cluster cluster(3, {truth("wait_for_all")});
    cluster.form({1, 2});
    cluster.node(1).map.set("quorum.cancel_wait_for_all", std::uint8_t{0});
    cluster.run();
    const std::string quorate = cluster.quorate();
    assert_string_equal(quorate.c_str(), "");
}

void the_watch_ends_with_the_service(void**) {
    cmap::Map map = map_of(3, 1, {});
    {
        Cluster cluster(1);
        quorum::QuorumService quorum(quorum::QuorumService::Provider::votequorum, map);
        VotequorumService votes(NodeId{1}, map, quorum, 0);
        votes.on_start(cluster.node(1));
    }
    assert_int_equal(map.set("quorum.expected_votes", std::uint32_t{5}), CsError::ok);
}

// Four that were given up meet again, and are told nothing new: three others go on.
void a_reload_without_a_change_of_votes_changes_no_votes(void**) {
    Cluster cluster(7, {truth("last_man_standing")});
    cluster.form({1, 2, 3, 4, 5, 6, 7});
    for (const std::uint32_t last : {6U, 5U, 4U, 3U}) {
        Ids members;
        for (std::uint32_t id = 1; id <= last; ++id) members.push_back(id);
        cluster.form(members);
        cluster.form({last + 1});
        cluster.pass(std::chrono::seconds(10));
    }
    cluster.form({4, 5, 6, 7});
    for (std::uint32_t id = 1; id <= 7; ++id)
        cluster.node(id).map.set("quorum.touched", std::uint32_t{1});
    cluster.run();
    const std::string quorate = cluster.quorate();
    const std::string state = cluster.state(1);
    assert_string_equal(quorate.c_str(), "1 2 3");
    assert_string_equal(state.c_str(), "3/3 needed 2 Quorate LastManStanding");
}

void an_operator_decides_who_goes_on(void**) {
    Cluster cluster(5, {truth("last_man_standing")});
    cluster.form({1, 2, 3, 4, 5});
    cluster.split({{1, 2, 3, 4}, {5}});
    cluster.pass(std::chrono::seconds(10));
    cluster.split({{1, 2, 3}, {4}});
    cluster.pass(std::chrono::seconds(10));
    cluster.form({3, 4, 5});
    const std::string before = cluster.quorate();
    cluster.ask(4, SetExpectedRequest{3});
    const std::string after = cluster.quorate();
    assert_string_equal(before.c_str(), "");
    assert_string_equal(after.c_str(), "3 4 5");
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(settings_that_contradict_each_other_end_the_start),
        cmocka_unit_test(what_is_in_effect_can_be_seen),
        cmocka_unit_test(a_changed_key_is_in_effect_at_once_everywhere),
        cmocka_unit_test(changed_votes_of_a_node_count_everywhere),
        cmocka_unit_test(a_reload_counts_when_it_is_done),
        cmocka_unit_test(a_reload_that_failed_changes_nothing),
        cmocka_unit_test(two_node_can_be_switched_on_and_off),
        cmocka_unit_test(who_need_not_wait_any_more_goes_on),
        cmocka_unit_test(two_node_with_three_nodes_is_dropped_with_a_word),
        cmocka_unit_test(cancelling_the_wait_with_0_does_nothing),
        cmocka_unit_test(the_watch_ends_with_the_service),
        cmocka_unit_test(a_reload_without_a_change_of_votes_changes_no_votes),
        cmocka_unit_test(an_operator_decides_who_goes_on),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
