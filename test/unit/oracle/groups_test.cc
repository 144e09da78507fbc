// test/unit/oracle/groups_test.cc - H and D2: good scenes pass, and each mistake is named.
#include "unit/oracle/scene.h"

#include "unit/cmocka.h"

using namespace oracle;

namespace {

const Client kOne{1, 10}, kTwo{2, 20}, kThree{3, 30}, kAlso{3, 31};

void assert_violated(const char* properties, const Scene& scene) {
    assert_string_equal(properties, violated(scene).c_str());
}

// Three members that talk, and one more that comes, talks and goes.
Scene talk() {
    Scene scene;
    for (const Client client : {kOne, kTwo, kThree}) scene.join(client);
    for (int i = 0; i < 3; ++i)
        for (const Client client : {kOne, kTwo, kThree}) scene.say(client);
    scene.join(kAlso);
    scene.say(kAlso);
    scene.say(kOne);
    scene.leave(kAlso);
    for (const Client client : {kOne, kTwo, kThree}) scene.say(client);
    return scene;
}

// The same, then a partition in which both sides talk, and a merge.
Scene parted() {
    Scene scene = talk();
    scene.part({{1, 2}, {3}});
    scene.say(kOne); // 6
    scene.say(kThree);
    scene.meet();
    scene.say(kTwo);
    scene.say(kOne); // 7
    scene.say(kThree);
    return scene;
}

// Two messages, which kThree hears in the other order.
void say_crosswise(Scene& scene) {
    const std::uint64_t one = scene.submit(kOne), two = scene.submit(kTwo);
    for (const Client client : {kOne, kTwo}) {
        scene.hear(client, kOne, one);
        scene.hear(client, kTwo, two);
    }
    scene.hear(kThree, kTwo, two);
    scene.hear(kThree, kOne, one);
}

void what_should_be_seen_is_no_violation(void** /*state*/) { assert_violated("", talk()); }

void nor_are_partition_and_merge(void** /*state*/) { assert_violated("", parted()); }

void nor_are_crash_and_death(void** /*state*/) {
    Scene scene = talk();
    scene.die(kTwo);
    scene.say(kOne);
    scene.crash(3);
    scene.say(kOne);
    assert_violated("", scene);
}

void nor_is_coming_back(void** /*state*/) {
    Scene scene = talk();
    scene.leave(kTwo);
    scene.say(kOne);
    scene.join(kTwo);
    scene.say(kTwo);
    scene.say(kOne);
    assert_violated("", scene);
}

void h1_a_message_before_the_own_join(void** /*state*/) {
    Scene scene = talk();
    erase(scene, view_at(scene, kAlso, 1));
    assert_true(violated(scene).find("H1") != std::string::npos);
}

void h1_a_first_view_without_the_own_join(void** /*state*/) {
    Scene scene = talk();
    view(scene, kAlso, 1).joined = {kTwo};
    assert_string_equal("H1", violated(scene).substr(0, 2).c_str());
}

void h1_events_of_a_client_that_never_joined(void** /*state*/) {
    Scene scene = talk();
    scene.hear({2, 99}, kOne, 1);
    assert_violated("H1", scene);
}

void h2_something_after_the_own_leave(void** /*state*/) {
    Scene scene = talk();
    scene.hear(kAlso, kOne, 5);
    assert_violated("H2", scene);
}

void h2_a_leave_of_which_the_leaver_is_not_told(void** /*state*/) {
    Scene scene = talk();
    erase(scene, view_at(scene, kAlso, 2));
    assert_violated("H2", scene);
}

void h3_members_that_do_not_follow_from_the_change(void** /*state*/) {
    Scene scene = talk();
    View& changed = view(scene, kOne, 4); // kAlso joins
    changed.members = {kOne, kThree, kAlso};
    assert_true(violated(scene).find("H3") != std::string::npos);
}

void h3_a_change_without_reasons(void** /*state*/) {
    Scene scene = talk();
    view(scene, kOne, 4).why.clear();
    assert_true(violated(scene).find("H3") != std::string::npos);
}

void h3_members_out_of_order(void** /*state*/) {
    Scene scene = talk();
    std::swap(view(scene, kOne, 4).members[0], view(scene, kOne, 4).members[1]);
    assert_true(violated(scene).find("H3") != std::string::npos);
}

void h3_somebody_leaves_who_was_not_there(void** /*state*/) {
    Scene scene = talk();
    erase(scene, view_at(scene, kOne, 4)); // kAlso joins
    assert_true(violated(scene).find("H3") != std::string::npos);
}

void h4_a_message_of_somebody_who_is_no_member(void** /*state*/) {
    Scene scene = talk();
    const std::uint64_t id = scene.submit(kAlso); // it left
    scene.hear(kOne, kAlso, id);
    assert_true(violated(scene).find("H4") != std::string::npos);
}

void h5_two_messages_in_another_order_at_one(void** /*state*/) {
    Scene scene = talk();
    say_crosswise(scene);
    scene.say(kTwo);
    assert_violated("H5", scene);
}

void h5_a_change_in_another_place_at_one(void** /*state*/) {
    Scene scene = talk();
    exchange(scene, view_at(scene, kTwo, 3), message_at(scene, kTwo, kThree, 3));
    assert_violated("H5", scene);
}

void h5_a_newcomer_that_misses_its_first_message(void** /*state*/) {
    Scene scene = talk();
    scene.join({2, 21});
    scene.say(kOne);
    scene.say(kTwo);
    erase(scene, message_at(scene, {2, 21}, kOne, 6));
    assert_violated("H5", scene);
}

void h5_a_last_message_that_only_some_hear(void** /*state*/) {
    Scene scene = talk();
    const std::uint64_t id = scene.submit(kOne);
    scene.hear(kOne, kOne, id);
    scene.hear(kTwo, kOne, id);
    assert_violated("H5", scene);
}

void h5_another_order_before_nodes_part(void** /*state*/) {
    Scene scene = talk();
    say_crosswise(scene);
    scene.part({{1, 2}, {3}});
    scene.say(kThree);
    scene.meet();
    scene.say(kTwo);
    assert_violated("H5", scene);
}

void h5_nodes_that_part_for_one_of_them_only(void** /*state*/) {
    Scene scene = talk();
    const std::uint64_t id = scene.submit(kTwo); // what kThree misses
    scene.hear(kOne, kTwo, id);
    scene.hear(kTwo, kTwo, id);
    scene.part({{1, 2}, {3}});
    scene.say(kThree);
    View& told = view(scene, kThree, 4); // it lost both, and is told of one
    told.left = {kTwo};
    told.why = {Reason::node_down};
    told.members = {kOne, kThree};
    scene.say(kOne);
    assert_true(violated(scene).find("H5") != std::string::npos);
}

void nodes_that_part_may_hear_different_things_at_the_end(void** /*state*/) {
    Scene scene = talk();
    const std::uint64_t one = scene.submit(kOne), three = scene.submit(kThree);
    scene.hear(kOne, kOne, one);
    scene.hear(kTwo, kOne, one);
    scene.hear(kThree, kThree, three);
    scene.part({{1, 2}, {3}});
    scene.say(kTwo);
    scene.meet();
    assert_violated("", scene);
}

void h6_a_message_that_is_missing(void** /*state*/) {
    Scene scene = talk();
    erase(scene, message_at(scene, kTwo, kOne, 2));
    assert_true(violated(scene).find("H6") != std::string::npos);
}

void h6_a_message_that_comes_twice(void** /*state*/) {
    Scene scene = talk();
    scene.hear(kTwo, kOne, 5);
    assert_true(violated(scene).find("H6") != std::string::npos);
}

void h6_everything_that_somebody_says_who_joins_before_our_eyes(void** /*state*/) {
    Scene scene = talk();
    scene.join({2, 21});
    scene.say({2, 21});
    scene.say({2, 21});
    erase(scene, message_at(scene, kOne, {2, 21}, 1));
    assert_true(violated(scene).find("H6") != std::string::npos);
}

void a_newcomer_may_miss_what_was_on_its_way(void** /*state*/) {
    Scene scene = parted();
    scene.part({{1, 2}, {3}});
    const std::uint64_t id = scene.submit(kOne);
    scene.meet();
    scene.hear(kOne, kOne, id); // its beginning was sent before
    scene.hear(kTwo, kOne, id);
    scene.say(kOne);
    scene.say(kTwo);
    assert_violated("", scene);
}

void h5_a_newcomer_misses_what_was_sent_when_it_was_there(void** /*state*/) {
    Scene scene = parted();
    scene.part({{1, 2}, {3}});
    scene.meet();
    const std::uint64_t id = scene.submit(kOne);
    scene.hear(kOne, kOne, id);
    scene.hear(kTwo, kOne, id);
    scene.say(kOne);
    assert_violated("H5", scene);
}

void h7_a_message_that_was_changed(void** /*state*/) {
    Scene scene = talk();
    message(scene, kTwo, kOne, 2).digest ^= 1U;
    assert_violated("H7", scene);
}

void h7_a_message_that_was_cut_off(void** /*state*/) {
    Scene scene = talk();
    --message(scene, kTwo, kOne, 2).size;
    assert_violated("H7", scene);
}

void h7_a_message_that_nobody_sent(void** /*state*/) {
    Scene scene = talk();
    scene.hear(kTwo, kOne, 77);
    assert_violated("H7", scene);
}

void h8_an_own_message_that_is_missing(void** /*state*/) {
    Scene scene = talk();
    erase(scene, message_at(scene, kTwo, kTwo, 2));
    assert_true(violated(scene).find("H8") != std::string::npos);
}

void h9_a_part_of_a_node_is_lost(void** /*state*/) {
    Scene scene = talk();
    scene.join(kAlso);
    scene.crash(3);
    for (const Client client : {kOne, kTwo}) {
        View& lost = view(scene, client, client == kOne ? 7 : 6);
        lost.left.pop_back();
        lost.why.pop_back();
        lost.members.push_back(kAlso);
    }
    assert_violated("H9", scene);
}

void h9_a_node_that_is_gone_stays_a_member(void** /*state*/) {
    Scene scene = talk();
    scene.tell(3, Fail{});
    assert_violated("H9", scene);
}

void h9_a_message_of_the_new_ring_before_the_loss_is_told(void** /*state*/) {
    // Only the groups are looked at: the trace has nothing else of the rings.
    const auto scene_with = [](bool late) {
        Scene scene;
        for (const Node node : {1U, 2U, 3U}) scene.tell(node, Regular{{4, 1}, {1, 2, 3}, {}, true});
        for (const Client client : {kOne, kTwo, kThree}) scene.join(client);
        scene.say(kOne);
        scene.tell(3, Fail{});
        for (const Node node : {1U, 2U}) scene.tell(node, Regular{{8, 1}, {1, 2}, {7, 1}, false});
        if (late) scene.say(kOne);
        scene.crash(3);
        if (!late) scene.say(kOne);
        std::erase_if(scene.events, [](const Event& event) { // those to the dead
            return event.node == 3 && event.time > 30'000;
        });
        return violated(scene, Scope::clients);
    };
    const std::string early = scene_with(false), late = scene_with(true);
    assert_string_equal("", early.c_str());
    assert_true(late.find("H9") != std::string::npos);
}

void h10_processes_that_die_together(void** /*state*/) {
    Scene scene = talk();
    scene.die(kTwo);
    View& told = view(scene, kOne, 6);
    told.left.push_back(kThree);
    told.why.push_back(Reason::process_down);
    told.members = {kOne};
    assert_true(violated(scene).find("H10") != std::string::npos);
}

void h10_the_end_of_a_process_that_lives(void** /*state*/) {
    Scene scene = talk();
    scene.die(kTwo);
    std::erase_if(scene.events, [](const Event& event) {
        return std::holds_alternative<ClientDied>(event.what);
    });
    assert_true(violated(scene).find("H10") != std::string::npos);
}

void h10_a_death_that_is_told_as_a_leave(void** /*state*/) {
    Scene scene = talk();
    scene.die(kTwo);
    view(scene, kOne, 6).why = view(scene, kThree, 4).why = {Reason::leave};
    assert_violated("H10", scene);
}

void h10_a_process_that_is_dead_stays_a_member(void** /*state*/) {
    Scene scene = talk();
    scene.tell(2, ClientDied{20, "g"});
    assert_violated("H10", scene);
}

void h11_the_other_side_never_comes(void** /*state*/) {
    Scene scene = talk();
    scene.part({{1, 2}, {3}});
    scene.say(kOne);
    assert_violated("H11", scene);
}

void sides_that_are_still_cut_off_need_not_see_each_other(void** /*state*/) {
    Scene scene = talk();
    scene.tell(3, Cut{{1, 2}});
    scene.part({{1, 2}, {3}});
    scene.say(kOne);
    assert_violated("", scene);
}

void h11_a_message_of_the_time_apart(void** /*state*/) {
    Scene scene = talk();
    scene.part({{1, 2}, {3}});
    const std::uint64_t id = scene.say(kOne);
    scene.meet();
    scene.hear(kThree, kOne, id);
    scene.say(kOne);
    assert_true(violated(scene).find("H11") != std::string::npos);
}

// Node 1 lacks the join of kTwo, and has what follows it in a transitional configuration.
void who_met_on_a_ring_may_hear_what_was_said_there(void** /*state*/) {
    Scene scene;
    const auto joins = [&](Client whom, Clients members, Client who) {
        scene.tell(whom.node, View{whom.pid, "g", std::move(members), {who}, {}, {Reason::join}});
    };
    const auto hears = [&](Client whom) {
        scene.tell(whom.node, Message{whom.pid, "g", kOne, 1, 5, 77});
    };
    for (const Node node : {1U, 2U}) scene.tell(node, Regular{{4, 1}, {1, 2}, {}, true});
    scene.tell(2, ClientJoin{kTwo.pid, "g"});
    joins(kTwo, {kTwo}, kTwo);
    scene.tell(1, ClientJoin{kOne.pid, "g"});
    joins(kTwo, {kOne, kTwo}, kOne);
    scene.tell(1, ClientSend{kOne.pid, "g", 1, 5, 77, Service::agreed});
    hears(kTwo);
    joins(kOne, {kOne}, kOne);
    hears(kOne);
    for (const Node node : {1U, 2U}) scene.tell(node, Regular{{8, node}, {node}, {7, node}, false});
    scene.tell(2, View{kTwo.pid, "g", {kTwo}, {}, {kOne}, {Reason::node_down}});
    assert_violated("", scene);
}

// Node 1 does not have the join of kTwo, who reads what it is told after its node's next ring.
Scene met_before_they_parted() {
    Scene scene;
    const auto joins = [&](Client whom, Clients members, Client who) {
        scene.tell(whom.node, View{whom.pid, "g", std::move(members), {who}, {}, {Reason::join}});
    };
    for (const Node node : {1U, 2U}) scene.tell(node, Regular{{4, 1}, {1, 2}, {}, true});
    scene.tell(1, ClientJoin{kOne.pid, "g"});
    joins(kOne, {kOne}, kOne);
    scene.tell(1, ClientSend{kOne.pid, "g", 1, 5, 77, Service::agreed});
    scene.tell(2, ClientJoin{kTwo.pid, "g"});
    for (const Node node : {1U, 2U}) scene.tell(node, Regular{{8, node}, {node}, {7, node}, false});
    scene.tell(1, Message{kOne.pid, "g", kOne, 1, 5, 77});
    joins(kTwo, {kOne, kTwo}, kTwo);
    scene.tell(2, Message{kTwo.pid, "g", kOne, 1, 5, 77});
    return scene;
}

void who_came_as_they_parted_may_hear_what_was_on_its_way(void** /*state*/) {
    Scene scene = met_before_they_parted();
    scene.tell(2, View{kTwo.pid, "g", {kTwo}, {}, {kOne}, {Reason::node_down}});
    assert_violated("", scene);
}

void h11_who_came_hears_it_and_never_loses_the_sender(void** /*state*/) {
    assert_true(violated(met_before_they_parted()).find("H11") != std::string::npos);
}

void d2_a_message_that_never_comes_back(void** /*state*/) {
    Scene scene = talk();
    scene.submit(kTwo);
    assert_violated("D2", scene);
}

void a_message_of_somebody_who_died_may_be_lost(void** /*state*/) {
    Scene scene = talk();
    scene.submit(kTwo);
    scene.die(kTwo);
    assert_violated("", scene);
}

void what_will_be_is_not_asked_for_at_an_open_end(void** /*state*/) {
    Scene scene = talk();
    scene.submit(kTwo);
    scene.tell(3, Fail{});
    assert_string_equal("", violated(scene, Scope::clients, false).c_str());
}

void somebody_on_a_foreign_node_may_tell_nothing(void** /*state*/) {
    Scene scene;
    scene.tell(3, Foreign{});
    for (const Client client : {kOne, kTwo, kThree}) scene.join(client);
    for (const Client client : {kOne, kThree, kTwo, kThree}) scene.say(client);
    std::erase_if(scene.events, [](const Event& event) {
        return event.node == 3 && !std::holds_alternative<Foreign>(event.what);
    });
    assert_violated("", scene);
}

// Node 3 is foreign, and its daemon did not tell that it was apart.
Scene silent_loss() {
    Scene scene = talk();
    scene.tell(3, Foreign{});
    scene.part({{1, 2}, {3}});
    scene.say(kOne);
    scene.meet();
    erase(scene, view_at(scene, kThree, 5));
    erase(scene, view_at(scene, kThree, 4));
    scene.say(kOne);
    scene.say(kTwo);
    return scene;
}

void a_foreign_node_need_not_tell_a_loss_that_the_sender_was_told(void** /*state*/) {
    assert_violated("", silent_loss());
}

void a_foreign_node_may_send_more_to_who_left(void** /*state*/) {
    Scene scene = talk();
    scene.tell(3, Foreign{});
    scene.hear(kAlso, kOne, 5);
    assert_violated("", scene);
}

void h6_a_foreign_node_that_was_never_apart_hears_everything(void** /*state*/) {
    Scene scene = talk();
    scene.tell(3, Foreign{});
    scene.say(kOne);
    erase(scene, message_at(scene, kThree, kOne, 6));
    scene.say(kOne);
    assert_violated("H6", scene);
}

void h5_a_foreign_node_has_the_order_of_all(void** /*state*/) {
    Scene scene = talk();
    scene.tell(3, Foreign{});
    say_crosswise(scene);
    scene.say(kOne);
    assert_violated("H5", scene);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(what_should_be_seen_is_no_violation),
        cmocka_unit_test(nor_are_partition_and_merge),
        cmocka_unit_test(nor_are_crash_and_death),
        cmocka_unit_test(nor_is_coming_back),
        cmocka_unit_test(h1_a_message_before_the_own_join),
        cmocka_unit_test(h1_a_first_view_without_the_own_join),
        cmocka_unit_test(h1_events_of_a_client_that_never_joined),
        cmocka_unit_test(h2_something_after_the_own_leave),
        cmocka_unit_test(h2_a_leave_of_which_the_leaver_is_not_told),
        cmocka_unit_test(h3_members_that_do_not_follow_from_the_change),
        cmocka_unit_test(h3_a_change_without_reasons),
        cmocka_unit_test(h3_members_out_of_order),
        cmocka_unit_test(h3_somebody_leaves_who_was_not_there),
        cmocka_unit_test(h4_a_message_of_somebody_who_is_no_member),
        cmocka_unit_test(h5_two_messages_in_another_order_at_one),
        cmocka_unit_test(h5_a_change_in_another_place_at_one),
        cmocka_unit_test(h5_a_newcomer_that_misses_its_first_message),
        cmocka_unit_test(h5_a_last_message_that_only_some_hear),
        cmocka_unit_test(h5_another_order_before_nodes_part),
        cmocka_unit_test(h5_nodes_that_part_for_one_of_them_only),
        cmocka_unit_test(nodes_that_part_may_hear_different_things_at_the_end),
        cmocka_unit_test(h6_a_message_that_is_missing),
        cmocka_unit_test(h6_a_message_that_comes_twice),
        cmocka_unit_test(h6_everything_that_somebody_says_who_joins_before_our_eyes),
        cmocka_unit_test(a_newcomer_may_miss_what_was_on_its_way),
        cmocka_unit_test(h5_a_newcomer_misses_what_was_sent_when_it_was_there),
        cmocka_unit_test(h7_a_message_that_was_changed),
        cmocka_unit_test(h7_a_message_that_was_cut_off),
        cmocka_unit_test(h7_a_message_that_nobody_sent),
        cmocka_unit_test(h8_an_own_message_that_is_missing),
        cmocka_unit_test(h9_a_part_of_a_node_is_lost),
        cmocka_unit_test(h9_a_node_that_is_gone_stays_a_member),
        cmocka_unit_test(h9_a_message_of_the_new_ring_before_the_loss_is_told),
        cmocka_unit_test(h10_processes_that_die_together),
        cmocka_unit_test(h10_the_end_of_a_process_that_lives),
        cmocka_unit_test(h10_a_death_that_is_told_as_a_leave),
        cmocka_unit_test(h10_a_process_that_is_dead_stays_a_member),
        cmocka_unit_test(h11_the_other_side_never_comes),
        cmocka_unit_test(sides_that_are_still_cut_off_need_not_see_each_other),
        cmocka_unit_test(h11_a_message_of_the_time_apart),
        cmocka_unit_test(who_met_on_a_ring_may_hear_what_was_said_there),
        cmocka_unit_test(who_came_as_they_parted_may_hear_what_was_on_its_way),
        cmocka_unit_test(h11_who_came_hears_it_and_never_loses_the_sender),
        cmocka_unit_test(d2_a_message_that_never_comes_back),
        cmocka_unit_test(a_message_of_somebody_who_died_may_be_lost),
        cmocka_unit_test(what_will_be_is_not_asked_for_at_an_open_end),
        cmocka_unit_test(somebody_on_a_foreign_node_may_tell_nothing),
        cmocka_unit_test(a_foreign_node_need_not_tell_a_loss_that_the_sender_was_told),
        cmocka_unit_test(a_foreign_node_may_send_more_to_who_left),
        cmocka_unit_test(h6_a_foreign_node_that_was_never_apart_hears_everything),
        cmocka_unit_test(h5_a_foreign_node_has_the_order_of_all),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
