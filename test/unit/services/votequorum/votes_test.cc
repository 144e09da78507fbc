// test/unit/services/votequorum/votes_test.cc - votes are counted, and the majority has quorum.
#include "unit/services/votequorum/cluster.h"

#include "wire/votequorum.h"

#include "unit/cmocka.h" // last: it has a macro fail()

using namespace baton;
using namespace baton::votequorum;
using namespace baton::votequorum::testing;

namespace {

void the_majority_is_quorate_and_the_rest_is_not(void**) {
    Cluster cluster(3);
    cluster.form({1, 2, 3});
    cluster.split({{1, 2}, {3}});
    const std::string majority = cluster.state(1);
    const std::string rest = cluster.state(3);
    assert_string_equal(majority.c_str(), "2/3 needed 2 Quorate");
    assert_string_equal(rest.c_str(), "1/3 needed 2");
}

void nodes_that_come_one_by_one_have_quorum_from_the_majority_on(void**) {
    Cluster cluster(3);
    cluster.form({1});
    const std::string alone = cluster.quorate();
    cluster.form({1, 2});
    const std::string two = cluster.quorate();
    cluster.form({1, 2, 3});
    const std::string all = cluster.quorate();
    assert_string_equal(alone.c_str(), "");
    assert_string_equal(two.c_str(), "1 2");
    assert_string_equal(all.c_str(), "1 2 3");
}

void half_of_the_votes_are_not_enough(void**) {
    Cluster cluster(4);
    cluster.form({1, 2, 3, 4});
    cluster.split({{1, 2}, {3, 4}});
    const std::string quorate = cluster.quorate();
    assert_string_equal(quorate.c_str(), "");
}

void votes_count_not_nodes(void**) {
    Cluster cluster(3, {{"nodelist.node.0.quorum_votes", cmap::Value::of(3U)}});
    cluster.form({1, 2, 3});
    cluster.split({{1}, {2, 3}});
    const std::string quorate = cluster.quorate();
    assert_string_equal(quorate.c_str(), "1");
}

void more_votes_than_expected_are_expected_from_then_on(void**) {
    Cluster cluster(3, {number("expected_votes", 2)});
    cluster.form({1, 2, 3});
    const std::string together = cluster.state(1);
    cluster.split({{1}, {2, 3}});
    const std::string quorate = cluster.quorate();
    assert_string_equal(together.c_str(), "3/3 needed 2 Quorate");
    assert_string_equal(quorate.c_str(), "2 3");
}

void quorum_does_not_fall_when_nodes_go(void**) {
    Cluster cluster(5);
    cluster.form({1, 2, 3, 4, 5});
    cluster.form({1, 2, 3});
    cluster.form({1, 2});
    const std::string state = cluster.state(1);
    assert_string_equal(state.c_str(), "2/5 needed 3");
}

void a_newcomer_expects_what_the_quorate_expect(void**) {
    Cluster cluster(3);
    cluster.form({1, 2});
    cluster.ask(1, SetExpectedRequest{2});
    cluster.form({3});
    cluster.form({1, 2, 3});
    const std::string state = cluster.state(3);
    assert_string_equal(state.c_str(), "3/3 needed 2 Quorate");
}

void the_state_of_every_node_ever_seen_is_known(void**) {
    Cluster cluster(3);
    cluster.form({1, 2, 3});
    cluster.form({1, 2});
    assert_int_equal(cluster.info(1, 3).state, NodeState::dead);
    assert_int_equal(cluster.info(1, 2).state, NodeState::member);
}

void the_device_may_speak_before_its_node_is_known(void**) {
    Cluster cluster(2);
    cluster.begin({1, 2});
    cluster.say(2, wire::NodeInfo{NodeId{0}, 1, 0, 0});
    cluster.exchange({1, 2});
    cluster.finish({1, 2});
    const InfoReply info = cluster.info(1);
    assert_int_equal(info.device_votes, 1);
}

void a_node_does_not_speak_for_others(void**) {
    Cluster cluster(3);
    cluster.form({1, 2, 3});
    cluster.say(3, wire::NodeInfo{NodeId{2}, 100, 100, 0});
    const InfoReply info = cluster.info(1, 2);
    const bool told = said(cluster.node(1), "speaks for another node");
    assert_int_equal(info.votes, 1);
    assert_true(told);
}

void endless_invented_nodes_take_no_memory(void**) {
    Cluster cluster(2);
    cluster.form({1, 2});
    BufferPool pool;
    for (std::uint32_t id = 1000; id < 4000; ++id) {
        const auto bytes = wire::encode(wire::NodeInfo{NodeId{id}, 0, 0, 0});
        cluster.node(1).votes.on_message(NodeId{id}, pool.copy(bytes), cluster.node(1));
    }
    cluster.node(1).heard.clear();
    cluster.track(1, 1);
    const std::string last = cluster.node(1).heard.back();
    const std::size_t nodes = static_cast<std::size_t>(std::count(last.begin(), last.end(), '/'));
    const std::string state = cluster.state(1);
    assert_true(nodes <= 768);
    assert_string_equal(state.c_str(), "2/2 needed 2 Quorate");
}

void sums_of_votes_do_not_wrap(void**) {
    Cluster cluster(3);
    cluster.form({1, 2, 3});
    cluster.say(2, wire::NodeInfo{NodeId{2}, 0xFFFFFFFFU, 0xFFFFFFFFU, 0});
    cluster.say(3, wire::NodeInfo{NodeId{3}, 0xFFFFFFFFU, 0xFFFFFFFFU, 0});
    const InfoReply info = cluster.info(1);
    assert_true(info.total_votes == 0xFFFFFFFFU);
}

void rubbish_is_counted_and_dropped(void**) {
    Cluster cluster(2);
    cluster.form({1, 2});
    std::vector<std::byte> rubbish(20);
    cluster.deliver(2, rubbish);
    const std::string state = cluster.state(1);
    const bool told = said(cluster.node(1), "dropped a message of node 2");
    assert_string_equal(state.c_str(), "2/2 needed 2 Quorate");
    assert_true(told);
}

void votes_for_an_unknown_node_change_nothing(void**) {
    Cluster cluster(2);
    cluster.form({1, 2});
    cluster.say(2, wire::Reconfigure{NodeId{9}, 5, wire::QuorumParameter::node_votes});
    const std::string state = cluster.state(1);
    assert_string_equal(state.c_str(), "2/2 needed 2 Quorate");
}

void a_change_that_is_interrupted_starts_over(void**) {
    Cluster cluster(3);
    cluster.form({1, 2, 3});
    cluster.begin({1, 2});
    cluster.exchange({1, 2});
    cluster.form({1, 2, 3});
    const std::string state = cluster.state(1);
    const std::string quorate = cluster.quorate();
    assert_string_equal(state.c_str(), "3/3 needed 2 Quorate");
    assert_string_equal(quorate.c_str(), "1 2 3");
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(the_majority_is_quorate_and_the_rest_is_not),
        cmocka_unit_test(nodes_that_come_one_by_one_have_quorum_from_the_majority_on),
        cmocka_unit_test(half_of_the_votes_are_not_enough),
        cmocka_unit_test(votes_count_not_nodes),
        cmocka_unit_test(more_votes_than_expected_are_expected_from_then_on),
        cmocka_unit_test(quorum_does_not_fall_when_nodes_go),
        cmocka_unit_test(a_newcomer_expects_what_the_quorate_expect),
        cmocka_unit_test(the_state_of_every_node_ever_seen_is_known),
        cmocka_unit_test(the_device_may_speak_before_its_node_is_known),
        cmocka_unit_test(a_node_does_not_speak_for_others),
        cmocka_unit_test(endless_invented_nodes_take_no_memory),
        cmocka_unit_test(sums_of_votes_do_not_wrap),
        cmocka_unit_test(rubbish_is_counted_and_dropped),
        cmocka_unit_test(votes_for_an_unknown_node_change_nothing),
        cmocka_unit_test(a_change_that_is_interrupted_starts_over),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
