// test/unit/node/many_nodes_test.cc - what it takes many nodes to find each other.
#include "world/world.h"

#include "unit/cmocka.h" // last: it has a macro fail()

using namespace baton;
using std::chrono::microseconds;

namespace {

// Nodes that start at the same moment; a datagram takes each of them a while.
struct Crowd {
    explicit Crowd(std::uint32_t count) {
        world.config.token = milliseconds{3000};
        world.config.consensus = milliseconds{3600};
        for (std::uint32_t id = 1; id <= count; ++id) {
            world.sluggish(id, microseconds{20});
            world.start(id);
        }
        const TimePoint began = world.now();
        formed = world.settle() && all_together(count);
        took = world.now() - began;
        for (std::uint32_t id = 1; id <= count; ++id)
            joins += world.node(id)->status().ring_statistics.joins_sent;
    }
    bool all_together(std::uint32_t count) {
        for (std::uint32_t id = 1; id <= count; ++id)
            if (world.node(id)->status().members.size() != count) return false;
        return true;
    }
    world::World world;
    Duration took{};
    bool formed = false;
    std::uint64_t joins = 0; // each goes to all
};

// Were each thing learned told at once, it would be as many of each node as there are nodes.
void the_joins_of_a_node_do_not_grow_with_the_ring(void**) {
    for (const std::uint32_t count : {16U, 32U, 64U}) {
        const Crowd crowd(count);
        assert_true(crowd.formed);
        assert_true(crowd.joins <= std::uint64_t{12} * count);
    }
}

void many_nodes_find_each_other_well_within_the_consensus_time(void**) {
    const Crowd crowd(64);
    assert_true(crowd.formed);
    assert_true(crowd.took < crowd.world.config.consensus / 2);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(the_joins_of_a_node_do_not_grow_with_the_ring),
        cmocka_unit_test(many_nodes_find_each_other_well_within_the_consensus_time),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
