// test/unit/services/votequorum/modes_test.cc - what else than a majority gives quorum, or keeps
// it.
#include "unit/services/votequorum/cluster.h"

#include "unit/cmocka.h" // last: it has a macro fail()

using namespace baton;
using namespace baton::votequorum;
using namespace baton::votequorum::testing;

namespace {

constexpr Duration kWindow = std::chrono::seconds(10);

// ---- two_node, wait_for_all

void of_two_nodes_one_alone_waits_for_the_other(void**) {
    Cluster cluster(2, {truth("two_node")});
    cluster.form({1});
    const std::string state = cluster.state(1);
    const bool told = said(cluster.node(1), "Waiting for all cluster members");
    assert_string_equal(state.c_str(), "1/2 needed 1 2Node WaitForAll");
    assert_true(told);
}

void of_two_nodes_the_one_that_remains_goes_on(void**) {
    Cluster cluster(2, {truth("two_node")});
    cluster.form({1, 2});
    cluster.form({2});
    const std::string state = cluster.state(2);
    assert_string_equal(state.c_str(), "1/2 needed 1 2Node Quorate WaitForAll");
}

void a_node_that_started_again_waits_again(void**) {
    Cluster cluster(2, {truth("two_node")});
    cluster.form({1, 2});
    cluster.restart(2);
    cluster.split({{1}, {2}});
    const std::string quorate = cluster.quorate();
    assert_string_equal(quorate.c_str(), "1");
}

void waiting_for_all_ends_when_all_were_there(void**) {
    Cluster cluster(3, {truth("wait_for_all")});
    cluster.form({1, 2});
    const std::string before = cluster.quorate();
    cluster.form({1, 2, 3});
    cluster.form({1, 2});
    const std::string after = cluster.quorate();
    assert_string_equal(before.c_str(), "");
    assert_string_equal(after.c_str(), "1 2");
}

void who_lost_quorum_waits_for_all_again(void**) {
    Cluster cluster(3, {truth("wait_for_all")});
    cluster.form({1, 2, 3});
    cluster.split({{1}, {2}, {3}});
    cluster.form({1, 2});
    const std::string quorate = cluster.quorate();
    assert_string_equal(quorate.c_str(), "");
}

void a_newcomer_among_the_quorate_does_not_wait(void**) {
    Cluster cluster(4, {truth("wait_for_all")});
    cluster.form({1, 2, 3, 4});
    cluster.restart(4);
    cluster.form({1, 2, 4});
    const std::string quorate = cluster.quorate();
    assert_string_equal(quorate.c_str(), "1 2 4");
}

void the_operator_can_end_the_waiting_of_all(void**) {
    Cluster cluster(3, {truth("wait_for_all")});
    cluster.form({1, 2});
    cluster.node(2).map.set("quorum.cancel_wait_for_all", std::uint8_t{1});
    cluster.run();
    const std::string quorate = cluster.quorate();
    const auto key = cluster.node(2).map.number<std::uint8_t>("quorum.cancel_wait_for_all");
    assert_string_equal(quorate.c_str(), "1 2");
    assert_int_equal(key.value(), 0);
}

void that_we_wait_can_be_seen(void**) {
    Cluster cluster(2, {truth("two_node")});
    const auto status = [&] {
        return cluster.node(1).map.number<std::uint8_t>("runtime.votequorum.wait_for_all_status");
    };
    cluster.form({1});
    const auto before = status();
    cluster.form({1, 2});
    const auto after = status();
    assert_int_equal(before.value(), 1);
    assert_int_equal(after.value(), 0);
}

// ---- auto_tie_breaker

void the_half_with_the_lowest_node_keeps_quorum(void**) {
    Cluster cluster(4, {truth("auto_tie_breaker")});
    cluster.form({1, 2, 3, 4});
    cluster.split({{1, 4}, {2, 3}});
    const std::string quorate = cluster.quorate();
    assert_string_equal(quorate.c_str(), "1 4");
}

void the_half_with_the_highest_node_keeps_quorum(void**) {
    Cluster cluster(4, {truth("auto_tie_breaker"), text("auto_tie_breaker_node", "highest")});
    cluster.form({1, 2, 3, 4});
    cluster.split({{1, 2}, {3, 4}});
    const std::string quorate = cluster.quorate();
    assert_string_equal(quorate.c_str(), "3 4");
}

void the_half_with_the_first_listed_node_keeps_quorum(void**) {
    Cluster cluster(4, {truth("auto_tie_breaker"), text("auto_tie_breaker_node", "3 1")});
    cluster.form({1, 2, 3, 4});
    cluster.split({{1, 2}, {3, 4}});
    const std::string quorate = cluster.quorate();
    assert_string_equal(quorate.c_str(), "3 4");
}

void the_next_listed_node_decides_when_the_first_was_gone_before(void**) {
    Cluster cluster(4, {truth("auto_tie_breaker"), text("auto_tie_breaker_node", "3 1")});
    cluster.form({1, 2, 3, 4});
    cluster.form({1, 2, 4});
    cluster.split({{1, 2}, {4}});
    const std::string quorate = cluster.quorate();
    assert_string_equal(quorate.c_str(), "1 2");
}

void a_list_of_nodes_that_never_were_there_decides_nothing(void**) {
    Cluster cluster(4, {truth("auto_tie_breaker"), text("auto_tie_breaker_node", "8 9")});
    cluster.form({1, 2, 3, 4});
    cluster.split({{1, 2}, {3, 4}});
    const std::string quorate = cluster.quorate();
    assert_string_equal(quorate.c_str(), "");
}

void a_listed_node_alone_has_half_of_two(void**) {
    Cluster cluster(2, {truth("auto_tie_breaker"), text("auto_tie_breaker_node", "2")});
    cluster.form({1, 2});
    cluster.split({{1}, {2}});
    const std::string quorate = cluster.quorate();
    assert_string_equal(quorate.c_str(), "2");
}

void the_lowest_is_the_lowest_of_those_that_were_there(void**) {
    Cluster cluster(4, {truth("auto_tie_breaker")});
    cluster.form({1, 2, 3, 4});
    cluster.form({2, 3, 4});
    cluster.form({2, 4});
    const std::string quorate = cluster.quorate();
    assert_string_equal(quorate.c_str(), "2 4");
}

void a_tie_gives_no_quorum_to_those_who_had_none(void**) {
    Cluster cluster(2, {truth("auto_tie_breaker")});
    cluster.form({1});
    const std::string quorate = cluster.quorate();
    assert_string_equal(quorate.c_str(), "");
}

void the_first_half_keeps_quorum_when_its_ring_forms_again(void**) {
    Cluster cluster(2, {truth("auto_tie_breaker")});
    cluster.form({1, 2});
    cluster.form({1});
    cluster.form({1});
    const std::string quorate = cluster.quorate();
    assert_string_equal(quorate.c_str(), "1");
}

// ---- last_man_standing

void after_a_while_those_who_stand_are_all(void**) {
    Cluster cluster(5, {truth("last_man_standing")});
    cluster.form({1, 2, 3, 4, 5});
    cluster.form({1, 2, 3});
    cluster.pass(kWindow);
    cluster.form({1, 2});
    const std::string state = cluster.state(1);
    assert_string_equal(state.c_str(), "2/3 needed 2 Quorate LastManStanding");
}

void before_the_window_ends_nothing_changes(void**) {
    Cluster cluster(5, {truth("last_man_standing")});
    cluster.form({1, 2, 3, 4, 5});
    cluster.form({1, 2, 3});
    cluster.pass(kWindow - milliseconds(1));
    const std::string state = cluster.state(1);
    assert_string_equal(state.c_str(), "3/5 needed 3 Quorate LastManStanding");
}

void the_window_can_be_set(void**) {
    Cluster cluster(5, {truth("last_man_standing"), number("last_man_standing_window", 50)});
    cluster.form({1, 2, 3, 4, 5});
    cluster.form({1, 2, 3});
    cluster.pass(milliseconds(50));
    const std::string state = cluster.state(1);
    assert_string_equal(state.c_str(), "3/3 needed 2 Quorate LastManStanding");
}

void who_is_not_quorate_does_not_shrink(void**) {
    Cluster cluster(5, {truth("last_man_standing")});
    cluster.form({1, 2, 3, 4, 5});
    cluster.form({4, 5});
    cluster.pass(kWindow);
    const std::string state = cluster.state(4);
    assert_string_equal(state.c_str(), "2/5 needed 3 LastManStanding");
}

void with_a_tie_breaker_one_man_stands_alone(void**) {
    Cluster cluster(4, {truth("last_man_standing"), truth("auto_tie_breaker")});
    cluster.form({1, 2, 3, 4});
    cluster.form({1, 2, 3});
    cluster.pass(kWindow);
    cluster.form({1, 2});
    cluster.pass(kWindow);
    cluster.form({1});
    const std::string quorate = cluster.quorate();
    assert_string_equal(quorate.c_str(), "1");
}

void who_has_two_votes_is_no_man(void**) {
    Cluster cluster(
        5, {truth("last_man_standing"), {"nodelist.node.0.quorum_votes", cmap::Value::of(2U)}});
    cluster.form({1, 2, 3, 4, 5});
    const std::string state = cluster.state(2);
    const bool told = said(cluster.node(2), "last_man_standing is off");
    assert_string_equal(state.c_str(), "6/6 needed 4 Quorate");
    assert_true(told);
}

// ---- allow_downscale, expected_votes_tracking

void who_leaves_in_order_is_not_expected(void**) {
    Cluster cluster(5, {truth("allow_downscale")});
    cluster.form({1, 2, 3, 4, 5});
    cluster.stop(5);
    cluster.form({1, 2, 3, 4});
    const InfoReply info = cluster.info(1);
    assert_int_equal(info.expected_votes, 4);
}

void who_stays_is_expected_with_all_its_votes(void**) {
    Cluster cluster(3, {truth("allow_downscale"),
                        number("expected_votes", 1),
                        {"nodelist.node.0.quorum_votes", cmap::Value::of(5U)}});
    cluster.form({1, 2, 3});
    cluster.stop(3);
    const InfoReply info = cluster.info(1);
    assert_int_equal(info.expected_votes, 6);
}

void downscaling_stops_at_what_is_configured(void**) {
    Cluster cluster(2, {truth("allow_downscale")});
    cluster.form({1, 2});
    cluster.stop(2);
    cluster.form({1});
    const std::string state = cluster.state(1);
    assert_string_equal(state.c_str(), "1/1 needed 2 AllowDownscale");
}

void without_it_leaving_in_order_says_nothing(void**) {
    Cluster cluster(3);
    cluster.form({1, 2, 3});
    cluster.stop(3);
    const InfoReply info = cluster.info(1, 3);
    assert_int_equal(info.state, NodeState::member);
}

void what_was_expected_once_is_stored(void**) {
    Cluster cluster(2, {truth("expected_votes_tracking"), number("expected_votes", 1)});
    cluster.form({1, 2});
    const auto& commands = cluster.node(1).commands;
    std::uint32_t stored = 0;
    for (const Command& each : commands)
        if (const auto* store = std::get_if<StoreExpectedVotes>(&each)) stored = store->votes;
    const auto key =
        cluster.node(1).map.number<std::uint32_t>("runtime.votequorum.ev_tracking_barrier");
    assert_int_equal(stored, 2);
    assert_int_equal(key.value(), 2);
}

void what_was_stored_is_expected_after_a_restart(void**) {
    Cluster cluster(3, {truth("expected_votes_tracking"), number("expected_votes", 1)});
    cluster.form({1, 2, 3});
    cluster.restart(1);
    cluster.form({1});
    const std::string state = cluster.state(1);
    assert_string_equal(state.c_str(), "1/3 needed 2");
}

void what_was_once_expected_is_more_than_an_operator_may_take_away(void**) {
    Cluster cluster(3, {truth("expected_votes_tracking")});
    cluster.form({1, 2, 3});
    cluster.form({1, 2});
    const CsError asked = cluster.ask(1, SetExpectedRequest{2});
    const std::string state = cluster.state(1);
    assert_int_equal(asked, CsError::ok);
    assert_string_equal(state.c_str(), "2/3 needed 2 Quorate");
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(of_two_nodes_one_alone_waits_for_the_other),
        cmocka_unit_test(of_two_nodes_the_one_that_remains_goes_on),
        cmocka_unit_test(a_node_that_started_again_waits_again),
        cmocka_unit_test(waiting_for_all_ends_when_all_were_there),
        cmocka_unit_test(who_lost_quorum_waits_for_all_again),
        cmocka_unit_test(a_newcomer_among_the_quorate_does_not_wait),
        cmocka_unit_test(the_operator_can_end_the_waiting_of_all),
        cmocka_unit_test(that_we_wait_can_be_seen),
        cmocka_unit_test(the_half_with_the_lowest_node_keeps_quorum),
        cmocka_unit_test(the_half_with_the_highest_node_keeps_quorum),
        cmocka_unit_test(the_half_with_the_first_listed_node_keeps_quorum),
        cmocka_unit_test(the_next_listed_node_decides_when_the_first_was_gone_before),
        cmocka_unit_test(a_list_of_nodes_that_never_were_there_decides_nothing),
        cmocka_unit_test(a_listed_node_alone_has_half_of_two),
        cmocka_unit_test(the_lowest_is_the_lowest_of_those_that_were_there),
        cmocka_unit_test(a_tie_gives_no_quorum_to_those_who_had_none),
        cmocka_unit_test(the_first_half_keeps_quorum_when_its_ring_forms_again),
        cmocka_unit_test(after_a_while_those_who_stand_are_all),
        cmocka_unit_test(before_the_window_ends_nothing_changes),
        cmocka_unit_test(the_window_can_be_set),
        cmocka_unit_test(who_is_not_quorate_does_not_shrink),
        cmocka_unit_test(with_a_tie_breaker_one_man_stands_alone),
        cmocka_unit_test(who_has_two_votes_is_no_man),
        cmocka_unit_test(who_leaves_in_order_is_not_expected),
        cmocka_unit_test(who_stays_is_expected_with_all_its_votes),
        cmocka_unit_test(downscaling_stops_at_what_is_configured),
        cmocka_unit_test(without_it_leaving_in_order_says_nothing),
        cmocka_unit_test(what_was_expected_once_is_stored),
        cmocka_unit_test(what_was_stored_is_expected_after_a_restart),
        cmocka_unit_test(what_was_once_expected_is_more_than_an_operator_may_take_away),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
