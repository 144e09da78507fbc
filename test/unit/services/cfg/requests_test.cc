// test/unit/services/cfg/requests_test.cc - what a tool is told about links and nodes, and how a
// node is killed.
#include "unit/services/cfg/bench.h"

#include "unit/cmocka.h" // last: it has a macro fail()

using namespace baton;
using namespace baton::cfg;
using cfg::testing::Bench;

namespace {

constexpr std::uint64_t kTool = 1;
constexpr int kTryAgain = 6;
constexpr int kNotExist = 12;
constexpr int kNotSupported = 19;
constexpr int kFailed = 21;

void the_links_are_those_of_the_network(void**) {
    Bench bench;
    bench.ask(kTool, RingStatusRequest{});
    const auto* reply = bench.last<RingStatusReply>(kTool);
    assert_true(reply != nullptr && reply->links.size() == 2);
    assert_string_equal(reply->links[1].name.c_str(), "1 10.1.0.1");
    assert_string_equal(reply->links[1].status.c_str(), "n1");
}

void a_network_that_knows_nothing_has_no_links(void**) {
    Bench bench;
    const Outside nothing;
    CfgService service{NodeId{1}, bench.map, nothing, bench.reload, bench.key_change};
    service.on_request(ClientId{kTool}, Request{RingStatusRequest{}}, bench);
    const auto* reply = bench.last<RingStatusReply>(kTool);
    assert_true(reply != nullptr && reply->links.empty());
}

void a_ring_cannot_be_enabled_again(void**) {
    Bench bench;
    bench.ask(kTool, RingReenableRequest{});
    assert_int_equal(bench.error(kTool), kNotSupported);
}

void addresses_are_one_per_link(void**) {
    Bench bench;
    bench.ask(kTool, AddressesRequest{NodeId{3}});
    const auto* reply = bench.last<AddressesReply>(kTool);
    assert_true(reply != nullptr && reply->addresses.size() == 2);
    assert_string_equal(reply->addresses[0].text().c_str(), "10.0.0.3");
}

void node_0_is_this_one(void**) {
    Bench bench;
    bench.ask(kTool, AddressesRequest{});
    const auto* reply = bench.last<AddressesReply>(kTool);
    assert_string_equal(reply->addresses[0].text().c_str(), "10.0.0.1");
}

void an_unknown_node_has_no_addresses(void**) {
    Bench bench;
    bench.ask(kTool, AddressesRequest{NodeId{9}});
    assert_int_equal(bench.error(kTool), kNotExist);
}

void the_own_number_is_told(void**) {
    Bench bench;
    bench.ask(kTool, LocalGetRequest{});
    const auto* reply = bench.last<LocalGetReply>(kTool);
    assert_true(reply != nullptr && reply->node == NodeId{1});
}

void the_status_of_a_node_is_the_network_s(void**) {
    Bench bench;
    bench.ask(kTool, NodeStatusRequest{NodeId{2}, 1});
    const auto* reply = bench.last<NodeStatusReply>(kTool);
    assert_true(reply != nullptr && reply->error == CsError::ok);
    assert_true(reply->status.node == NodeId{2} && reply->status.reachable);
}

void an_unknown_node_has_no_status(void**) {
    Bench bench;
    bench.ask(kTool, NodeStatusRequest{NodeId{0}, 1});
    assert_int_equal(bench.error(kTool), kFailed);
}

void a_network_that_knows_nothing_knows_no_status(void**) {
    Bench bench;
    const Outside nothing;
    CfgService service{NodeId{1}, bench.map, nothing, bench.reload, bench.key_change};
    service.on_request(ClientId{kTool}, Request{NodeStatusRequest{NodeId{1}, 1}}, bench);
    assert_int_equal(bench.error(kTool), kFailed);
}

void another_version_of_the_status_is_not_known(void**) {
    Bench bench;
    bench.ask(kTool, NodeStatusRequest{NodeId{2}, 2});
    assert_int_equal(bench.error(kTool), kNotSupported);
    assert_int_equal(bench.last<NodeStatusReply>(kTool)->version, 2);
}

void log_files_are_opened_again_by_the_shell(void**) {
    Bench bench;
    bench.ask(kTool, ReopenLogsRequest{});
    const auto* order = bench.last_command<ReopenLogs>();
    assert_true(order != nullptr && order->client == ClientId{kTool});
    assert_int_equal(bench.answers(kTool), 0);
}

void a_reload_is_the_reload_service_s(void**) {
    Bench bench;
    bench.ask(kTool, ReloadRequest{}); // answered when it is over
    const std::size_t answers = bench.answers(kTool);
    bench.in_sync = true;
    bench.ask(kTool, ReloadRequest{});
    assert_int_equal(answers, 0);
    assert_int_equal(bench.error(kTool), kTryAgain);
}

// ---- killing

void only_members_can_be_killed(void**) {
    Bench bench;
    bench.ask(kTool, KillNodeRequest{NodeId{3}, "why"});
    assert_int_equal(bench.error(kTool), kNotExist);
    assert_true(bench.sent.empty());
}

void the_addressed_node_dies_with_the_reason(void**) {
    Bench bench;
    bench.ask(kTool, KillNodeRequest{NodeId{1}, "it is in the way"});
    bench.receive(2, bench.sent.at(0));
    const auto* order = bench.last_command<Die>();
    assert_int_equal(bench.error(kTool), 1);
    assert_true(order != nullptr && order->exit_code == 255);
    assert_string_equal(order->why.c_str(), "Killed by node 2 : it is in the way");
}

void a_zero_that_is_counted_is_not_text(void**) {
    Bench bench;
    const auto kill = wire::encode(wire::CfgKillNode{NodeId{1}, std::string_view("now", 4)});
    bench.receive(2, {kill.begin(), kill.end()});
    assert_string_equal(bench.last_command<Die>()->why.c_str(), "Killed by node 2 : now");
}

void the_others_live_on(void**) {
    Bench bench;
    bench.ask(kTool, KillNodeRequest{NodeId{2}, "why"});
    bench.receive(1, bench.sent.at(0));
    assert_true(bench.commands.empty());
}

void without_room_or_in_a_synchronisation_it_is_to_try_again(void**) {
    Bench bench;
    bench.room = false;
    bench.ask(kTool, KillNodeRequest{NodeId{2}, "why"});
    const int full = bench.error(kTool);
    bench.room = true;
    bench.in_sync = true;
    bench.ask(kTool, KillNodeRequest{NodeId{2}, "why"});
    assert_int_equal(full, kTryAgain);
    assert_int_equal(bench.error(kTool), kTryAgain);
    assert_true(bench.sent.empty());
}

void who_is_a_member_follows_the_ring(void**) {
    Bench bench;
    bench.service.on_view({true, {NodeId{1}, 11}, {NodeId{1}}, {}, {NodeId{2}}}, bench);
    bench.service.on_view({false, {NodeId{1}, 12}, {NodeId{1}, NodeId{3}}, {NodeId{3}}, {}}, bench);
    bench.ask(kTool, KillNodeRequest{NodeId{3}, ""});
    const int newcomer = bench.error(kTool);
    bench.ask(kTool, KillNodeRequest{NodeId{2}, ""});
    assert_int_equal(newcomer, 1);
    assert_int_equal(bench.error(kTool), kNotExist);
}

void rubbish_is_told_now_and_then(void**) {
    Bench bench;
    for (int i = 0; i < 8; ++i) bench.receive(2, std::vector<std::byte>(8));
    assert_int_equal(bench.logged.size(), 4); // the 1st, 2nd, 4th, 8th
    assert_true(bench.commands.empty());
}

void what_means_nothing_does_nothing(void**) {
    Bench bench;
    const auto phase = wire::encode(wire::CfgCryptoPhase{});
    bench.receive(2, {phase.begin(), phase.end()});
    std::vector<std::byte> reenable(32);
    reenable[2] = std::byte{1};
    reenable[8] = std::byte{32};
    bench.receive(2, reenable);
    assert_true(bench.commands.empty() && bench.logged.empty() && bench.sent.empty());
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(the_links_are_those_of_the_network),
        cmocka_unit_test(a_network_that_knows_nothing_has_no_links),
        cmocka_unit_test(a_network_that_knows_nothing_knows_no_status),
        cmocka_unit_test(a_ring_cannot_be_enabled_again),
        cmocka_unit_test(addresses_are_one_per_link),
        cmocka_unit_test(node_0_is_this_one),
        cmocka_unit_test(an_unknown_node_has_no_addresses),
        cmocka_unit_test(the_own_number_is_told),
        cmocka_unit_test(the_status_of_a_node_is_the_network_s),
        cmocka_unit_test(an_unknown_node_has_no_status),
        cmocka_unit_test(another_version_of_the_status_is_not_known),
        cmocka_unit_test(log_files_are_opened_again_by_the_shell),
        cmocka_unit_test(a_reload_is_the_reload_service_s),
        cmocka_unit_test(only_members_can_be_killed),
        cmocka_unit_test(the_addressed_node_dies_with_the_reason),
        cmocka_unit_test(a_zero_that_is_counted_is_not_text),
        cmocka_unit_test(the_others_live_on),
        cmocka_unit_test(without_room_or_in_a_synchronisation_it_is_to_try_again),
        cmocka_unit_test(who_is_a_member_follows_the_ring),
        cmocka_unit_test(rubbish_is_told_now_and_then),
        cmocka_unit_test(what_means_nothing_does_nothing),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
