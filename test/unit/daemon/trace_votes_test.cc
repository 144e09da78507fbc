// test/unit/daemon/trace_votes_test.cc - what a trace says of votes and quorum is what the oracle
// reads.
#include "daemon/trace_file.h"
#include "unit/daemon/traced.h"

#include <memory>

#include "unit/cmocka.h" // last: its fail() is a macro

using namespace baton;
using baton::test::only;
using baton::test::Traced;
using baton::test::traced;

namespace {

const RingId kRing{{1}, 8};

config::Config counting() {
    config::Config config;
    config.quorum.provider = "corosync_votequorum";
    for (const std::uint32_t id : {1U, 2U, 3U}) config.nodes.emplace_back().id = {id};
    config.nodes[1].votes = 2;
    return config;
}

template <class... Each>
NodeActions actions(Each... each) {
    NodeActions all;
    (all.emplace_back(std::move(each)), ...);
    return all;
}

// What is read of a node that starts, and then finds quorum.
Traced started(const config::Config& config, std::uint32_t tracked = 0) {
    return traced([&](TraceFile& trace) {
        trace.count_by(config, tracked);
        trace.started(4);
        trace.led_to(actions(Command{QuorumChanged{true, kRing, {{1}}}}));
    });
}

const oracle::Rules* rules_in(const Traced& traced) {
    return traced.events.size() == 3 ? std::get_if<oracle::Rules>(&traced.events[1].what) : nullptr;
}

bool are_not_known(const Traced& traced) {
    return traced.events.size() == 2 &&
           std::holds_alternative<oracle::Revote>(traced.events[1].what);
}

void the_rules_of_voting_follow_the_start(void** /*state*/) {
    const Traced read = started(counting());
    const auto* rules = rules_in(read);
    assert_non_null(rules);
    assert_true((rules->votes == oracle::Shares{{1, 1}, {2, 2}, {3, 1}}));
    assert_false(rules->two_node || rules->wait || rules->downscale);
    assert_true(rules->tie == oracle::TieBreaker::none && rules->window == 0 && rules->device == 0);
}

void each_rule_of_voting_can_be_read(void** /*state*/) {
    config::Config config = counting();
    config.quorum.wait_for_all = true;
    config.quorum.last_man_standing = true;
    config.quorum.last_man_standing_window_ms = 20;
    config.quorum.auto_tie_breaker = true;
    config.quorum.auto_tie_breaker_node = "3 1";
    config.quorum.allow_downscale = true;
    const Traced read = started(config);
    const auto* rules = rules_in(read);
    assert_non_null(rules);
    assert_true(rules->wait && rules->downscale && rules->window == 20'000'000);
    assert_true(rules->tie == oracle::TieBreaker::list && (rules->order == oracle::Nodes{3, 1}));
}

void each_tie_breaker_has_its_name(void** /*state*/) {
    const auto tie_by = [](const char* node) {
        config::Config config = counting();
        config.quorum.auto_tie_breaker = true;
        config.quorum.auto_tie_breaker_node = node;
        const Traced read = started(config);
        const auto* rules = rules_in(read);
        return rules == nullptr ? -1 : static_cast<int>(rules->tie);
    };
    assert_int_equal(tie_by("lowest"), oracle::TieBreaker::lowest);
    assert_int_equal(tie_by("highest"), oracle::TieBreaker::highest);
    assert_int_equal(tie_by("nobody"), oracle::TieBreaker::none);
}

void votes_of_a_device_are_expected_too(void** /*state*/) {
    config::Config config = counting();
    config.quorum.device.model = "net";
    config.quorum.device.votes = 3;
    config.quorum.expected_votes = 7;
    const Traced read = started(config);
    const auto* rules = rules_in(read);
    assert_non_null(rules);
    assert_int_equal(rules->device, 3);
}

void without_votes_nothing_is_told_of_quorum(void** /*state*/) {
    config::Config config = counting();
    config.quorum.provider = "";
    const Traced read = started(config);
    assert_non_null(only<oracle::Start>(read));
}

// What a checker would expect is not what is counted.
void expected_votes_of_their_own_are_no_rules(void** /*state*/) {
    config::Config config = counting();
    config.quorum.expected_votes = 9;
    assert_true(are_not_known(started(config)));
    config.quorum.expected_votes = 4;
    assert_non_null(rules_in(started(config)));
}

void expected_votes_that_were_seen_are_no_rules(void** /*state*/) {
    config::Config config = counting();
    assert_non_null(rules_in(started(config, 5)));
    config.quorum.expected_votes_tracking = true;
    assert_non_null(rules_in(started(config, 4)));
    assert_true(are_not_known(started(config, 5)));
}

// What is read when this request was asked and this came of the step.
Traced asked(const ClientRequest& request, CsError error) {
    return traced([&](TraceFile& trace) {
        trace.asked(request);
        trace.led_to(
            actions(ReplyToClient{ClientId{1}, votequorum::Reply{votequorum::StatusReply{error}}}));
    });
}

void quorum_can_be_read(void** /*state*/) {
    const Traced read = traced([](TraceFile& trace) {
        trace.count_by(counting(), 0);
        trace.led_to(actions(Command{QuorumChanged{true, kRing, {{1}, {2}}}},
                             Command{QuorumChanged{false, {}, {}}}));
    });
    assert_int_equal(read.events.size(), 2);
    const auto& here = std::get<oracle::Quorum>(read.events[0].what);
    const auto& none = std::get<oracle::Quorum>(read.events[1].what);
    assert_true(here.quorate && (here.ring == oracle::Ring{8, 1}));
    assert_true((here.members == oracle::Nodes{1, 2}));
    assert_true(!none.quorate && none.ring == oracle::Ring{} && none.members.empty());
}

void granted_requests_are_told_and_refused_ones_are_not(void** /*state*/) {
    const ClientRequest expect = votequorum::Request{votequorum::SetExpectedRequest{3}};
    const Traced granted = asked(expect, CsError::ok);
    const Traced refused = asked(expect, CsError::invalid_param);
    const auto* event = only<oracle::Expect>(granted);
    assert_true(event != nullptr && event->votes == 3);
    assert_int_equal(refused.events.size(), 0);
}

void a_vote_of_the_device_can_be_read(void** /*state*/) {
    const Traced read =
        asked(votequorum::Request{votequorum::DevicePollRequest{"d", true, kRing}}, CsError::ok);
    const auto* event = only<oracle::Device>(read);
    assert_true(event != nullptr && event->cast && (event->ring == oracle::Ring{8, 1}));
}

void keys_that_change_the_count_are_told(void** /*state*/) {
    const auto set = [](const char* key) {
        return asked(cmap::Request{cmap::SetRequest{key, cmap::Value::of(1U)}}, CsError::ok);
    };
    assert_non_null(only<oracle::Revote>(set("quorum.expected_votes")));
    assert_non_null(only<oracle::Revote>(set("nodelist.node.0.quorum_votes")));
    assert_non_null(only<oracle::Pardon>(set("quorum.cancel_wait_for_all")));
    assert_int_equal(set("logging.debug").events.size(), 0);
}

void a_reload_tells_only_when_it_changes_the_rules(void** /*state*/) {
    const auto reloaded = [](std::uint32_t votes) {
        auto fresh = std::make_shared<config::Config>(counting());
        fresh->nodes[1].votes = votes;
        return traced([&](TraceFile& trace) {
            trace.count_by(counting(), 0);
            trace.led_to(actions(Command{ApplyConfiguration{fresh}}));
        });
    };
    assert_int_equal(reloaded(2).events.size(), 0);
    assert_non_null(only<oracle::Revote>(reloaded(3)));
}

void who_is_about_to_leave_says_so(void** /*state*/) {
    const Traced read = traced([](TraceFile& trace) { trace.departing(); });
    assert_non_null(only<oracle::Depart>(read));
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(the_rules_of_voting_follow_the_start),
        cmocka_unit_test(each_rule_of_voting_can_be_read),
        cmocka_unit_test(each_tie_breaker_has_its_name),
        cmocka_unit_test(votes_of_a_device_are_expected_too),
        cmocka_unit_test(without_votes_nothing_is_told_of_quorum),
        cmocka_unit_test(expected_votes_of_their_own_are_no_rules),
        cmocka_unit_test(expected_votes_that_were_seen_are_no_rules),
        cmocka_unit_test(quorum_can_be_read),
        cmocka_unit_test(granted_requests_are_told_and_refused_ones_are_not),
        cmocka_unit_test(a_vote_of_the_device_can_be_read),
        cmocka_unit_test(keys_that_change_the_count_are_told),
        cmocka_unit_test(a_reload_tells_only_when_it_changes_the_rules),
        cmocka_unit_test(who_is_about_to_leave_says_so),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
