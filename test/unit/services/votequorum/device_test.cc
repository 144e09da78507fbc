// test/unit/services/votequorum/device_test.cc - the quorum device: who may be one, and its votes.
#include "unit/services/votequorum/cluster.h"

#include "unit/cmocka.h" // last: it has a macro fail()

using namespace baton;
using namespace baton::votequorum;
using namespace baton::votequorum::testing;

namespace {

const Keys kDevice{text("device.model", "net")};

// Two nodes and a device that is registered on both and votes where `casting` says.
Cluster with_device(bool casting_1, bool casting_2) {
    Cluster cluster(2, kDevice);
    cluster.form({1, 2});
    for (const std::uint32_t id : {1U, 2U}) {
        cluster.ask(id, DeviceRegisterRequest{"Qdevice"});
        const bool casting = id == 1 ? casting_1 : casting_2;
        cluster.ask(id, DevicePollRequest{"Qdevice", casting, cluster.node(id).ring});
    }
    return cluster;
}

void poll(Cluster& cluster, std::uint32_t id, bool casting) {
    cluster.ask(id, DevicePollRequest{"Qdevice", casting, cluster.node(id).ring});
}

void registration_is_answered_when_it_is_ordered(void**) {
    Cluster cluster(2, kDevice);
    cluster.form({1, 2});
    TestNode& node = cluster.node(1);
    node.votes.on_request(ClientId{1}, DeviceRegisterRequest{"Qdevice"}, node);
    const bool early = node.replies.contains(1);
    cluster.run();
    const bool answered = node.replies.contains(1);
    const std::string name = cluster.info(1).device_name;
    const std::string elsewhere = cluster.info(2).device_name;
    assert_false(early);
    assert_true(answered);
    assert_string_equal(name.c_str(), "Qdevice");
    assert_string_equal(elsewhere.c_str(), "Qdevice");
}

void the_same_name_may_register_again_another_may_not(void**) {
    Cluster cluster = with_device(true, true);
    assert_int_equal(cluster.ask(1, DeviceRegisterRequest{"Qdevice"}), CsError::ok);
    assert_int_equal(cluster.ask(1, DeviceRegisterRequest{"Other"}), CsError::exist);
}

void one_registration_at_a_time(void**) {
    Cluster cluster(2, kDevice);
    cluster.form({1, 2});
    TestNode& node = cluster.node(1);
    node.votes.on_connected(ClientId{2});
    node.votes.on_request(ClientId{2}, DeviceRegisterRequest{"Qdevice"}, node);
    node.votes.on_request(ClientId{1}, DeviceRegisterRequest{"Qdevice"}, node);
    const CsError second = std::get<StatusReply>(node.replies.at(1)).error;
    assert_int_equal(second, CsError::try_again);
}

void another_name_than_elsewhere_is_refused(void**) {
    Cluster cluster(2, kDevice);
    cluster.form({1, 2});
    cluster.ask(2, DeviceRegisterRequest{"Qdevice"});
    assert_int_equal(cluster.ask(1, DeviceRegisterRequest{"Other"}), CsError::exist);
}

void a_newcomer_learns_the_name(void**) {
    Cluster cluster(3, kDevice);
    cluster.form({1, 2});
    cluster.ask(1, DeviceRegisterRequest{"Qdevice"});
    cluster.form({1, 2, 3});
    const std::string name = cluster.info(3).device_name;
    assert_string_equal(name.c_str(), "Qdevice");
}

void names_have_limits(void**) {
    Cluster cluster(1, kDevice);
    cluster.form({1});
    assert_int_equal(cluster.ask(1, DeviceRegisterRequest{""}), CsError::invalid_param);
    assert_int_equal(cluster.ask(1, DeviceRegisterRequest{std::string(255, 'n')}),
                     CsError::invalid_param);
    assert_int_equal(cluster.ask(1, DeviceRegisterRequest{std::string(254, 'n')}), CsError::ok);
}

void a_client_that_is_gone_gets_no_answer(void**) {
    Cluster cluster(2, kDevice);
    cluster.form({1, 2});
    TestNode& node = cluster.node(1);
    node.votes.on_request(ClientId{1}, DeviceRegisterRequest{"Qdevice"}, node);
    node.votes.on_disconnected(ClientId{1});
    cluster.run();
    const bool answered = node.replies.contains(1);
    node.votes.on_connected(ClientId{1});
    const std::string state = cluster.state(1);
    assert_false(answered);
    assert_string_equal(state.c_str(), "2/3 needed 2 Quorate");
}

void no_room_to_register_is_a_matter_of_time(void**) {
    Cluster cluster(1, kDevice);
    cluster.form({1});
    cluster.node(1).room = 0;
    assert_int_equal(cluster.ask(1, DeviceRegisterRequest{"Qdevice"}), CsError::try_again);
}

void the_device_s_vote_makes_a_half_the_majority(void**) {
    Cluster cluster = with_device(true, true);
    const std::string together = cluster.state(1);
    cluster.begin({1});
    cluster.begin({2});
    poll(cluster, 1, true);
    poll(cluster, 2, false);
    cluster.exchange({1});
    cluster.exchange({2});
    cluster.finish({1});
    cluster.finish({2});
    const std::string with = cluster.state(1);
    const std::string without = cluster.state(2);
    assert_string_equal(together.c_str(), "3/3 needed 2 Quorate Qdevice Alive Casts");
    assert_string_equal(with.c_str(), "2/3 needed 2 Quorate Qdevice Alive Casts");
    assert_string_equal(without.c_str(), "1/3 needed 2 Qdevice Alive");
}

void the_synchronisation_waits_for_the_device(void**) {
    Cluster cluster = with_device(true, true);
    cluster.begin({1});
    const bool at_once = cluster.exchange({1});
    poll(cluster, 1, true);
    const bool after = cluster.exchange({1});
    assert_false(at_once);
    assert_true(after);
}

void it_does_not_wait_for_ever(void**) {
    Cluster cluster = with_device(true, true);
    cluster.begin({1});
    cluster.pass(milliseconds(29999));
    const bool before = cluster.exchange({1});
    cluster.pass(milliseconds(1));
    const bool after = cluster.exchange({1});
    cluster.finish({1});
    const std::string state = cluster.state(1);
    assert_false(before);
    assert_true(after);
    assert_string_equal(state.c_str(), "1/3 needed 2 Qdevice");
}

void a_poll_for_another_ring_does_not_count(void**) {
    Cluster cluster = with_device(true, true);
    const RingId old = cluster.node(1).ring;
    cluster.begin({1});
    assert_int_equal(cluster.ask(1, DevicePollRequest{"Qdevice", true, old}),
                     CsError::message_error);
    assert_false(cluster.exchange({1}));
}

void a_device_that_is_silent_loses_its_vote_and_stays_registered(void**) {
    Cluster cluster = with_device(true, true);
    cluster.pass(milliseconds(10000));
    const std::string state = cluster.state(1);
    const bool told = said(cluster.node(1), "lost contact with quorum device Qdevice");
    assert_string_equal(state.c_str(), "2/3 needed 2 Quorate Qdevice");
    assert_true(told);
}

void each_poll_gives_it_more_time(void**) {
    Cluster cluster = with_device(true, true);
    cluster.pass(milliseconds(9000));
    poll(cluster, 1, true);
    cluster.pass(milliseconds(9000));
    const std::string state = cluster.state(1);
    assert_string_equal(state.c_str(), "3/3 needed 2 Quorate Qdevice Alive Casts");
}

void a_dead_device_holds_up_no_change(void**) {
    Cluster cluster = with_device(true, true);
    cluster.pass(milliseconds(10000));
    cluster.begin({1});
    assert_true(cluster.exchange({1}));
}

void unregistering_takes_the_vote_away(void**) {
    Cluster cluster = with_device(true, true);
    const CsError wrong = cluster.ask(1, DeviceUnregisterRequest{"Other"});
    const CsError right = cluster.ask(1, DeviceUnregisterRequest{"Qdevice"});
    const CsError again = cluster.ask(1, DeviceUnregisterRequest{"Qdevice"});
    const std::string state = cluster.state(1);
    assert_int_equal(wrong, CsError::invalid_param);
    assert_int_equal(right, CsError::ok);
    assert_int_equal(again, CsError::not_exist);
    assert_string_equal(state.c_str(), "2/3 needed 2 Quorate");
}

void the_name_is_forgotten_when_nobody_has_it_any_more(void**) {
    Cluster cluster = with_device(true, true);
    cluster.ask(1, DeviceUnregisterRequest{"Qdevice"});
    const std::string kept = cluster.info(1).device_name;
    cluster.ask(2, DeviceUnregisterRequest{"Qdevice"});
    const std::string gone = cluster.info(1).device_name;
    assert_string_equal(kept.c_str(), "Qdevice");
    assert_string_equal(gone.c_str(), "");
}

void unregistering_lets_a_change_go_on(void**) {
    Cluster cluster = with_device(true, true);
    cluster.begin({1});
    cluster.ask(1, DeviceUnregisterRequest{"Qdevice"});
    assert_true(cluster.exchange({1}));
}

void a_device_can_change_its_name_everywhere(void**) {
    Cluster cluster = with_device(true, true);
    const CsError wrong = cluster.ask(1, DeviceUpdateRequest{"Other", "New"});
    const CsError none = cluster.ask(1, DeviceUpdateRequest{"Qdevice", ""});
    const CsError right = cluster.ask(1, DeviceUpdateRequest{"Qdevice", "New"});
    const std::string here = cluster.info(1).device_name;
    const std::string there = cluster.info(2).device_name;
    assert_int_equal(wrong, CsError::invalid_param);
    assert_int_equal(none, CsError::invalid_param);
    assert_int_equal(right, CsError::ok);
    assert_string_equal(here.c_str(), "New");
    assert_string_equal(there.c_str(), "New");
}

void without_registration_there_is_nothing_to_say(void**) {
    Cluster cluster(1, kDevice);
    cluster.form({1});
    const RingId ring = cluster.node(1).ring;
    assert_int_equal(cluster.ask(1, DevicePollRequest{"Q", true, ring}), CsError::not_exist);
    assert_int_equal(cluster.ask(1, DeviceMasterWinsRequest{"Q", true}), CsError::not_exist);
    assert_int_equal(cluster.ask(1, DeviceUpdateRequest{"Q", "R"}), CsError::not_exist);
}

void a_poll_with_a_wrong_name_does_not_count(void**) {
    Cluster cluster = with_device(true, true);
    const RingId ring = cluster.node(1).ring;
    assert_int_equal(cluster.ask(1, DevicePollRequest{"Other", true, ring}),
                     CsError::invalid_param);
}

void a_device_that_settings_forbid_has_no_access(void**) {
    Cluster cluster(2, kDevice);
    cluster.form({1, 2});
    cluster.node(1).map.set("quorum.two_node", std::uint8_t{1});
    cluster.run();
    const RingId ring = cluster.node(1).ring;
    const auto key =
        cluster.node(1).map.number<std::uint8_t>("runtime.votequorum.qdevice_can_operate");
    assert_int_equal(cluster.ask(1, DeviceRegisterRequest{"Q"}), CsError::access);
    assert_int_equal(cluster.ask(1, DevicePollRequest{"Q", true, ring}), CsError::access);
    assert_int_equal(cluster.ask(1, DeviceMasterWinsRequest{"Q", true}), CsError::access);
    assert_int_equal(key.value(), 0);
}

void the_master_goes_on_alone(void**) {
    Cluster cluster(4, {text("device.model", "net"), number("device.votes", 1)});
    cluster.form({1, 2, 3, 4});
    for (std::uint32_t id = 1; id <= 4; ++id) {
        cluster.ask(id, DeviceRegisterRequest{"Qdevice"});
        cluster.ask(id, DeviceMasterWinsRequest{"Qdevice", true});
        poll(cluster, id, true);
    }
    cluster.begin({1});
    poll(cluster, 1, true);
    cluster.exchange({1});
    cluster.finish({1});
    const std::string state = cluster.state(1);
    const auto key =
        cluster.node(1).map.number<std::uint8_t>("runtime.votequorum.qdevice_master_wins");
    assert_string_equal(state.c_str(), "2/5 needed 3 Quorate Qdevice Alive Casts MasterWins");
    assert_int_equal(key.value(), 1);
}

void the_most_votes_that_anybody_gives_the_device_count(void**) {
    Cluster cluster(3, {text("device.model", "net"), number("device.votes", 1)});
    cluster.node(3).map.set("quorum.device.votes", std::uint32_t{7});
    cluster.form({1, 2});
    cluster.form({3});
    cluster.form({1, 2, 3});
    assert_int_equal(cluster.info(1).device_votes, 7);
    assert_int_equal(cluster.info(3).device_votes, 7);
}

// A Corosync that does not know a node yet ends itself when that node speaks of its device.
void a_node_speaks_of_itself_before_its_device(void**) {
    Cluster cluster(2, kDevice);
    cluster.form({1, 2});
    TestNode& node = cluster.node(1);
    node.votes.on_request(ClientId{1}, DeviceRegisterRequest{"Qdevice"}, node);
    const auto registration = node.ordinary.front();
    node.ordinary.pop_front();
    cluster.deliver(1, registration);
    std::vector<std::uint32_t> about;
    for (const auto& message : node.ordinary)
        about.push_back(std::get<wire::NodeInfo>(*wire::decode_votequorum(message)).node.value);
    assert_true((about == std::vector<std::uint32_t>{1, 0}));
}

void a_device_that_says_too_much_is_to_try_again(void**) {
    Cluster cluster = with_device(true, true);
    cluster.node(1).room = 0;
    const RingId ring = cluster.node(1).ring;
    assert_int_equal(cluster.ask(1, DevicePollRequest{"Qdevice", false, ring}), CsError::try_again);
    assert_int_equal(cluster.ask(1, DeviceMasterWinsRequest{"Qdevice", true}), CsError::try_again);
    assert_int_equal(cluster.ask(1, DeviceUpdateRequest{"Qdevice", "Other"}), CsError::try_again);
    assert_int_equal(cluster.ask(1, DeviceUnregisterRequest{"Qdevice"}), CsError::try_again);
    assert_true(cluster.node(1).ordinary.empty());
}

void others_wait_as_long_as_a_device_may_take(void**) {
    Cluster with(2, {text("device.model", "net"), number("device.sync_timeout", 200000)});
    Cluster without(2, {number("device.sync_timeout", 200000)});
    assert_true(with.node(2).votes.sync_wait() == std::chrono::seconds(200));
    assert_true(without.node(2).votes.sync_wait() == Duration::zero());
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(registration_is_answered_when_it_is_ordered),
        cmocka_unit_test(the_same_name_may_register_again_another_may_not),
        cmocka_unit_test(one_registration_at_a_time),
        cmocka_unit_test(another_name_than_elsewhere_is_refused),
        cmocka_unit_test(a_newcomer_learns_the_name),
        cmocka_unit_test(names_have_limits),
        cmocka_unit_test(a_client_that_is_gone_gets_no_answer),
        cmocka_unit_test(no_room_to_register_is_a_matter_of_time),
        cmocka_unit_test(the_device_s_vote_makes_a_half_the_majority),
        cmocka_unit_test(the_synchronisation_waits_for_the_device),
        cmocka_unit_test(it_does_not_wait_for_ever),
        cmocka_unit_test(a_poll_for_another_ring_does_not_count),
        cmocka_unit_test(a_device_that_is_silent_loses_its_vote_and_stays_registered),
        cmocka_unit_test(each_poll_gives_it_more_time),
        cmocka_unit_test(a_dead_device_holds_up_no_change),
        cmocka_unit_test(unregistering_takes_the_vote_away),
        cmocka_unit_test(the_name_is_forgotten_when_nobody_has_it_any_more),
        cmocka_unit_test(unregistering_lets_a_change_go_on),
        cmocka_unit_test(a_device_can_change_its_name_everywhere),
        cmocka_unit_test(without_registration_there_is_nothing_to_say),
        cmocka_unit_test(a_poll_with_a_wrong_name_does_not_count),
        cmocka_unit_test(a_device_that_settings_forbid_has_no_access),
        cmocka_unit_test(the_master_goes_on_alone),
        cmocka_unit_test(the_most_votes_that_anybody_gives_the_device_count),
        cmocka_unit_test(a_node_speaks_of_itself_before_its_device),
        cmocka_unit_test(a_device_that_says_too_much_is_to_try_again),
        cmocka_unit_test(others_wait_as_long_as_a_device_may_take),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
