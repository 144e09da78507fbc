// test/unit/services/cpg/membership_test.cc - nodes go and come, and the groups follow.
#include "unit/services/cpg/cluster.h"

#include "unit/cmocka.h" // last: it has a macro fail()

using namespace baton;
using namespace baton::cpg;
using namespace baton::cpg::testing;

namespace {

// Three nodes, each with a member of "g", and with nothing heard so far.
Cluster three() {
    Cluster cluster(3);
    for (std::uint32_t node = 1; node <= 3; ++node) cluster.member(node, 1, "g", node * 10);
    for (std::uint32_t node = 1; node <= 3; ++node) cluster.node(node).heard.clear();
    return cluster;
}

void the_processes_of_a_lost_node_leave_together_with_the_reason_node_down(void**) {
    Cluster cluster = three();
    cluster.member(3, 2, "g", 5);
    cluster.node(1).heard.clear();
    cluster.form({1, 2});
    const std::string heard = joined(cluster.node(1).heard[1]);
    assert_string_equal(heard.c_str(), "members=1:10 2:20 left=3:5/nodedown 3:30/nodedown\n"
                                       "totem 1.2 1 2\n");
}

void the_processes_of_a_node_that_comes_join_together_with_the_reason_node_up(void**) {
    Cluster cluster = three();
    cluster.member(3, 2, "g", 5);
    cluster.form({1, 2});
    cluster.form({3});
    cluster.node(1).heard.clear();
    cluster.node(3).heard.clear();
    cluster.form({1, 2, 3});
    const std::string stayed = joined(cluster.node(1).heard[1]);
    const std::string came = joined(cluster.node(3).heard[1]);
    // In the reverse order of the list, as all members of a mixed ring have it.
    assert_string_equal(stayed.c_str(), "members=1:10 2:20 3:5 3:30 joined=3:30/nodeup 3:5/nodeup\n"
                                        "totem 1.4 1 2 3\n");
    assert_string_equal(came.c_str(), "members=1:10 2:20 3:5 3:30 joined=2:20/nodeup 1:10/nodeup\n"
                                      "totem 1.4 1 2 3\n");
}

void losses_come_before_gains_and_never_in_one_event(void**) {
    Cluster cluster = three();
    cluster.form({1, 2});
    cluster.form({3});
    cluster.node(1).heard.clear();
    cluster.form({1, 3});
    const std::string heard = joined(cluster.node(1).heard[1]);
    assert_string_equal(heard.c_str(), "members=1:10 left=2:20/nodedown\n"
                                       "members=1:10 3:30 joined=3:30/nodeup\n"
                                       "totem 1.4 1 3\n");
}

void a_node_that_was_away_and_is_back_in_one_change_counts_as_left(void**) {
    Cluster cluster = three();
    cluster.begin({3}); // node 3 has been alone for a moment, the others have not noticed
    cluster.form({1, 2, 3});
    const std::string heard = joined(cluster.node(1).heard[1]);
    assert_string_equal(heard.c_str(), "members=1:10 2:20 left=3:30/nodedown\n"
                                       "members=1:10 2:20 3:30 joined=3:30/nodeup\n"
                                       "totem 1.3 1 2 3\n");
}

void a_node_that_started_again_has_lost_its_processes(void**) {
    Cluster cluster = three();
    cluster.restart(3);
    cluster.form({1, 2, 3});
    const std::string heard = joined(cluster.node(1).heard[1]);
    assert_string_equal(heard.c_str(), "members=1:10 2:20 left=3:30/nodedown\n"
                                       "totem 1.2 1 2 3\n");
}

void a_change_that_was_interrupted_counts_from_the_last_complete_one(void**) {
    Cluster cluster = three();
    cluster.begin({1, 2}); // node 3 is lost,
    cluster.exchange({1, 2});
    cluster.begin({3});
    cluster.form({1, 2, 3}); // and is back before that change was complete
    const std::string heard = joined(cluster.node(1).heard[1]);
    const std::string ring_old = joined(cluster.node(3).heard[1]);
    assert_string_equal(heard.c_str(), "members=1:10 2:20 left=3:30/nodedown\n"
                                       "members=1:10 2:20 3:30 joined=3:30/nodeup\n"
                                       "totem 1.4 1 2 3\n");
    assert_string_equal(ring_old.c_str(), "members=3:30 left=1:10/nodedown 2:20/nodedown\n"
                                          "members=1:10 2:20 3:30 joined=2:20/nodeup 1:10/nodeup\n"
                                          "totem 1.4 1 2 3\n");
}

void lists_of_an_interrupted_change_are_forgotten(void**) {
    Cluster cluster(3);
    cluster.member(1, 1, "g", 10);
    cluster.form({1, 2});
    cluster.form({3});
    cluster.member(3, 1, "g", 30);
    cluster.begin({1, 2, 3});
    cluster.exchange({1, 2, 3}); // node 3's list is here, and node 3 is gone again
    cluster.node(1).heard.clear();
    cluster.form({1, 2});
    const std::string heard = joined(cluster.node(1).heard[1]);
    assert_string_equal(heard.c_str(), "totem 1.5 1 2\n");
}

void a_list_of_a_node_that_is_no_member_adds_nobody(void**) {
    Cluster cluster(3);
    cluster.member(1, 1, "g", 10);
    cluster.member(3, 1, "h", 30);
    cluster.form({1, 2});
    cluster.begin({1, 2});
    const auto list = wire::encode(wire::CpgJoinList{{{77, GroupName("g")}}});
    BufferPool pool;
    cluster.node(1).service.on_message(NodeId{3}, pool.copy(list), cluster.node(1));
    cluster.node(1).heard.clear();
    cluster.exchange({1, 2});
    cluster.finish({1, 2});
    const std::string heard = joined(cluster.node(1).heard[1]);
    assert_string_equal(heard.c_str(), "totem 1.3 1 2\n");
}

void a_process_that_is_in_no_list_is_down(void**) {
    Cluster cluster = three();
    // Its node left it out: its leave came where we could not hear it.
    const auto join = wire::encode(wire::CpgProcessJoin{GroupName("g"), 31});
    cluster.node(3).multicast({Bytes(join)}, false);
    cluster.run();
    cluster.restart(3);
    // It came along with us, as far as we know.
    cluster.node(3).ring = cluster.node(1).ring;
    cluster.node(1).heard.clear();
    cluster.begin({1, 2, 3});
    cluster.exchange({1, 2, 3});
    cluster.finish({1, 2, 3});
    const std::string heard = joined(cluster.node(1).heard[1]);
    assert_string_equal(heard.c_str(), "members=1:10 2:20 3:31 left=3:30/procdown\n"
                                       "members=1:10 2:20 left=3:31/procdown\n"
                                       "totem 1.2 1 2 3\n");
}

void groups_change_in_the_order_of_their_names(void**) {
    Cluster cluster(2);
    std::uint64_t client = 0;
    for (const char* group : {"b", "a", "c"}) {
        cluster.member(1, ++client, group, 10);
        cluster.member(2, client, group, 20);
    }
    cluster.node(1).order.clear();
    cluster.form({1});
    const std::string heard = joined(cluster.node(1).order);
    assert_string_equal(heard.c_str(), "2 members=1:10 left=2:20/nodedown\n"
                                       "1 members=1:10 left=2:20/nodedown\n"
                                       "3 members=1:10 left=2:20/nodedown\n"
                                       "1 totem 1.2 1\n2 totem 1.2 1\n3 totem 1.2 1\n");
}

void each_node_sends_a_down_list_and_its_own_processes(void**) {
    Cluster cluster(3);
    cluster.member(1, 1, "g", 12);
    cluster.member(1, 2, "h", 11);
    cluster.member(2, 1, "g", 20);
    cluster.on_the_wire.clear();
    cluster.form({1, 2});
    std::string seen;
    for (const Sent& sent : cluster.on_the_wire) {
        const auto message = wire::decode_cpg(sent.bytes);
        if (const auto* down = std::get_if<wire::CpgDownList>(&*message))
            seen += std::to_string(sent.from) + " old=" + std::to_string(down->old_members) +
                    " left=" + std::to_string(down->left.at(0).value) + "\n";
        else if (const auto* list = std::get_if<wire::CpgJoinList>(&*message))
            for (const auto& entry : list->entries)
                seen += std::to_string(sent.from) + " has " + std::to_string(entry.pid) + " in " +
                        std::string(entry.group.text()) + "\n";
    }
    assert_string_equal(seen.c_str(), "1 old=3 left=3\n2 old=3 left=3\n"
                                      "1 has 11 in h\n1 has 12 in g\n2 has 20 in g\n");
}

void a_node_without_processes_sends_no_list(void**) {
    Cluster cluster(1);
    cluster.on_the_wire.clear();
    cluster.form({1});
    const std::size_t sent = cluster.on_the_wire.size();
    assert_int_equal(sent, 1);
}

void a_join_that_is_not_ordered_is_not_in_the_list(void**) {
    Cluster cluster(2);
    cluster.member(2, 1, "g", 20);
    cluster.connect(1, 1);
    cluster.join(1, 1, "g", 10);
    cluster.begin({1, 2});
    cluster.exchange({1, 2});
    cluster.finish({1, 2});
    const std::string heard = joined(cluster.node(2).heard[1]);
    assert_string_equal(heard.c_str(), "members=2:20 joined=2:20/join\n"
                                       "totem 1.2 1 2\n"
                                       "members=1:10 2:20 joined=1:10/join\n");
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(the_processes_of_a_lost_node_leave_together_with_the_reason_node_down),
        cmocka_unit_test(the_processes_of_a_node_that_comes_join_together_with_the_reason_node_up),
        cmocka_unit_test(losses_come_before_gains_and_never_in_one_event),
        cmocka_unit_test(a_node_that_was_away_and_is_back_in_one_change_counts_as_left),
        cmocka_unit_test(a_node_that_started_again_has_lost_its_processes),
        cmocka_unit_test(a_change_that_was_interrupted_counts_from_the_last_complete_one),
        cmocka_unit_test(lists_of_an_interrupted_change_are_forgotten),
        cmocka_unit_test(a_list_of_a_node_that_is_no_member_adds_nobody),
        cmocka_unit_test(a_process_that_is_in_no_list_is_down),
        cmocka_unit_test(groups_change_in_the_order_of_their_names),
        cmocka_unit_test(each_node_sends_a_down_list_and_its_own_processes),
        cmocka_unit_test(a_node_without_processes_sends_no_list),
        cmocka_unit_test(a_join_that_is_not_ordered_is_not_in_the_list),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
