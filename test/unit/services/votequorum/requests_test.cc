// test/unit/services/votequorum/requests_test.cc - what clients ask, and how they track.
#include "unit/services/silent_effects.h"
#include "unit/services/votequorum/cluster.h"

#include "unit/cmocka.h" // last: it has a macro fail()

using namespace baton;
using namespace baton::votequorum;
using namespace baton::votequorum::testing;

namespace {

void an_unknown_node_does_not_exist(void**) {
    Cluster cluster(1);
    cluster.form({1});
    const InfoReply reply = cluster.info(1, 9);
    assert_int_equal(reply.error, CsError::not_exist);
    assert_int_equal(reply.node.value, 0);
}

void node_0_is_the_one_that_is_asked(void**) {
    Cluster cluster(2);
    cluster.form({1, 2});
    assert_int_equal(cluster.info(2, 0).node.value, 2);
}

void expected_votes_can_be_set_for_all(void**) {
    Cluster cluster(3);
    cluster.form({1, 2});
    const CsError error = cluster.ask(1, SetExpectedRequest{2});
    const std::string here = cluster.state(1);
    const std::string there = cluster.state(2);
    const auto key = cluster.node(2).map.number<std::uint32_t>("runtime.votequorum.ev_barrier");
    assert_int_equal(error, CsError::ok);
    assert_string_equal(here.c_str(), "2/2 needed 2 Quorate");
    assert_string_equal(there.c_str(), "2/2 needed 2 Quorate");
    assert_int_equal(key.value(), 2);
}

void fewer_votes_than_are_here_cannot_be_expected(void**) {
    Cluster cluster(3);
    cluster.form({1, 2, 3});
    assert_int_equal(cluster.ask(1, SetExpectedRequest{2}), CsError::invalid_param);
}

void so_many_that_quorum_is_lost_cannot_be_expected(void**) {
    Cluster cluster(3);
    cluster.form({1, 2, 3});
    assert_int_equal(cluster.ask(1, SetExpectedRequest{6}), CsError::invalid_param);
}

void expecting_less_gives_quorum_to_those_who_have_none(void**) {
    Cluster cluster(5);
    cluster.form({1, 2});
    cluster.ask(1, SetExpectedRequest{3});
    const std::string quorate = cluster.quorate();
    assert_string_equal(quorate.c_str(), "1 2");
}

void votes_can_be_set_for_a_node(void**) {
    Cluster cluster(3);
    cluster.form({1, 2, 3});
    const CsError error = cluster.ask(1, SetVotesRequest{NodeId{2}, 2});
    const InfoReply there = cluster.info(3, 2);
    const std::string state = cluster.state(3);
    assert_int_equal(error, CsError::ok);
    assert_int_equal(there.votes, 2);
    assert_string_equal(state.c_str(), "4/4 needed 3 Quorate");
}

void votes_of_an_unknown_node_cannot_be_set(void**) {
    Cluster cluster(1);
    cluster.form({1});
    assert_int_equal(cluster.ask(1, SetVotesRequest{NodeId{9}, 2}), CsError::name_not_found);
}

void votes_that_would_take_quorum_away_cannot_be_set(void**) {
    Cluster cluster(5);
    cluster.form({1, 2, 3});
    const CsError error = cluster.ask(1, SetVotesRequest{NodeId{3}, 0});
    const InfoReply info = cluster.info(1, 3);
    assert_int_equal(error, CsError::invalid_param);
    assert_int_equal(info.votes, 1);
}

void without_room_nothing_is_set(void**) {
    Cluster cluster(3);
    cluster.form({1, 2});
    cluster.node(1).room = 0;
    assert_int_equal(cluster.ask(1, SetExpectedRequest{2}), CsError::no_resources);
    assert_int_equal(cluster.ask(1, SetVotesRequest{NodeId{2}, 2}), CsError::no_resources);
}

void who_tracks_hears_the_state_at_once(void**) {
    Cluster cluster(2);
    cluster.form({1, 2});
    cluster.track(1, 2);
    const std::string heard = joined(cluster.node(1).heard);
    assert_string_equal(heard.c_str(), "1 nodes 1.1: 1 2\n1 votes yes: 1/1 2/1\n");
}

void who_wants_changes_only_hears_nothing_at_once(void**) {
    Cluster cluster(2);
    cluster.form({1, 2});
    cluster.track(1, 4);
    const bool quiet = cluster.node(1).heard.empty();
    cluster.form({1});
    const std::string heard = joined(cluster.node(1).heard);
    assert_true(quiet);
    assert_string_equal(heard.c_str(), "1 nodes 1.2: 1\n1 votes no: 1/1 2/2\n");
}

void who_wants_the_state_only_hears_no_changes(void**) {
    Cluster cluster(2);
    cluster.form({1, 2});
    cluster.track(1, 1);
    cluster.node(1).heard.clear();
    cluster.form({1});
    assert_true(cluster.node(1).heard.empty());
}

void tracking_twice_is_refused_and_answered_all_the_same(void**) {
    Cluster cluster(1);
    cluster.form({1});
    cluster.track(1, 4);
    const CsError error = cluster.ask(1, TrackRequest{5, 1});
    const std::size_t heard = cluster.node(1).heard.size();
    assert_int_equal(error, CsError::exist);
    assert_int_equal(heard, 2);
}

void who_stopped_tracking_hears_nothing(void**) {
    Cluster cluster(2);
    cluster.form({1, 2});
    cluster.track(1, 4);
    const CsError first = cluster.ask(1, UntrackRequest{});
    const CsError second = cluster.ask(1, UntrackRequest{});
    cluster.form({1});
    const bool quiet = cluster.node(1).heard.empty();
    assert_int_equal(first, CsError::ok);
    assert_int_equal(second, CsError::not_exist);
    assert_true(quiet);
}

void the_newest_tracker_hears_first(void**) {
    Cluster cluster(2);
    cluster.form({1, 2});
    TestNode& node = cluster.node(1);
    node.votes.on_connected(ClientId{2});
    cluster.track(1, 4);
    cluster.ask(1, TrackRequest{0, 4}, 2);
    cluster.form({1});
    const std::string heard = joined(node.heard);
    assert_string_equal(heard.c_str(), "2 nodes 1.2: 1\n1 nodes 1.2: 1\n"
                                       "2 votes no: 1/1 2/2\n1 votes no: 1/1 2/2\n");
}

void who_is_gone_hears_nothing(void**) {
    Cluster cluster(2);
    cluster.form({1, 2});
    cluster.track(1, 4);
    cluster.node(1).votes.on_disconnected(ClientId{1});
    cluster.form({1});
    assert_true(cluster.node(1).heard.empty());
}

void the_context_comes_back(void**) {
    Cluster cluster(1);
    cluster.form({1});
    struct Contexts final : baton::testing::SilentEffects {
        void event(ClientId, ClientEvent event) override {
            sum +=
                std::visit([](const auto& each) { return each.context; }, std::get<Event>(event));
        }
        std::uint64_t sum = 0;
    } effects;
    cluster.node(1).votes.on_request(ClientId{1}, TrackRequest{1U << 20U, 1}, effects);
    assert_int_equal(effects.sum, 2U << 20U);
}

void that_expected_votes_changed_is_told(void**) {
    Cluster cluster(3);
    cluster.form({1, 2});
    cluster.track(2, 4);
    cluster.ask(1, SetExpectedRequest{2});
    const std::string heard = joined(cluster.node(2).heard);
    assert_string_equal(heard.c_str(), "1 expected 2\n");
}

void losing_quorum_outside_of_a_change_is_told(void**) {
    Cluster cluster(3, {{"nodelist.node.0.quorum_votes", cmap::Value::of(2U)}});
    cluster.form({1, 2});
    TestNode& node = cluster.node(2);
    cluster.track(2, 4);
    node.quorum.on_connected(ClientId{5});
    node.quorum.on_request(ClientId{5}, quorum::TrackRequest{4}, node);
    cluster.say(1, wire::NodeInfo{NodeId{1}, 1, 4, 0});
    const std::string heard = joined(node.heard);
    assert_string_equal(heard.c_str(), "5 quorum no 1.1: 1 2\n1 votes no: 1/1 2/1\n");
}

// The order in which a client with several handles may rely on events of one change.
void a_change_is_told_in_a_known_order(void**) {
    Cluster cluster(3);
    cluster.form({1, 2, 3});
    TestNode& node = cluster.node(1);
    node.quorum.on_connected(ClientId{4});
    node.quorum.on_connected(ClientId{5});
    node.quorum.on_request(ClientId{4}, quorum::ModelGetTypeRequest{1}, node);
    node.quorum.on_request(ClientId{4}, quorum::TrackRequest{4}, node);
    node.quorum.on_request(ClientId{5}, quorum::TrackRequest{4}, node);
    cluster.track(1, 4);
    cluster.form({1, 2});
    const std::string heard = joined(node.heard);
    assert_string_equal(heard.c_str(), "4 list 1.2: 1 2 + - 3\n"
                                       "1 nodes 1.2: 1 2\n"
                                       "5 quorum yes 1.2: 1 2\n"
                                       "4 quorum yes 1.2: 1 2\n"
                                       "1 votes yes: 1/1 2/1 3/2\n");
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(an_unknown_node_does_not_exist),
        cmocka_unit_test(node_0_is_the_one_that_is_asked),
        cmocka_unit_test(expected_votes_can_be_set_for_all),
        cmocka_unit_test(fewer_votes_than_are_here_cannot_be_expected),
        cmocka_unit_test(so_many_that_quorum_is_lost_cannot_be_expected),
        cmocka_unit_test(expecting_less_gives_quorum_to_those_who_have_none),
        cmocka_unit_test(votes_can_be_set_for_a_node),
        cmocka_unit_test(votes_of_an_unknown_node_cannot_be_set),
        cmocka_unit_test(votes_that_would_take_quorum_away_cannot_be_set),
        cmocka_unit_test(without_room_nothing_is_set),
        cmocka_unit_test(who_tracks_hears_the_state_at_once),
        cmocka_unit_test(who_wants_changes_only_hears_nothing_at_once),
        cmocka_unit_test(who_wants_the_state_only_hears_no_changes),
        cmocka_unit_test(tracking_twice_is_refused_and_answered_all_the_same),
        cmocka_unit_test(who_stopped_tracking_hears_nothing),
        cmocka_unit_test(the_newest_tracker_hears_first),
        cmocka_unit_test(who_is_gone_hears_nothing),
        cmocka_unit_test(the_context_comes_back),
        cmocka_unit_test(that_expected_votes_changed_is_told),
        cmocka_unit_test(losing_quorum_outside_of_a_change_is_told),
        cmocka_unit_test(a_change_is_told_in_a_known_order),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
