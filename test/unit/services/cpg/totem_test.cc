// test/unit/services/cpg/totem_test.cc - which clients hear of the ring's membership, and when.
#include "services/cpg/limits.h"
#include "unit/services/cpg/cluster.h"

#include "unit/cmocka.h" // last: it has a macro fail()

using namespace baton;
using namespace baton::cpg;
using namespace baton::cpg::testing;

namespace {

constexpr std::uint32_t kFirstTotem = 1;

void every_connection_hears_of_a_change_in_no_group_too(void**) {
    Cluster cluster(2);
    cluster.connect(1, 1);
    cluster.form({1});
    const std::string heard = joined(cluster.node(1).heard[1]);
    assert_string_equal(heard.c_str(), "totem 1.2 1\n");
}

void a_finalized_connection_hears_nothing(void**) {
    Cluster cluster(2);
    cluster.connect(1, 1);
    cluster.ask(1, 1, FinalizeRequest{});
    cluster.form({1});
    const std::size_t heard = cluster.node(1).heard[1].size();
    assert_int_equal(heard, 0);
}

void who_asks_for_it_hears_the_configuration_after_its_own_join(void**) {
    Cluster cluster(2);
    cluster.member(1, 1, "g", 10);
    cluster.connect(1, 2);
    cluster.join(1, 2, "g", 11, kFirstTotem);
    cluster.run();
    const std::string asked = joined(cluster.node(1).heard[2]);
    const std::string other = joined(cluster.node(1).heard[1]);
    assert_string_equal(asked.c_str(), "members=1:10 1:11 joined=1:11/join\n"
                                       "totem 1.1 1 2\n");
    assert_string_equal(other.c_str(), "members=1:10 joined=1:10/join\n"
                                       "members=1:10 1:11 joined=1:11/join\n");
}

void a_change_of_another_group_does_not_bring_it_forward(void**) {
    Cluster cluster(2);
    cluster.connect(2, 1);
    cluster.join(2, 1, "g", 20, kFirstTotem);
    cluster.member(1, 1, "other", 10); // ordered before the join of node 2
    const std::string heard = joined(cluster.node(2).heard[1]);
    assert_string_equal(heard.c_str(), "members=2:20 joined=2:20/join\n"
                                       "totem 1.1 1 2\n");
}

void it_does_not_come_again_with_a_second_join(void**) {
    Cluster cluster(1);
    cluster.connect(1, 1);
    cluster.join(1, 1, "g", 10, kFirstTotem);
    cluster.run();
    cluster.leave(1, 1);
    cluster.run();
    cluster.join(1, 1, "g", 10, kFirstTotem);
    cluster.run();
    const std::string heard = joined(cluster.node(1).heard[1]);
    assert_string_equal(heard.c_str(), "members=1:10 joined=1:10/join\n"
                                       "totem 1.1 1\n"
                                       "members= left=1:10/leave\n"
                                       "members=1:10 joined=1:10/join\n");
}

void no_more_nodes_are_named_than_clients_have_room_for(void**) {
    Cluster cluster(1);
    cluster.connect(1, 1);
    SyncView view{RingId{NodeId{1}, 50}, {}, {NodeId{1}}};
    for (std::uint32_t id = 1; id <= 384; ++id) view.members.push_back(NodeId{id});
    cluster.node(1).service.sync_begin(view, cluster.node(1));
    cluster.node(1).service.sync_activate(cluster.node(1));
    std::string expected = "totem 1.50";
    for (std::size_t id = 1; id <= kListMax; ++id) expected += " " + std::to_string(id);
    const std::string heard = cluster.node(1).heard[1].back();
    assert_string_equal(heard.c_str(), expected.c_str());
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(every_connection_hears_of_a_change_in_no_group_too),
        cmocka_unit_test(a_finalized_connection_hears_nothing),
        cmocka_unit_test(who_asks_for_it_hears_the_configuration_after_its_own_join),
        cmocka_unit_test(a_change_of_another_group_does_not_bring_it_forward),
        cmocka_unit_test(it_does_not_come_again_with_a_second_join),
        cmocka_unit_test(no_more_nodes_are_named_than_clients_have_room_for),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
