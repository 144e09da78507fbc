// test/unit/services/cpg/join_leave_test.cc - getting into a group and out of it again.
#include "unit/services/cpg/cluster.h"

#include "unit/cmocka.h" // last: it has a macro fail()

using namespace baton;
using namespace baton::cpg;
using namespace baton::cpg::testing;

namespace {

void a_join_is_accepted_before_it_is_ordered(void**) {
    Cluster cluster(1);
    cluster.connect(1, 7);
    const CsError error = cluster.join(1, 7, "g", 10);
    const std::string before = joined(cluster.node(1).heard[7]);
    cluster.run();
    const std::string after = joined(cluster.node(1).heard[7]);
    assert_int_equal(error, CsError::ok);
    assert_string_equal(before.c_str(), "");
    assert_string_equal(after.c_str(), "members=1:10 joined=1:10/join\n");
}

void members_of_all_nodes_hear_of_a_join_and_others_do_not(void**) {
    Cluster cluster(2);
    cluster.member(1, 1, "g", 10);
    cluster.member(1, 2, "other", 11);
    cluster.member(2, 1, "g", 20);
    const std::string first = joined(cluster.node(1).heard[1]);
    const std::string other = joined(cluster.node(1).heard[2]);
    const std::string second = joined(cluster.node(2).heard[1]);
    assert_string_equal(first.c_str(), "members=1:10 joined=1:10/join\n"
                                       "members=1:10 2:20 joined=2:20/join\n");
    assert_string_equal(other.c_str(), "members=1:11 joined=1:11/join\n");
    assert_string_equal(second.c_str(), "members=1:10 2:20 joined=2:20/join\n");
}

void members_are_ascending_by_node_and_pid(void**) {
    Cluster cluster(2);
    cluster.member(2, 1, "g", 5);
    cluster.member(1, 1, "g", 90);
    cluster.member(1, 2, "g", 8);
    const std::string last = cluster.node(1).heard[2].back();
    assert_string_equal(last.c_str(), "members=1:8 1:90 2:5 joined=1:8/join");
}

void a_leaver_hears_its_own_leave_and_nothing_more(void**) {
    Cluster cluster(2);
    cluster.member(1, 1, "g", 10);
    cluster.member(2, 1, "g", 20);
    cluster.node(1).heard.clear();
    const CsError error = cluster.leave(1, 1);
    cluster.say(2, 1, "before");
    cluster.run();
    cluster.say(2, 1, "after");
    cluster.run();
    const std::string leaver = joined(cluster.node(1).heard[1]);
    const std::string stayer = cluster.node(2).heard[1].at(1);
    assert_int_equal(error, CsError::ok);
    assert_string_equal(leaver.c_str(), "members=2:20 left=1:10/leave\n");
    assert_string_equal(stayer.c_str(), "members=2:20 left=1:10/leave");
}

void a_leaver_still_hears_what_is_ordered_before_its_leave(void**) {
    Cluster cluster(2);
    cluster.member(1, 1, "g", 10);
    cluster.member(2, 1, "g", 20);
    cluster.node(2).heard.clear();
    cluster.say(1, 1, "late");
    cluster.leave(2, 1);
    cluster.run();
    const std::string leaver = joined(cluster.node(2).heard[1]);
    assert_string_equal(leaver.c_str(), "1:10 says late\nmembers=1:10 left=2:20/leave\n");
}

void after_an_ordered_leave_the_connection_may_join_again(void**) {
    Cluster cluster(1);
    cluster.member(1, 1, "g", 10);
    cluster.leave(1, 1);
    const CsError too_early = cluster.join(1, 1, "g", 10);
    cluster.run();
    const CsError again = cluster.join(1, 1, "g", 10);
    cluster.run();
    const std::string heard = cluster.node(1).heard[1].back();
    assert_int_equal(too_early, CsError::busy);
    assert_int_equal(again, CsError::ok);
    assert_string_equal(heard.c_str(), "members=1:10 joined=1:10/join");
}

void after_an_ordered_leave_another_group_may_be_joined(void**) {
    Cluster cluster(1);
    cluster.member(1, 1, "g", 10);
    cluster.leave(1, 1);
    cluster.run();
    const CsError other = cluster.join(1, 1, "h", 10);
    assert_int_equal(other, CsError::ok);
}

void a_connection_joins_one_group_at_a_time(void**) {
    Cluster cluster(1);
    cluster.connect(1, 1);
    cluster.join(1, 1, "g", 10);
    const CsError joining = cluster.join(1, 1, "h", 10);
    cluster.run();
    const CsError is_joined = cluster.join(1, 1, "h", 10);
    assert_int_equal(joining, CsError::exist);
    assert_int_equal(is_joined, CsError::exist);
}

void a_process_is_in_a_group_once(void**) {
    Cluster cluster(1);
    cluster.member(1, 1, "g", 10);
    cluster.connect(1, 2);
    const CsError same = cluster.join(1, 2, "g", 10);
    const CsError other_process = cluster.join(1, 2, "g", 11);
    assert_int_equal(same, CsError::exist);
    assert_int_equal(other_process, CsError::ok);
}

void the_same_process_may_be_in_two_groups_through_two_connections(void**) {
    Cluster cluster(1);
    cluster.member(1, 1, "g", 10);
    cluster.connect(1, 2);
    const CsError other = cluster.join(1, 2, "h", 10);
    cluster.run();
    const std::string heard = joined(cluster.node(1).heard[2]);
    assert_int_equal(other, CsError::ok);
    assert_string_equal(heard.c_str(), "members=1:10 joined=1:10/join\n");
}

void a_process_that_is_leaving_elsewhere_has_to_wait(void**) {
    Cluster cluster(1);
    cluster.member(1, 1, "g", 10);
    cluster.connect(1, 2);
    cluster.leave(1, 1);
    const CsError early = cluster.join(1, 2, "g", 10);
    cluster.run();
    const CsError later = cluster.join(1, 2, "g", 10);
    assert_int_equal(early, CsError::try_again);
    assert_int_equal(later, CsError::ok);
}

void a_process_whose_connection_closed_has_to_wait_for_its_leave(void**) {
    Cluster cluster(1);
    cluster.member(1, 1, "g", 10);
    cluster.disconnect(1, 1);
    cluster.connect(1, 2);
    const CsError early = cluster.join(1, 2, "g", 10);
    cluster.run();
    const CsError later = cluster.join(1, 2, "g", 10);
    assert_int_equal(early, CsError::try_again);
    assert_int_equal(later, CsError::ok);
}

void a_close_while_joining_is_not_forgotten_before_its_leave_came(void**) {
    Cluster cluster(1);
    cluster.connect(1, 1);
    cluster.join(1, 1, "g", 10);
    cluster.disconnect(1, 1);
    cluster.connect(1, 2);
    const CsError early = cluster.join(1, 2, "g", 10);
    cluster.run();
    const CsError later = cluster.join(1, 2, "g", 10);
    cluster.run();
    const std::string heard = joined(cluster.node(1).heard[2]);
    assert_int_equal(early, CsError::try_again);
    assert_int_equal(later, CsError::ok);
    assert_string_equal(heard.c_str(), "members=1:10 joined=1:10/join\n");
}

void a_name_that_is_too_long_cannot_be_joined(void**) {
    Cluster cluster(1);
    cluster.connect(1, 1);
    cluster.ask(1, 1, JoinRequest{GroupName(), true, 10, 0});
    const CsError error = std::get<StatusReply>(cluster.node(1).replies[1]).error;
    cluster.run();
    const std::size_t heard = cluster.node(1).heard[1].size();
    assert_int_equal(error, CsError::name_too_long);
    assert_int_equal(heard, 0);
}

void who_is_in_no_group_cannot_leave(void**) {
    Cluster cluster(1);
    cluster.connect(1, 1);
    const CsError none = cluster.leave(1, 1);
    cluster.join(1, 1, "g", 10);
    const CsError joining = cluster.leave(1, 1);
    cluster.run();
    cluster.leave(1, 1);
    const CsError leaving = cluster.leave(1, 1);
    assert_int_equal(none, CsError::not_exist);
    assert_int_equal(joining, CsError::busy);
    assert_int_equal(leaving, CsError::not_exist);
}

void a_leave_does_not_look_at_the_name(void**) {
    Cluster cluster(1);
    cluster.member(1, 1, "g", 10);
    cluster.ask(1, 1, LeaveRequest{GroupName("other"), 99});
    cluster.run();
    const std::string heard = cluster.node(1).heard[1].back();
    assert_string_equal(heard.c_str(), "members= left=1:10/leave");
}

void a_closed_connection_leaves_with_the_reason_process_down(void**) {
    Cluster cluster(2);
    cluster.member(1, 1, "g", 10);
    cluster.member(2, 1, "g", 20);
    cluster.disconnect(1, 1);
    cluster.run();
    const std::string heard = cluster.node(2).heard[1].back();
    assert_string_equal(heard.c_str(), "members=2:20 left=1:10/procdown");
}

void a_close_while_leaving_does_not_leave_twice(void**) {
    Cluster cluster(2);
    cluster.member(1, 1, "g", 10);
    cluster.member(2, 1, "g", 20);
    cluster.leave(1, 1);
    cluster.disconnect(1, 1);
    cluster.run();
    const Lines heard = cluster.node(2).heard[1];
    assert_int_equal(heard.size(), 2);
    assert_string_equal(heard.back().c_str(), "members=2:20 left=1:10/leave");
}

void the_group_without_a_name_is_a_group(void**) {
    Cluster cluster(2);
    cluster.member(1, 1, "", 10);
    cluster.member(2, 1, "", 20);
    cluster.disconnect(1, 1);
    cluster.run();
    const std::string heard = cluster.node(2).heard[1].back();
    assert_string_equal(heard.c_str(), "members=2:20 left=1:10/procdown");
}

void names_that_differ_behind_a_nul_are_two_groups(void**) {
    Cluster cluster(2);
    const std::string_view name("g\0x", 3);
    const std::string_view other("g\0y", 3);
    cluster.member(1, 1, name, 10);
    cluster.member(2, 1, other, 20);
    cluster.form({1});
    cluster.form({2});
    cluster.form({1, 2});
    const Lines one = cluster.node(1).heard[1];
    const Lines two = cluster.node(2).heard[1];
    assert_string_equal(one.front().c_str(), "members=1:10 joined=1:10/join");
    assert_string_equal(two.front().c_str(), "members=2:20 joined=2:20/join");
    assert_int_equal(one.size(), 3); // two totem configurations
    assert_int_equal(two.size(), 3);
}

void finalize_ends_what_a_client_hears_and_its_close_leaves(void**) {
    Cluster cluster(2);
    cluster.member(1, 1, "g", 10);
    cluster.member(2, 1, "g", 20);
    cluster.node(1).heard.clear();
    cluster.ask(1, 1, FinalizeRequest{});
    const StatusReply reply = std::get<StatusReply>(cluster.node(1).replies[1]);
    cluster.say(2, 1, "hello");
    cluster.run();
    const std::string still_there = cluster.node(2).heard[1].back();
    cluster.disconnect(1, 1);
    cluster.run();
    const std::string gone = cluster.node(2).heard[1].back();
    const std::size_t heard = cluster.node(1).heard[1].size();
    assert_int_equal(reply.to, ReplyTo::finalize);
    assert_int_equal(reply.error, CsError::ok);
    assert_string_equal(still_there.c_str(), "2:20 says hello");
    assert_string_equal(gone.c_str(), "members=2:20 left=1:10/procdown");
    assert_int_equal(heard, 0);
}

void finalize_before_the_join_is_ordered_leaves_all_the_same(void**) {
    Cluster cluster(2);
    cluster.member(2, 1, "g", 20);
    cluster.connect(1, 1);
    cluster.join(1, 1, "g", 10);
    cluster.ask(1, 1, FinalizeRequest{});
    cluster.run();
    cluster.disconnect(1, 1);
    cluster.run();
    const std::string gone = cluster.node(2).heard[1].back();
    const std::size_t heard = cluster.node(1).heard[1].size();
    assert_string_equal(gone.c_str(), "members=2:20 left=1:10/procdown");
    assert_int_equal(heard, 0);
}

void a_leave_of_a_process_that_nobody_knows_is_not_announced(void**) {
    Cluster cluster(2);
    cluster.member(1, 1, "g", 10);
    const auto leave = wire::encode(wire::CpgProcessLeave{GroupName("g"), 77, 2});
    cluster.node(2).multicast({Bytes(leave)}, false);
    cluster.run();
    const std::size_t heard = cluster.node(1).heard[1].size();
    assert_int_equal(heard, 1);
}

void a_join_of_a_process_that_is_there_is_not_announced_again(void**) {
    Cluster cluster(2);
    cluster.member(1, 1, "g", 10);
    const auto join = wire::encode(wire::CpgProcessJoin{GroupName("g"), 77});
    cluster.node(2).multicast({Bytes(join)}, false);
    cluster.node(2).multicast({Bytes(join)}, false);
    cluster.run();
    const std::size_t heard = cluster.node(1).heard[1].size();
    assert_int_equal(heard, 2);
}

void without_room_a_join_and_a_leave_are_to_be_tried_again(void**) {
    Cluster cluster(1);
    cluster.member(1, 1, "g", 10);
    cluster.connect(1, 2);
    cluster.node(1).room = 100;
    const CsError join = cluster.join(1, 2, "g", 11);
    const ReplyTo kind = std::get<StatusReply>(cluster.node(1).replies[2]).to;
    const CsError leave = cluster.leave(1, 1);
    cluster.node(1).room = 1000;
    const CsError join_again = cluster.join(1, 2, "g", 11);
    const CsError leave_again = cluster.leave(1, 1);
    assert_int_equal(join, CsError::try_again);
    assert_int_equal(kind, ReplyTo::refused);
    assert_int_equal(leave, CsError::try_again);
    assert_int_equal(join_again, CsError::ok);
    assert_int_equal(leave_again, CsError::ok);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(a_join_is_accepted_before_it_is_ordered),
        cmocka_unit_test(members_of_all_nodes_hear_of_a_join_and_others_do_not),
        cmocka_unit_test(members_are_ascending_by_node_and_pid),
        cmocka_unit_test(a_leaver_hears_its_own_leave_and_nothing_more),
        cmocka_unit_test(a_leaver_still_hears_what_is_ordered_before_its_leave),
        cmocka_unit_test(after_an_ordered_leave_the_connection_may_join_again),
        cmocka_unit_test(after_an_ordered_leave_another_group_may_be_joined),
        cmocka_unit_test(a_connection_joins_one_group_at_a_time),
        cmocka_unit_test(a_process_is_in_a_group_once),
        cmocka_unit_test(the_same_process_may_be_in_two_groups_through_two_connections),
        cmocka_unit_test(a_process_that_is_leaving_elsewhere_has_to_wait),
        cmocka_unit_test(a_process_whose_connection_closed_has_to_wait_for_its_leave),
        cmocka_unit_test(a_close_while_joining_is_not_forgotten_before_its_leave_came),
        cmocka_unit_test(a_name_that_is_too_long_cannot_be_joined),
        cmocka_unit_test(who_is_in_no_group_cannot_leave),
        cmocka_unit_test(a_leave_does_not_look_at_the_name),
        cmocka_unit_test(a_closed_connection_leaves_with_the_reason_process_down),
        cmocka_unit_test(a_close_while_leaving_does_not_leave_twice),
        cmocka_unit_test(the_group_without_a_name_is_a_group),
        cmocka_unit_test(names_that_differ_behind_a_nul_are_two_groups),
        cmocka_unit_test(finalize_ends_what_a_client_hears_and_its_close_leaves),
        cmocka_unit_test(finalize_before_the_join_is_ordered_leaves_all_the_same),
        cmocka_unit_test(a_leave_of_a_process_that_nobody_knows_is_not_announced),
        cmocka_unit_test(a_join_of_a_process_that_is_there_is_not_announced_again),
        cmocka_unit_test(without_room_a_join_and_a_leave_are_to_be_tried_again),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
