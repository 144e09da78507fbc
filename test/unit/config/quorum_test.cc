// test/unit/config/quorum_test.cc - votes, and combinations that are refused.
#include "unit/cmocka.h"
#include "unit/config/support.h"

using namespace baton::config;
using namespace baton::config::test;

namespace {

Parsed parse_votes(std::string_view quorum, std::initializer_list<std::string_view> votes) {
    std::string text = good_totem();
    int number = 0;
    for (const std::string_view each : votes) {
        const std::string place = std::to_string(++number);
        text += node("ring0_addr: 10.0.0." + place + "\nnodeid: " + place +
                     "\nquorum_votes: " + std::string(each) + "\n");
    }
    return parse("quorum {\nprovider: corosync_votequorum\n" + std::string(quorum) + "}\n" + text);
}

void expected_votes_are_the_sum_of_the_nodes_votes(void** /*state*/) {
    const Parsed parsed = parse_votes("", {"1", "2", "3"});
    assert_int_equal(parsed.config.quorum.expected_votes, 6);
}

void explicit_expected_votes_win(void** /*state*/) {
    const Parsed parsed = parse_votes("expected_votes: 9\n", {"1", "1"});
    assert_int_equal(parsed.config.quorum.expected_votes, 9);
}

void two_node_switches_wait_for_all_on(void** /*state*/) {
    const Parsed parsed = parse_votes("two_node: 1\n", {"1", "1"});
    assert_true(parsed.config.quorum.two_node && parsed.config.quorum.wait_for_all);
    assert_int_equal(parsed.errors(), 0);
}

void two_node_leaves_an_explicit_wait_for_all(void** /*state*/) {
    const Parsed parsed = parse_votes("two_node: 1\nwait_for_all: 0\n", {"1", "1"});
    assert_false(parsed.config.quorum.wait_for_all);
}

void two_node_with_three_nodes_is_refused(void** /*state*/) {
    const Parsed parsed = parse_votes("two_node: 1\n", {"1", "1", "1"});
    assert_true(parsed.error(3, "two_node with 3 nodes"));
    assert_int_equal(parsed.diagnostics.exit_code(), 8);
}

void two_node_with_a_device_is_refused(void** /*state*/) {
    const Parsed parsed = parse_votes("two_node: 1\ndevice {\nmodel: net\n}\n", {"1", "1"});
    assert_true(parsed.error(3, "device"));
}

void two_node_with_a_tie_breaker_is_dropped_with_a_warning(void** /*state*/) {
    const Parsed parsed = parse_votes("two_node: 1\nauto_tie_breaker: 1\n", {"1", "1"});
    assert_true(parsed.warning(3, "switches two_node off"));
    assert_false(parsed.config.quorum.two_node);
}

void two_node_without_a_provider_warns(void** /*state*/) {
    const Parsed parsed = parse_behind("quorum {\ntwo_node: 1\n}\n");
    assert_true(parsed.warning(12, "without a provider"));
}

void an_unknown_provider_is_refused(void** /*state*/) {
    const Parsed parsed = parse_behind("quorum {\nprovider: mine\n}\n");
    assert_true(parsed.error(12, "write 'provider: corosync_votequorum'"));
}

void a_device_has_one_vote_less_than_there_are_nodes(void** /*state*/) {
    const Parsed parsed = parse_votes("device {\nmodel: net\n}\n", {"1", "1", "1"});
    assert_int_equal(parsed.errors(), 0);
    assert_int_equal(*parsed.config.quorum.device.votes, 2);
    assert_int_equal(parsed.config.quorum.expected_votes, 5);
}

void a_device_needs_votes_if_the_nodes_votes_differ(void** /*state*/) {
    const Parsed parsed = parse_votes("device {\nmodel: net\n}\n", {"1", "2"});
    assert_true(parsed.error(4, "write 'votes: NUMBER'"));
}

void a_device_needs_votes_if_expected_votes_are_given(void** /*state*/) {
    const Parsed parsed = parse_votes("expected_votes: 3\ndevice {\nmodel: net\n}\n", {"1", "1"});
    assert_true(parsed.error(5, "write 'votes: NUMBER'"));
}

void a_device_must_leave_two_votes_to_the_nodes(void** /*state*/) {
    const Parsed parsed =
        parse_votes("expected_votes: 3\ndevice {\nmodel: net\nvotes: 2\n}\n", {"1", "1"});
    assert_true(parsed.error(6, "fewer than two are left"));
}

void a_device_goes_with_none_of_the_vote_games(void** /*state*/) {
    for (const char* name : {"last_man_standing", "auto_tie_breaker", "allow_downscale"}) {
        const Parsed parsed =
            parse_votes(std::string(name) + ": 1\ndevice {\nmodel: net\n}\n", {"1", "1"});
        assert_true(parsed.error(3, name));
    }
}

void a_tie_breaker_with_odd_votes_is_dropped_with_a_warning(void** /*state*/) {
    const Parsed parsed = parse_votes("auto_tie_breaker: 1\n", {"1", "1", "1"});
    assert_true(parsed.warning(3, "odd number"));
    assert_false(parsed.config.quorum.auto_tie_breaker);
}

void a_tie_breaker_with_odd_votes_and_wait_for_all_stays(void** /*state*/) {
    const Parsed parsed = parse_votes("auto_tie_breaker: 1\nwait_for_all: 1\n", {"1", "1", "1"});
    assert_true(parsed.config.quorum.auto_tie_breaker);
}

void a_tie_breaker_with_odd_votes_and_last_man_standing_is_refused(void** /*state*/) {
    const Parsed parsed =
        parse_votes("auto_tie_breaker: 1\nlast_man_standing: 1\n", {"1", "1", "1"});
    assert_true(parsed.error(3, "wait_for_all"));
}

void a_tie_breaker_that_is_no_node_is_refused(void** /*state*/) {
    for (const char* wrong : {"smallest", "1,2", "0"}) {
        const Parsed parsed = parse_votes(
            "auto_tie_breaker: 1\nauto_tie_breaker_node: " + std::string(wrong) + "\n", {"1", "1"});
        assert_true(parsed.error(4, "write lowest, highest, or node ids"));
    }
}

void tie_breakers_may_be_listed(void** /*state*/) {
    const Parsed parsed =
        parse_votes("auto_tie_breaker: 1\nauto_tie_breaker_node: 2 1\n", {"1", "1"});
    assert_int_equal(parsed.diagnostics.all().size(), 0);
}

void the_nodes_votes_decide_whether_there_is_a_tie(void** /*state*/) {
    const Parsed parsed = parse_votes("auto_tie_breaker: 1\nexpected_votes: 4\n", {"1", "1", "1"});
    assert_false(parsed.config.quorum.auto_tie_breaker);
}

void more_expected_votes_than_there_can_be_are_doubted(void** /*state*/) {
    const Parsed parsed = parse_votes("expected_votes: 7\n", {"1", "1", "1"});
    assert_true(parsed.warning(3, "asks for 4 votes, and all nodes together have 3"));
    assert_int_equal(parsed.errors(), 0);
}

void expected_votes_that_a_majority_of_all_needs_are_not_doubted(void** /*state*/) {
    const Parsed fewer = parse_votes("expected_votes: 2\n", {"1", "1", "1"});
    const Parsed more = parse_votes("expected_votes: 4\n", {"1", "1", "1"});
    const Parsed two = parse_votes("two_node: 1\nexpected_votes: 2\n", {"1", "1"});
    assert_int_equal(fewer.diagnostics.all().size(), 0);
    assert_int_equal(more.diagnostics.all().size(), 0);
    assert_int_equal(two.diagnostics.all().size(), 0);
}

void a_tie_breaker_that_is_not_in_the_nodelist_is_doubted(void** /*state*/) {
    const Parsed parsed = parse("quorum {\nprovider: corosync_votequorum\nauto_tie_breaker: 1\n"
                                "auto_tie_breaker_node: 1 9\n}\n" +
                                good_totem() + node("ring0_addr: 10.0.0.1\nnodeid: 1\n") +
                                node("ring0_addr: 10.0.0.2\nnodeid: 2\n"));
    assert_true(parsed.warning(4, "no node of the nodelist has the id 9"));
    assert_int_equal(parsed.diagnostics.all().size(), 1);
}

void settings_of_what_is_off_are_doubted(void** /*state*/) {
    const Parsed parsed =
        parse_votes("auto_tie_breaker_node: highest\nlast_man_standing_window: 100\n", {"1", "1"});
    assert_true(parsed.warning(3, "auto_tie_breaker_node has no effect without auto_tie_breaker"));
    assert_true(parsed.warning(4, "write 'last_man_standing: 1' as well, or remove it"));
}

void the_last_man_standing_should_wait_for_all(void** /*state*/) {
    const Parsed parsed = parse_votes("last_man_standing: 1\n", {"1", "1", "1"});
    assert_true(parsed.warning(3, "write 'wait_for_all: 1' as well"));
}

void the_last_man_standing_has_one_vote(void** /*state*/) {
    const Parsed parsed = parse_votes("last_man_standing: 1\nwait_for_all: 1\n", {"1", "2", "1"});
    assert_true(parsed.warning(3, "give each node one vote"));
}

void somebody_must_have_a_vote(void** /*state*/) {
    const Parsed parsed = parse_votes("", {"0", "0"});
    assert_true(parsed.error(2, "no node has a vote"));
}

void the_historic_provider_is_refused(void** /*state*/) {
    const Parsed parsed = parse_behind("quorum {\nprovider: corosync_ykd\n}\n");
    assert_true(parsed.error(12, "write 'provider: corosync_votequorum'"));
}

void allow_downscale_switches_tracking_on(void** /*state*/) {
    const Parsed parsed = parse_votes("allow_downscale: 1\n", {"1", "1"});
    assert_true(parsed.config.quorum.expected_votes_tracking);
}

void the_net_device_and_heuristics_have_known_keys(void** /*state*/) {
    const Parsed parsed =
        parse_votes("device {\nmodel: net\nnet {\nhost: qnetd\nalgorithm: ffsplit\ntls: "
                    "on\n}\nheuristics {\nmode: on\nexec_ping: /bin/ping\n}\n}\n",
                    {"1", "1"});
    assert_int_equal(parsed.diagnostics.all().size(), 0);
}

void expected_votes_that_two_parts_could_have_are_refused(void** /*state*/) {
    const Parsed parsed = parse_votes("expected_votes: 2\n", {"1", "1", "1", "1"});
    assert_true(parsed.error(3, "two parts of the cluster"));
}

void a_tie_breaker_must_be_a_number_of_a_node(void** /*state*/) {
    const Parsed giant =
        parse_votes("auto_tie_breaker: 1\nauto_tie_breaker_node: 4294967297\n", {"1", "1"});
    const Parsed known =
        parse_votes("auto_tie_breaker: 1\nauto_tie_breaker_node: 2 1\n", {"1", "1"});
    assert_true(giant.error(4, "names no node"));
    assert_string_equal(known.config.quorum.auto_tie_breaker_node.c_str(), "2 1");
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(expected_votes_are_the_sum_of_the_nodes_votes),
        cmocka_unit_test(explicit_expected_votes_win),
        cmocka_unit_test(two_node_switches_wait_for_all_on),
        cmocka_unit_test(two_node_leaves_an_explicit_wait_for_all),
        cmocka_unit_test(two_node_with_three_nodes_is_refused),
        cmocka_unit_test(two_node_with_a_device_is_refused),
        cmocka_unit_test(two_node_with_a_tie_breaker_is_dropped_with_a_warning),
        cmocka_unit_test(two_node_without_a_provider_warns),
        cmocka_unit_test(an_unknown_provider_is_refused),
        cmocka_unit_test(a_device_has_one_vote_less_than_there_are_nodes),
        cmocka_unit_test(a_device_needs_votes_if_the_nodes_votes_differ),
        cmocka_unit_test(a_device_needs_votes_if_expected_votes_are_given),
        cmocka_unit_test(a_device_must_leave_two_votes_to_the_nodes),
        cmocka_unit_test(a_device_goes_with_none_of_the_vote_games),
        cmocka_unit_test(a_tie_breaker_with_odd_votes_is_dropped_with_a_warning),
        cmocka_unit_test(a_tie_breaker_with_odd_votes_and_wait_for_all_stays),
        cmocka_unit_test(a_tie_breaker_with_odd_votes_and_last_man_standing_is_refused),
        cmocka_unit_test(a_tie_breaker_that_is_no_node_is_refused),
        cmocka_unit_test(tie_breakers_may_be_listed),
        cmocka_unit_test(the_nodes_votes_decide_whether_there_is_a_tie),
        cmocka_unit_test(more_expected_votes_than_there_can_be_are_doubted),
        cmocka_unit_test(expected_votes_that_a_majority_of_all_needs_are_not_doubted),
        cmocka_unit_test(a_tie_breaker_that_is_not_in_the_nodelist_is_doubted),
        cmocka_unit_test(settings_of_what_is_off_are_doubted),
        cmocka_unit_test(the_last_man_standing_should_wait_for_all),
        cmocka_unit_test(the_last_man_standing_has_one_vote),
        cmocka_unit_test(somebody_must_have_a_vote),
        cmocka_unit_test(the_historic_provider_is_refused),
        cmocka_unit_test(allow_downscale_switches_tracking_on),
        cmocka_unit_test(the_net_device_and_heuristics_have_known_keys),
        cmocka_unit_test(expected_votes_that_two_parts_could_have_are_refused),
        cmocka_unit_test(a_tie_breaker_must_be_a_number_of_a_node),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
