// test/unit/tools/cluster_event_test.cc - events: out of changes of the map, and as text.
#include "cluster_event.h"
#include "quorum_turns.h"
#include "unit/cmocka.h"

#include <algorithm>

using namespace baton::tool;

namespace {

using Kind = ClusterEvent::Kind;

MapValue text(const char* value) { return *lenient_value(CMAP_VALUETYPE_STRING, value); }
MapValue number(const char* value) { return *lenient_value(CMAP_VALUETYPE_UINT8, value); }

std::string line_of(const MapChange& change) {
    auto event = event_in(change);
    if (!event) return "none";
    event->host = "alpha";
    return event_line(*event);
}

ClusterEvent member() {
    return {.kind = Kind::member, .host = "beta", .node = 2, .good = true, .address = "10.0.0.2"};
}

void a_member_that_joins_is_an_event(void**) {
    auto event =
        event_in({CMAP_TRACK_MODIFY, "runtime.members.2.status", text("joined"), text("left")});
    assert_true(event.has_value());
    event->host = "beta";
    event->address = "10.0.0.2";
    assert_string_equal(event_line(*event).c_str(), "beta[2] ip:10.0.0.2 joined");
}

void a_member_that_left_is_an_event(void**) {
    assert_string_equal(
        line_of({CMAP_TRACK_MODIFY, "runtime.members.2.status", text("left"), text("joined")})
            .c_str(),
        "alpha[2] ip: left");
}

void other_keys_of_a_member_are_none(void**) {
    assert_false(event_in({CMAP_TRACK_MODIFY, "runtime.members.2.ip", text("x"), {}}).has_value());
    assert_false(
        event_in({CMAP_TRACK_MODIFY, "runtime.members.2.statusx", text("x"), {}}).has_value());
    assert_false(
        event_in({CMAP_TRACK_DELETE, "runtime.members.2.status", {}, text("left")}).has_value());
}

void a_client_comes_and_goes(void**) {
    const std::string key = "stats.ipcs.service2.4711.0x55d0.procname";
    assert_string_equal(line_of({CMAP_TRACK_ADD, key, text("cibd"), {}}).c_str(),
                        "alpha[0] 0x55d0.4711.cibd is now connected to corosync");
    assert_string_equal(line_of({CMAP_TRACK_DELETE, key, {}, text("cibd")}).c_str(),
                        "alpha[0] 0x55d0.4711.cibd is now disconnected from corosync");
    assert_string_equal(line_of({CMAP_TRACK_MODIFY, key, text("a"), text("b")}).c_str(), "none");
}

void a_link_goes_down_and_up(void**) {
    const std::string key = "stats.knet.node3.link1.connected";
    assert_string_equal(line_of({CMAP_TRACK_MODIFY, key, number("0"), number("1")}).c_str(),
                        "alpha[0] link 1 to node 3 is now disconnected");
    assert_string_equal(line_of({CMAP_TRACK_MODIFY, key, number("1"), number("0")}).c_str(),
                        "alpha[0] link 1 to node 3 is now operational");
    assert_string_equal(line_of({CMAP_TRACK_ADD, key, number("1"), {}}).c_str(), "none");
}

void the_quorum_is_won_and_lost(void**) {
    const ClusterEvent won{.kind = Kind::quorum, .host = "alpha", .node = 1, .good = true};
    const ClusterEvent lost{.kind = Kind::quorum, .host = "alpha", .node = 1};
    assert_string_equal(event_line(won).c_str(), "alpha[1] is now quorate");
    assert_string_equal(event_line(lost).c_str(), "alpha[1] has lost quorum");
}

void the_last_address_counts(void**) {
    assert_string_equal(last_address("r(0) ip(10.0.0.1) r(1) ip(10.1.0.1) ").c_str(), "10.1.0.1");
    assert_string_equal(last_address("r(0) ip(10.0.0.1").c_str(), "10.0.0.1");
    assert_string_equal(last_address("").c_str(), "");
}

void json_has_stable_names(void**) {
    assert_string_equal(event_json(member(), 5.5).c_str(),
                        "{\"schema_version\":1,\"when\":5.5,\"event\":\"member\",\"state\":"
                        "\"joined\",\"host\":\"beta\",\"node\":2,\"address\":\"10.0.0.2\"}\n");
}

void a_program_finds_all_in_its_environment(void**) {
    const auto all = event_environment({.kind = Kind::link, .host = "a", .link = 1});
    for (const char* wanted : {"BATON_EVENT=link", "BATON_STATE=disconnected", "BATON_HOST=a",
                               "BATON_NODE=0", "BATON_LINK=1", "BATON_OTHER_NODE=0"})
        assert_true(std::ranges::find(all, wanted) != all.end());
    const auto other = event_environment(member());
    assert_true(std::ranges::find(other, "BATON_ADDRESS=10.0.0.2") != other.end());
}

void a_name_cannot_drive_the_terminal(void**) {
    ClusterEvent event = member();
    event.host = "b\033[2J";
    assert_true(event_line(event).find('\033') == std::string::npos);
}

void a_turn_is_not_lost_to_the_event_after_it(void**) {
    QuorumTurns turns;
    turns.told(true);
    const bool gained = turns.take() == std::vector<bool>{true};
    turns.told(false);
    turns.told(false);
    const auto taken = turns.take();
    const bool none_left = turns.take().empty();
    assert_true(gained && taken == std::vector<bool>{false} && none_left);
}

void every_turn_counts(void**) {
    QuorumTurns turns;
    for (const bool quorate : {false, true, true, false}) turns.told(quorate);
    assert_true((turns.take() == std::vector<bool>{false, true, false}));
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(a_member_that_joins_is_an_event),
        cmocka_unit_test(a_member_that_left_is_an_event),
        cmocka_unit_test(other_keys_of_a_member_are_none),
        cmocka_unit_test(a_client_comes_and_goes),
        cmocka_unit_test(a_link_goes_down_and_up),
        cmocka_unit_test(the_quorum_is_won_and_lost),
        cmocka_unit_test(the_last_address_counts),
        cmocka_unit_test(json_has_stable_names),
        cmocka_unit_test(a_program_finds_all_in_its_environment),
        cmocka_unit_test(a_name_cannot_drive_the_terminal),
        cmocka_unit_test(a_turn_is_not_lost_to_the_event_after_it),
        cmocka_unit_test(every_turn_counts),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
