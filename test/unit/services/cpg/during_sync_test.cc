// test/unit/services/cpg/during_sync_test.cc - what clients do while the nodes synchronise.
#include "services/cpg/limits.h"
#include "unit/services/cpg/cluster.h"

#include "unit/cmocka.h" // last: it has a macro fail()

using namespace baton;
using namespace baton::cpg;
using namespace baton::cpg::testing;

namespace {

// Two nodes with a member each, in the middle of a synchronisation, the lists being out.
Cluster synchronising() {
    Cluster cluster(2);
    cluster.member(1, 1, "g", 10);
    cluster.member(2, 1, "g", 20);
    cluster.begin({1, 2});
    cluster.exchange({1, 2});
    cluster.node(1).heard.clear();
    cluster.node(2).heard.clear();
    return cluster;
}

void a_client_that_dies_leaves_when_the_synchronisation_has_ended(void**) {
    Cluster cluster = synchronising();
    cluster.disconnect(1, 1);
    cluster.run();
    const std::size_t early = cluster.node(2).heard[1].size();
    cluster.finish({1, 2});
    const std::string heard = joined(cluster.node(2).heard[1]);
    assert_int_equal(early, 0);
    assert_string_equal(heard.c_str(), "totem 1.2 1 2\n"
                                       "members=2:20 left=1:10/procdown\n");
}

void a_leave_that_waits_survives_an_interrupted_synchronisation(void**) {
    Cluster cluster = synchronising();
    cluster.disconnect(1, 1);
    cluster.form({1, 2});
    const std::string heard = joined(cluster.node(2).heard[1]);
    assert_string_equal(heard.c_str(), "totem 1.3 1 2\n"
                                       "members=2:20 left=1:10/procdown\n");
}

void joins_leaves_parts_and_zero_copies_are_to_be_tried_again(void**) {
    Cluster cluster = synchronising();
    cluster.connect(1, 2);
    const CsError join = cluster.join(1, 2, "g", 11);
    const ReplyTo kind = std::get<StatusReply>(cluster.node(1).replies[2]).to;
    const CsError leave = cluster.leave(1, 1);
    const CsError part = cluster.part(1, 1, 1, "aa", 4);
    const CsError zero_copy = cluster.zero_copy(1, 1, bytes_of("x"));
    cluster.finish({1, 2});
    const CsError join_after = cluster.join(1, 2, "g", 11);
    const CsError leave_after = cluster.leave(1, 1);
    assert_int_equal(join, CsError::try_again);
    assert_int_equal(kind, ReplyTo::refused);
    assert_int_equal(leave, CsError::try_again);
    assert_int_equal(part, CsError::try_again);
    assert_int_equal(zero_copy, CsError::try_again);
    assert_int_equal(join_after, CsError::ok);
    assert_int_equal(leave_after, CsError::ok);
}

void a_multicast_is_kept_and_sent_afterwards_in_order(void**) {
    Cluster cluster = synchronising();
    cluster.say(1, 1, "one");
    cluster.say(1, 1, "two");
    cluster.disconnect(1, 1);
    cluster.run();
    const std::size_t early = cluster.node(2).heard[1].size();
    cluster.finish({1, 2});
    const std::string heard = joined(cluster.node(2).heard[1]);
    assert_int_equal(early, 0);
    assert_string_equal(heard.c_str(), "totem 1.2 1 2\n"
                                       "1:10 says one\n"
                                       "1:10 says two\n"
                                       "members=2:20 left=1:10/procdown\n");
}

void what_is_kept_is_bounded(void**) {
    Cluster cluster = synchronising();
    const std::string large(1000000, 'x');
    for (int i = 0; i < 100; ++i) cluster.say(1, 1, large);
    const std::size_t warned = cluster.node(1).logged.size();
    cluster.finish({1, 2});
    const std::size_t delivered = cluster.node(2).heard[1].size() - 1;
    assert_int_equal(delivered, kKeptBytesMax / large.size());
    assert_int_equal(warned, 7); // 98 times: the 1st, 2nd, 4th ... 64th
}

void small_messages_are_bounded_in_number(void**) {
    Cluster cluster = synchronising();
    for (std::size_t i = 0; i < 3 * kKeptMessagesMax; ++i) cluster.say(1, 1, "");
    cluster.finish({1, 2});
    const std::size_t delivered = cluster.node(2).heard[1].size() - 1;
    assert_true(delivered <= kKeptMessagesMax);
    assert_int_equal(delivered, std::min(kKeptMessagesMax, kKeptBytesMax / 184));
}

void what_needs_no_ring_is_served(void**) {
    Cluster cluster = synchronising();
    cluster.ask(1, 1, LocalGetRequest{});
    const NodeId self = std::get<LocalGetReply>(cluster.node(1).replies[1]).node;
    cluster.ask(1, 1, MembershipRequest{GroupName("g")});
    const std::string members =
        text_of(std::get<MembershipReply>(cluster.node(1).replies[1]).members);
    cluster.ask(1, 1, FinalizeRequest{});
    const StatusReply finalized = std::get<StatusReply>(cluster.node(1).replies[1]);
    assert_int_equal(self.value, 1);
    assert_string_equal(members.c_str(), "1:10 2:20");
    assert_int_equal(finalized.to, ReplyTo::finalize);
    assert_int_equal(finalized.error, CsError::ok);
}

// What the original implementation does; we hear it as its other members do.
void a_leave_of_another_node_behind_its_list_is_undone(void**) {
    Cluster cluster = synchronising();
    const auto leave = wire::encode(wire::CpgProcessLeave{GroupName("g"), 20, 5});
    cluster.node(2).sync.push_back({2, {leave.begin(), leave.end()}, false});
    cluster.run();
    cluster.finish({1, 2});
    const std::string heard = joined(cluster.node(1).heard[1]);
    assert_string_equal(heard.c_str(), "members=1:10 left=2:20/procdown\n"
                                       "members=1:10 2:20 joined=2:20/nodeup\n"
                                       "totem 1.2 1 2\n");
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(a_client_that_dies_leaves_when_the_synchronisation_has_ended),
        cmocka_unit_test(a_leave_that_waits_survives_an_interrupted_synchronisation),
        cmocka_unit_test(joins_leaves_parts_and_zero_copies_are_to_be_tried_again),
        cmocka_unit_test(a_multicast_is_kept_and_sent_afterwards_in_order),
        cmocka_unit_test(what_is_kept_is_bounded),
        cmocka_unit_test(small_messages_are_bounded_in_number),
        cmocka_unit_test(what_needs_no_ring_is_served),
        cmocka_unit_test(a_leave_of_another_node_behind_its_list_is_undone),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
