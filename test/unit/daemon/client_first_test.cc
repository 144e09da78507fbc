// test/unit/daemon/client_first_test.cc - who says something may look at it before it leaves.
#include "bench/micro/cluster.h"
#include "bench/micro/daemon.h"
#include "unit/cmocka.h"

using baton::bench::Cluster;

namespace {

void rest(Cluster& cluster) {
    for (int i = 0; i < 1000; ++i) cluster.turn();
}

void the_sender_of_a_single_message_runs_before_it_leaves(void**) {
    Cluster cluster({.nodes = 3, .net_mtu = 1410, .clients = 1});
    cluster.send(64, 1); // the token comes, and stays
    for (std::size_t sent = 1; sent <= 10; ++sent) {
        rest(cluster);
        const auto before = cluster.offers(1);
        cluster.send(64, 1);
        assert_int_equal(cluster.offers(1).all - before.all, 1);
        assert_int_equal(cluster.offers(1).early - before.early, 1);
    }
}

// The token was elsewhere, as another node was the last to say something: who had to wait for it is
// asleep by now, and the ring would wait.
void who_had_to_wait_for_the_token_is_not_waited_for(void**) {
    Cluster cluster({.nodes = 3, .net_mtu = 1410, .clients = 1});
    const auto before = cluster.offers(1);
    cluster.send(64, 1);
    assert_int_equal(cluster.offers(1).all, before.all);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(the_sender_of_a_single_message_runs_before_it_leaves),
        cmocka_unit_test(who_had_to_wait_for_the_token_is_not_waited_for),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
