// test/unit/services/votequorum/rules_test.cc - which settings go together, at the start and later.
#include "services/votequorum/options.h"
#include "unit/services/votequorum/cluster.h"

#include "unit/cmocka.h" // last: it has a macro fail()

using namespace baton;
using namespace baton::votequorum;
using namespace baton::votequorum::testing;

namespace {

Outcome start(std::uint32_t nodes, const Keys& keys, Circumstances circumstances = {}) {
    return read_at_start(map_of(nodes, 1, keys), circumstances);
}

// What a running node with the settings `before` makes of `after`.
Outcome change(std::uint32_t nodes, const Keys& before, const Keys& after,
               Circumstances circumstances = {}) {
    return read_again(map_of(nodes, 1, after), start(nodes, before).options, circumstances);
}

const auto kDevice = text("device.model", "net");
const auto kDeviceVotes = number("device.votes", 1);

bool refused(const Outcome& outcome, std::string_view part) {
    return outcome.fatal && outcome.fatal->find(part) != std::string::npos;
}
bool remarked(const Outcome& outcome, std::string_view part) {
    for (const Remark& each : outcome.remarks)
        if (each.text.find(part) != std::string::npos) return true;
    return false;
}

void without_nodelist_and_expected_votes_there_is_no_start(void**) {
    assert_true(refused(start(0, {}), "nodelist or quorum.expected_votes"));
}

void losing_all_that_tells_expected_votes_changes_nothing(void**) {
    const Options before = start(3, {truth("wait_for_all")}).options;
    cmap::Map map;
    map.set("quorum.two_node", std::uint8_t{1});
    const Outcome outcome = read_again(map, before, {});
    const bool kept = outcome.options.expected_votes == 3 && !outcome.options.two_node;
    const bool complete = outcome.complete;
    const bool told = remarked(outcome, "nodelist or quorum.expected_votes");
    assert_true(kept && !complete && told);
}

void the_nodes_votes_are_expected(void**) {
    const Outcome outcome = start(3, {{"nodelist.node.1.quorum_votes", cmap::Value::of(4U)}});
    assert_int_equal(outcome.options.expected_votes, 6);
}

void own_votes_are_those_of_the_own_place_in_the_list(void**) {
    const Outcome outcome = start(3, {{"nodelist.node.0.quorum_votes", cmap::Value::of(4U)}});
    assert_int_equal(outcome.options.votes, 4);
}

void given_expected_votes_win(void**) {
    assert_int_equal(start(3, {number("expected_votes", 7)}).options.expected_votes, 7);
}

void without_a_nodelist_votes_are_given(void**) {
    const Options options = start(0, {number("expected_votes", 7), number("votes", 2)}).options;
    assert_true(options.votes == 2 && options.expected_votes == 7);
}

void more_than_ten_nodes_are_all_counted(void**) {
    assert_int_equal(start(12, {}).options.expected_votes, 12);
}

void votes_beyond_what_fits_are_clamped(void**) {
    const auto many = cmap::Value::of(0xFFFFFFFFU);
    const Outcome outcome =
        start(3, {{"nodelist.node.0.quorum_votes", many}, {"nodelist.node.1.quorum_votes", many}});
    assert_true(outcome.options.expected_votes == 0xFFFFFFFFU);
}

void two_node_and_a_device_are_refused(void**) {
    assert_true(refused(start(2, {truth("two_node"), kDevice}), "remove two_node"));
}

void two_node_goes_when_a_device_is_registered(void**) {
    const Outcome outcome = change(2, {kDevice}, {truth("two_node"), kDevice}, {true, 0});
    assert_true(!outcome.options.two_node && outcome.options.device_can_operate);
}

void a_device_that_is_not_registered_goes_for_two_node(void**) {
    const Outcome outcome = change(2, {kDevice}, {truth("two_node"), kDevice});
    assert_true(outcome.options.two_node && !outcome.options.device_can_operate);
}

void the_device_may_operate_again_when_the_conflict_is_gone(void**) {
    const Options before = change(2, {kDevice}, {truth("two_node"), kDevice}).options;
    const Outcome outcome = read_again(map_of(2, 1, {kDevice}), before, {});
    assert_true(outcome.options.device_can_operate);
}

void two_node_with_three_nodes_is_refused(void**) {
    assert_true(refused(start(3, {truth("two_node")}), "3 nodes; remove two_node"));
}

void two_node_is_dropped_when_there_are_three_nodes(void**) {
    const Outcome outcome = change(3, {}, {truth("two_node")});
    assert_true(!outcome.options.two_node && remarked(outcome, "remove two_node"));
}

void two_node_implies_wait_for_all(void**) {
    assert_true(start(2, {truth("two_node")}).options.wait_for_all);
}

void a_given_wait_for_all_is_not_implied(void**) {
    assert_false(start(2, {truth("two_node"), truth("wait_for_all", false)}).options.wait_for_all);
}

void an_implied_wait_for_all_goes_with_two_node(void**) {
    assert_false(change(2, {truth("two_node")}, {}).options.wait_for_all);
}

void a_given_wait_for_all_stays(void**) {
    assert_true(change(2, {truth("wait_for_all")}, {}).options.wait_for_all);
}

void a_tie_breaker_switches_two_node_off(void**) {
    const Outcome outcome = start(2, {truth("two_node"), truth("auto_tie_breaker")});
    assert_true(!outcome.fatal && !outcome.options.two_node &&
                remarked(outcome, "two_node has been disabled"));
}

void the_lowest_node_breaks_ties_unless_said_otherwise(void**) {
    assert_int_equal(start(4, {truth("auto_tie_breaker")}).options.tie_breaker, TieBreaker::lowest);
}

void the_highest_node_may_break_ties(void**) {
    const auto node = text("auto_tie_breaker_node", "highest");
    assert_int_equal(start(4, {truth("auto_tie_breaker"), node}).options.tie_breaker,
                     TieBreaker::highest);
}

void listed_nodes_may_break_ties(void**) {
    const auto node = text("auto_tie_breaker_node", "3  1 ");
    const Options options = start(4, {truth("auto_tie_breaker"), node}).options;
    const std::vector<NodeId> expected{NodeId{3}, NodeId{1}};
    const bool same = options.tie_list == expected;
    assert_true(same && options.tie_breaker == TieBreaker::list);
}

void nonsense_breaks_no_ties(void**) {
    for (const char* nonsense : {"3 x", "0", "smallest", " ", "1,2", "99999999999"}) {
        const auto node = text("auto_tie_breaker_node", nonsense);
        const Outcome outcome = start(4, {truth("auto_tie_breaker"), node});
        const bool off = outcome.options.tie_breaker == TieBreaker::none;
        const bool told = remarked(outcome, "auto_tie_breaker is off");
        assert_true(off && told);
    }
}

void an_odd_number_of_votes_has_no_tie(void**) {
    const Outcome outcome = start(3, {truth("auto_tie_breaker")});
    assert_true(!outcome.fatal && outcome.options.tie_breaker == TieBreaker::none);
}

void waiting_for_all_makes_odd_ties_possible(void**) {
    const Outcome outcome = start(3, {truth("auto_tie_breaker"), truth("wait_for_all")});
    assert_int_equal(outcome.options.tie_breaker, TieBreaker::lowest);
}

void the_tie_breaker_is_back_when_votes_are_even_again(void**) {
    const Options odd = start(3, {truth("auto_tie_breaker")}).options;
    const Outcome outcome = read_again(map_of(4, 1, {}), odd, {});
    assert_int_equal(outcome.options.tie_breaker, TieBreaker::lowest);
}

void odd_ties_of_the_last_man_standing_are_refused(void**) {
    assert_true(refused(start(3, {truth("auto_tie_breaker"), truth("last_man_standing")}),
                        "need wait_for_all"));
}

void votes_stay_when_the_last_man_standing_gets_an_odd_tie(void**) {
    const Options even = start(4, {truth("auto_tie_breaker"), truth("last_man_standing")}).options;
    const Outcome outcome = read_again(map_of(5, 1, {}), even, {});
    assert_true(!outcome.complete && outcome.options.expected_votes == 4);
}

void a_device_goes_without_what_else_makes_votes(void**) {
    for (const char* name : {"last_man_standing", "auto_tie_breaker", "allow_downscale"}) {
        const bool no_start = refused(start(2, {kDevice, truth(name)}), name);
        const Outcome later = change(2, {truth(name)}, {kDevice, truth(name)});
        assert_true(no_start && !later.options.device_can_operate && remarked(later, name));
    }
}

void given_expected_votes_need_the_devices_votes(void**) {
    const auto expected = number("expected_votes", 4);
    const bool no_start = refused(start(2, {kDevice, expected}), "quorum.device.votes");
    const Outcome later = change(2, {}, {kDevice, expected});
    assert_true(no_start && !later.options.device_can_operate);
}

void unequal_votes_need_the_devices_votes(void**) {
    const Keys keys{kDevice, {"nodelist.node.0.quorum_votes", cmap::Value::of(2U)}};
    const bool no_start = refused(start(2, keys), "other than one vote");
    const Outcome later = change(2, {}, keys);
    assert_true(no_start && !later.options.device_can_operate && !later.options.device_votes);
}

void a_device_leaves_two_votes_to_the_nodes(void**) {
    const Keys keys{kDevice, number("device.votes", 3), number("expected_votes", 4)};
    const bool no_start = refused(start(2, keys), "fewer than two");
    const Outcome later = change(2, {}, keys);
    assert_true(no_start && !later.options.device_can_operate);
}

void a_device_has_a_vote_less_than_the_nodes(void**) {
    const Options options = start(4, {kDevice}).options;
    assert_true(options.device_votes == 3U && options.expected_votes == 7);
}

void given_votes_of_a_device_are_not_expected_yet(void**) {
    const Options options = start(2, {kDevice, kDeviceVotes}).options;
    assert_true(options.device_votes == 1U && options.expected_votes == 2);
}

void no_device_has_no_votes(void**) {
    const Outcome outcome = change(2, {kDevice}, {});
    assert_true(outcome.options.device_votes == 0U && !outcome.options.device);
}

void tracking_expects_the_most_ever_seen(void**) {
    const Outcome outcome = start(2, {truth("expected_votes_tracking")}, {false, 5});
    assert_int_equal(outcome.options.expected_votes, 5);
}

void downscaling_tracks(void**) {
    assert_true(start(2, {truth("allow_downscale")}).options.expected_votes_tracking);
}

void what_is_fixed_at_the_start_is_not_read_again(void**) {
    const Options options =
        change(4, {},
               {truth("wait_for_all"), truth("last_man_standing"), truth("auto_tie_breaker"),
                truth("allow_downscale"), truth("expected_votes_tracking"),
                number("last_man_standing_window", 5)})
            .options;
    assert_true(!options.wait_for_all && !options.last_man_standing && !options.allow_downscale &&
                !options.expected_votes_tracking && options.tie_breaker == TieBreaker::none &&
                options.last_man_standing_window_ms == 10000);
}

void times_of_the_device_are_read_again(void**) {
    const Options options =
        change(2, {}, {number("device.timeout", 1), number("device.sync_timeout", 2)}).options;
    assert_true(options.device_timeout_ms == 1 && options.device_sync_timeout_ms == 2);
}

void the_device_s_master_may_be_given(void**) {
    const Keys keys{kDevice, truth("device.master_wins")};
    assert_true(start(2, keys).options.device_master_wins);
}

// Nodes were added while it was down: half of them must not believe the old number.
void tracking_expects_no_less_than_is_configured(void**) {
    const Outcome outcome = start(6, {truth("expected_votes_tracking")}, {false, 3});
    assert_int_equal(outcome.options.expected_votes, 6);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(without_nodelist_and_expected_votes_there_is_no_start),
        cmocka_unit_test(losing_all_that_tells_expected_votes_changes_nothing),
        cmocka_unit_test(the_nodes_votes_are_expected),
        cmocka_unit_test(own_votes_are_those_of_the_own_place_in_the_list),
        cmocka_unit_test(given_expected_votes_win),
        cmocka_unit_test(without_a_nodelist_votes_are_given),
        cmocka_unit_test(more_than_ten_nodes_are_all_counted),
        cmocka_unit_test(votes_beyond_what_fits_are_clamped),
        cmocka_unit_test(two_node_and_a_device_are_refused),
        cmocka_unit_test(two_node_goes_when_a_device_is_registered),
        cmocka_unit_test(a_device_that_is_not_registered_goes_for_two_node),
        cmocka_unit_test(the_device_may_operate_again_when_the_conflict_is_gone),
        cmocka_unit_test(two_node_with_three_nodes_is_refused),
        cmocka_unit_test(two_node_is_dropped_when_there_are_three_nodes),
        cmocka_unit_test(two_node_implies_wait_for_all),
        cmocka_unit_test(a_given_wait_for_all_is_not_implied),
        cmocka_unit_test(an_implied_wait_for_all_goes_with_two_node),
        cmocka_unit_test(a_given_wait_for_all_stays),
        cmocka_unit_test(a_tie_breaker_switches_two_node_off),
        cmocka_unit_test(the_lowest_node_breaks_ties_unless_said_otherwise),
        cmocka_unit_test(the_highest_node_may_break_ties),
        cmocka_unit_test(listed_nodes_may_break_ties),
        cmocka_unit_test(nonsense_breaks_no_ties),
        cmocka_unit_test(an_odd_number_of_votes_has_no_tie),
        cmocka_unit_test(waiting_for_all_makes_odd_ties_possible),
        cmocka_unit_test(the_tie_breaker_is_back_when_votes_are_even_again),
        cmocka_unit_test(odd_ties_of_the_last_man_standing_are_refused),
        cmocka_unit_test(votes_stay_when_the_last_man_standing_gets_an_odd_tie),
        cmocka_unit_test(a_device_goes_without_what_else_makes_votes),
        cmocka_unit_test(given_expected_votes_need_the_devices_votes),
        cmocka_unit_test(unequal_votes_need_the_devices_votes),
        cmocka_unit_test(a_device_leaves_two_votes_to_the_nodes),
        cmocka_unit_test(a_device_has_a_vote_less_than_the_nodes),
        cmocka_unit_test(given_votes_of_a_device_are_not_expected_yet),
        cmocka_unit_test(no_device_has_no_votes),
        cmocka_unit_test(tracking_expects_the_most_ever_seen),
        cmocka_unit_test(downscaling_tracks),
        cmocka_unit_test(what_is_fixed_at_the_start_is_not_read_again),
        cmocka_unit_test(times_of_the_device_are_read_again),
        cmocka_unit_test(the_device_s_master_may_be_given),
        cmocka_unit_test(tracking_expects_no_less_than_is_configured),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
