// test/unit/services/cpg/multicast_test.cc - messages to a group, whole and in parts.
#include "unit/services/cpg/cluster.h"

#include "unit/cmocka.h" // last: it has a macro fail()

using namespace baton;
using namespace baton::cpg;
using namespace baton::cpg::testing;

namespace {

void all_members_hear_a_message_its_sender_too(void**) {
    Cluster cluster(2);
    cluster.member(1, 1, "g", 10);
    cluster.member(1, 2, "g", 11);
    cluster.member(2, 1, "g", 20);
    cluster.member(2, 2, "other", 21);
    cluster.say(1, 1, "hello");
    cluster.run();
    const std::string own = cluster.node(1).heard[1].back();
    const std::string neighbour = cluster.node(1).heard[2].back();
    const std::string remote = cluster.node(2).heard[1].back();
    const std::size_t stranger = cluster.node(2).heard[2].size();
    assert_string_equal(own.c_str(), "1:10 says hello");
    assert_string_equal(neighbour.c_str(), "1:10 says hello");
    assert_string_equal(remote.c_str(), "1:10 says hello");
    assert_int_equal(stranger, 1);
}

void a_message_without_content_is_delivered(void**) {
    Cluster cluster(1);
    cluster.member(1, 1, "g", 10);
    cluster.say(1, 1, "");
    cluster.run();
    const std::string heard = cluster.node(1).heard[1].back();
    assert_string_equal(heard.c_str(), "1:10 says ");
}

void who_joins_may_speak_before_the_join_is_ordered(void**) {
    Cluster cluster(1);
    cluster.connect(1, 1);
    cluster.join(1, 1, "g", 10);
    cluster.say(1, 1, "first");
    cluster.run();
    const std::string heard = joined(cluster.node(1).heard[1]);
    assert_string_equal(heard.c_str(), "members=1:10 joined=1:10/join\n1:10 says first\n");
}

void who_is_in_no_group_or_leaves_is_not_heard(void**) {
    Cluster cluster(2);
    cluster.member(1, 1, "g", 10);
    cluster.member(2, 1, "g", 20);
    cluster.connect(1, 2);
    cluster.say(1, 2, "outside");
    cluster.leave(1, 1);
    cluster.say(1, 1, "leaving");
    cluster.run();
    const std::string heard = joined(cluster.node(2).heard[1]);
    const std::size_t answers = cluster.node(1).answers[2];
    const std::size_t warned = cluster.node(1).logged.size();
    assert_string_equal(heard.c_str(), "members=1:10 2:20 joined=2:20/join\n"
                                       "members=2:20 left=1:10/leave\n");
    assert_int_equal(answers, 0);
    assert_true(warned > 0);
}

void the_guarantee_safe_reaches_the_ring_and_others_do_not(void**) {
    Cluster cluster(1);
    cluster.member(1, 1, "g", 10);
    cluster.say(1, 1, "agreed", 2);
    cluster.say(1, 1, "safe", 3);
    cluster.say(1, 1, "odd", 4);
    const bool agreed = cluster.node(1).ordinary.at(0).safe;
    const bool safe = cluster.node(1).ordinary.at(1).safe;
    const bool odd = cluster.node(1).ordinary.at(2).safe;
    assert_false(agreed);
    assert_true(safe);
    assert_false(odd);
}

void a_node_that_has_nobody_in_the_group_is_not_heard(void**) {
    Cluster cluster(2);
    cluster.member(1, 1, "g", 10);
    const auto header = wire::encode_header(wire::CpgMulticast{
        .group = GroupName("g"), .pid = 20, .source_node = {}, .source_handle = 0, .data = {}});
    for (int i = 0; i < 1000; ++i) cluster.node(2).multicast({Bytes(header)}, false);
    cluster.run();
    const std::size_t heard = cluster.node(1).heard[1].size();
    const std::size_t warned = cluster.node(1).logged.size();
    assert_int_equal(heard, 1);
    assert_int_equal(warned, 10); // the 1st, 2nd, 4th ... 512th
}

void without_room_a_message_is_dropped_with_a_warning(void**) {
    Cluster cluster(1);
    cluster.member(1, 1, "g", 10);
    cluster.node(1).room = 100;
    cluster.say(1, 1, "hello");
    cluster.run();
    const std::size_t heard = cluster.node(1).heard[1].size();
    const std::size_t warned = cluster.node(1).logged.size();
    assert_int_equal(heard, 1);
    assert_int_equal(warned, 1);
}

void a_message_that_no_library_can_take_is_not_sent(void**) {
    Cluster cluster(1);
    cluster.member(1, 1, "g", 10);
    const std::string longest(kMessageMax, 'x');
    const std::string longer(kMessageMax + 1, 'x');
    cluster.say(1, 1, longest);
    cluster.say(1, 1, longer);
    const std::size_t sent = cluster.node(1).ordinary.size();
    assert_int_equal(sent, 1);
}

void a_message_that_no_library_can_take_is_not_delivered(void**) {
    Cluster cluster(2);
    cluster.member(1, 1, "g", 10);
    cluster.member(2, 1, "g", 20);
    const std::string longer(kMessageMax + 1, 'x');
    const auto header = wire::encode_header(wire::CpgMulticast{.group = GroupName("g"),
                                                               .pid = 20,
                                                               .source_node = {},
                                                               .source_handle = 0,
                                                               .data = bytes_of(longer)});
    cluster.node(2).multicast({Bytes(header), bytes_of(longer)}, false);
    cluster.run();
    const std::string heard = cluster.node(1).heard[1].back();
    assert_string_equal(heard.c_str(), "members=1:10 2:20 joined=2:20/join");
}

void zero_copy_has_an_answer(void**) {
    Cluster cluster(1);
    cluster.connect(1, 1);
    const std::string longer(kMessageMax + 1, 'x');
    const CsError outside = cluster.zero_copy(1, 1, bytes_of("x"));
    cluster.join(1, 1, "g", 10);
    const CsError too_long = cluster.zero_copy(1, 1, bytes_of(longer));
    cluster.node(1).room = 100;
    const CsError no_room = cluster.zero_copy(1, 1, bytes_of("x"));
    cluster.node(1).room = 1000;
    const CsError good = cluster.zero_copy(1, 1, bytes_of("zc"));
    const ReplyTo kind = std::get<StatusReply>(cluster.node(1).replies[1]).to;
    cluster.run();
    const std::string heard = cluster.node(1).heard[1].back();
    assert_int_equal(outside, CsError::not_exist);
    assert_int_equal(too_long, CsError::too_big);
    assert_int_equal(no_room, CsError::try_again);
    assert_int_equal(good, CsError::ok);
    assert_int_equal(kind, ReplyTo::zero_copy);
    assert_string_equal(heard.c_str(), "1:10 says zc");
}

void parts_are_delivered_as_they_are_sent(void**) {
    Cluster cluster(2);
    cluster.member(1, 1, "g", 10);
    cluster.member(2, 1, "g", 20);
    cluster.node(2).heard.clear();
    const CsError first = cluster.part(1, 1, 1, "aa", 6);
    const ReplyTo kind = std::get<StatusReply>(cluster.node(1).replies[1]).to;
    const CsError middle = cluster.part(1, 1, 2, "bb", 6);
    const CsError last = cluster.part(1, 1, 3, "cc", 6);
    cluster.run();
    const std::string heard = joined(cluster.node(2).heard[1]);
    assert_int_equal(first, CsError::ok);
    assert_int_equal(kind, ReplyTo::partial_multicast);
    assert_int_equal(middle, CsError::ok);
    assert_int_equal(last, CsError::ok);
    assert_string_equal(heard.c_str(), "1:10 says part 1 of 6: aa\n"
                                       "1:10 says part 2 of 6: bb\n"
                                       "1:10 says part 3 of 6: cc\n");
}

void a_change_between_two_parts_interrupts_the_message(void**) {
    Cluster cluster(2);
    cluster.member(1, 1, "g", 10);
    cluster.part(1, 1, 1, "aa", 6);
    cluster.member(2, 1, "g", 20);
    const CsError middle = cluster.part(1, 1, 2, "bb", 6);
    const CsError last = cluster.part(1, 1, 3, "cc", 6);
    const CsError new_first = cluster.part(1, 1, 1, "aa", 4);
    const CsError new_last = cluster.part(1, 1, 3, "bb", 4);
    assert_int_equal(middle, CsError::interrupt);
    assert_int_equal(last, CsError::interrupt);
    assert_int_equal(new_first, CsError::ok);
    assert_int_equal(new_last, CsError::ok);
}

void a_change_of_another_group_interrupts_nothing(void**) {
    Cluster cluster(2);
    cluster.member(1, 1, "g", 10);
    cluster.part(1, 1, 1, "aa", 4);
    cluster.member(2, 1, "other", 20);
    const CsError last = cluster.part(1, 1, 3, "bb", 4);
    assert_int_equal(last, CsError::ok);
}

void a_part_is_refused_outside_of_groups_without_room_and_above_its_limits(void**) {
    Cluster cluster(1);
    cluster.connect(1, 1);
    const std::string longer(kPartMax + 1, 'x');
    const CsError outside = cluster.part(1, 1, 1, "aa", 4);
    cluster.join(1, 1, "g", 10);
    const CsError too_long = cluster.part(1, 1, 1, longer, 4000000);
    const CsError above_total = cluster.part(1, 1, 1, "aaaa", 3);
    cluster.node(1).room = 200;
    const CsError no_room = cluster.part(1, 1, 1, "aa", 4);
    const ReplyTo kind = std::get<StatusReply>(cluster.node(1).replies[1]).to;
    assert_int_equal(outside, CsError::not_exist);
    assert_int_equal(too_long, CsError::too_big);
    assert_int_equal(above_total, CsError::invalid_param);
    assert_int_equal(no_room, CsError::try_again);
    assert_int_equal(kind, ReplyTo::refused);
}

void a_finalized_connection_does_not_speak(void**) {
    Cluster cluster(2);
    cluster.member(1, 1, "g", 10);
    cluster.ask(1, 1, FinalizeRequest{});
    cluster.say(1, 1, "ghost");
    const CsError part = cluster.part(1, 1, 1, "ghost", 5);
    const std::size_t sent = cluster.node(1).ordinary.size();
    assert_int_equal(part, CsError::not_exist);
    assert_int_equal(sent, 0);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(all_members_hear_a_message_its_sender_too),
        cmocka_unit_test(a_message_without_content_is_delivered),
        cmocka_unit_test(who_joins_may_speak_before_the_join_is_ordered),
        cmocka_unit_test(who_is_in_no_group_or_leaves_is_not_heard),
        cmocka_unit_test(the_guarantee_safe_reaches_the_ring_and_others_do_not),
        cmocka_unit_test(a_node_that_has_nobody_in_the_group_is_not_heard),
        cmocka_unit_test(without_room_a_message_is_dropped_with_a_warning),
        cmocka_unit_test(a_message_that_no_library_can_take_is_not_sent),
        cmocka_unit_test(a_message_that_no_library_can_take_is_not_delivered),
        cmocka_unit_test(zero_copy_has_an_answer),
        cmocka_unit_test(parts_are_delivered_as_they_are_sent),
        cmocka_unit_test(a_change_between_two_parts_interrupts_the_message),
        cmocka_unit_test(a_change_of_another_group_interrupts_nothing),
        cmocka_unit_test(a_part_is_refused_outside_of_groups_without_room_and_above_its_limits),
        cmocka_unit_test(a_finalized_connection_does_not_speak),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
