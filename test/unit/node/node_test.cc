// test/unit/node/node_test.cc - what a node tells operators and clients, and features that wait
// until every member has them.
#include "node/explain.h"
#include "unit/node/trio.h"

#include "unit/cmocka.h" // last: it has a macro fail()

using namespace baton;
using namespace baton::test;
using Kind = ring::GatherCause::Kind;

namespace {

constexpr NodeId kTwo{2};
constexpr NodeId kThree{3};

std::string told(Kind kind, const std::vector<NodeId>& joined, const std::vector<NodeId>& left,
                 NodeId node = {}) {
    return explain({kind, node, {}}, joined, left);
}

// ---- in words

void a_death_is_told_by_who_did_not_answer(void**) {
    assert_string_equal(told(Kind::token_lost, {}, {kTwo}).c_str(), "node 2 did not answer");
    assert_string_equal(told(Kind::consensus, {}, {kTwo, kThree}).c_str(),
                        "nodes 2 3 did not answer");
}

void a_leave_is_told_from_a_death(void**) {
    assert_string_equal(told(Kind::leave, {}, {kTwo}, kTwo).c_str(), "node 2 left in good order");
    assert_string_equal(told(Kind::leave, {}, {kTwo, kThree}, kTwo).c_str(),
                        "nodes 2 3 did not answer");
}

void newcomers_and_merges_are_told_apart(void**) {
    assert_string_equal(told(Kind::join, {kTwo}, {}).c_str(), "node 2 joined");
    assert_string_equal(told(Kind::foreign, {kTwo, kThree}, {}).c_str(), "merged with nodes 2 3");
    assert_string_equal(told(Kind::join, {kTwo}, {kTwo}).c_str(), "node 2 joined, node 2 left");
}

void the_same_members_are_told_with_the_reason(void**) {
    assert_string_equal(told(Kind::token_lost, {}, {}).c_str(),
                        "the token was lost, all members answered");
    assert_string_equal(told(Kind::join, {}, {}).c_str(), "the same members again");
    assert_string_equal(told(Kind::asked, {}, {}).c_str(), "asked for by an operator");
}

void what_this_node_did_itself_is_told_first(void**) {
    assert_string_equal(told(Kind::start, {kTwo}, {}).c_str(), "this node started");
    assert_string_equal(told(Kind::failed_receive, {}, {kTwo}).c_str(),
                        "this node did not receive what the others sent");
    assert_string_equal(told(Kind::interface, {}, {kTwo}).c_str(),
                        "this node's network address changed");
}

// ---- status

void the_status_shows_ring_members_and_state(void**) {
    Trio trio;
    const NodeStatus status = trio.world.node(2)->status();
    assert_true(status.self == kTwo);
    assert_int_equal(status.state, ring::State::operational);
    assert_true((status.members == std::vector<NodeId>{NodeId{1}, kTwo, kThree}));
    assert_true((status.ring == RingId{NodeId{1}, 9}));
    assert_true(status.synchronised);
    assert_int_equal(status.send_queue_frames, 0);
}

void messages_are_counted(void**) {
    Trio trio;
    const NodeStatus before = trio.world.node(2)->status();
    trio.world.say(2, "g", "one", 0, false);
    trio.world.say(3, "g", "two", 0, false);
    trio.world.run(std::chrono::seconds(1));
    const NodeStatus& after = trio.world.node(2)->status();
    assert_int_equal(after.messages_sent - before.messages_sent, 1);
    assert_int_equal(after.messages_delivered - before.messages_delivered, 2);
}

void a_rotation_takes_about_three_hops_of_50_us(void**) {
    Trio trio;
    trio.world.say(3, "g", "the token turns", 0, false);
    trio.world.run(milliseconds(4));
    const Duration rotation = trio.world.node(2)->status().token_rotation;
    assert_in_range(rotation.count(), 150'000, 170'000);
}

void the_last_change_tells_who_left_and_how_long_it_took(void**) {
    Trio trio;
    trio.world.kill(3);
    trio.world.settle();
    const NodeStatus::Change& change = trio.world.node(1)->status().last_change;
    assert_string_equal(change.cause.c_str(), "node 3 did not answer");
    assert_true(change.left == std::vector<NodeId>{kThree});
    assert_true(change.joined.empty());
    assert_in_range(change.took.count(), 3'600'000'000, 3'700'000'000);
}

void a_node_serves_from_its_first_synchronisation_on(void**) {
    world::World world;
    world.start(1);
    const bool at_once = world.node(1)->serving();
    world.settle();
    assert_false(at_once);
    assert_true(world.node(1)->serving());
    assert_false(world.node(1)->synchronising());
}

// ---- features of Batons

void safe_delivery_is_on_when_every_member_has_said_so(void**) {
    Trio trio;
    trio.works();
    bool all = true;
    for (const std::uint32_t id : {1U, 2U, 3U})
        all = all && trio.world.node(id)->status().safe_delivery;
    assert_true(all);
}

// A member that does not say what it can do: its announcements are blinded on the way.
void one_member_without_safe_delivery_turns_it_off_for_all(void**) {
    Trio trio;
    trio.world.tamper = [](std::uint32_t from, std::vector<std::byte>& datagram) {
        if (from != 3) return;
        for (std::size_t at = wire::kMulticastHeaderSize; at + 4 < datagram.size(); ++at)
            if (datagram[at] == std::byte{0} && datagram[at + 1] == std::byte{0} &&
                datagram[at + 2] == std::byte{32} && datagram[at + 3] == std::byte{0} &&
                datagram[3] == std::byte{1})
                datagram[at + 2] = std::byte{63}; // of a service that nobody has
    };
    trio.world.gather(1);
    trio.world.settle();
    const bool with_two =
        trio.world.node(1)->status().safe_delivery || trio.world.node(2)->status().safe_delivery;
    trio.world.tamper = nullptr;
    trio.world.gather(1);
    trio.world.settle();
    trio.works();
    assert_false(with_two);
    assert_true(trio.world.node(1)->status().safe_delivery);
}

void a_membership_change_turns_safe_delivery_off_until_all_have_spoken(void**) {
    Trio trio;
    trio.world.start(4);
    while (trio.world.node(1)->status().members.size() < 4)
        trio.world.run(std::chrono::microseconds(5));
    const bool during = trio.world.node(1)->status().safe_delivery;
    trio.world.settle();
    assert_false(during);
    assert_true(trio.world.node(1)->status().safe_delivery);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(a_death_is_told_by_who_did_not_answer),
        cmocka_unit_test(a_leave_is_told_from_a_death),
        cmocka_unit_test(newcomers_and_merges_are_told_apart),
        cmocka_unit_test(the_same_members_are_told_with_the_reason),
        cmocka_unit_test(what_this_node_did_itself_is_told_first),
        cmocka_unit_test(the_status_shows_ring_members_and_state),
        cmocka_unit_test(messages_are_counted),
        cmocka_unit_test(a_rotation_takes_about_three_hops_of_50_us),
        cmocka_unit_test(the_last_change_tells_who_left_and_how_long_it_took),
        cmocka_unit_test(a_node_serves_from_its_first_synchronisation_on),
        cmocka_unit_test(safe_delivery_is_on_when_every_member_has_said_so),
        cmocka_unit_test(one_member_without_safe_delivery_turns_it_off_for_all),
        cmocka_unit_test(a_membership_change_turns_safe_delivery_off_until_all_have_spoken),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
