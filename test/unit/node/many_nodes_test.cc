// test/unit/node/many_nodes_test.cc - what it takes many nodes to find each other.
#include "base/random.h"
#include "wire/totem.h"
#include "world/world.h"

#include "unit/cmocka.h" // last: it has a macro fail()

using namespace baton;
using std::chrono::microseconds;
using std::chrono::seconds;

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
        joins = joins_of(count);
    }
    // The last one dies: joins that the others take to agree on that, and whether they do.
    bool loses_one(std::uint32_t count) {
        world.run(seconds{5});
        const std::uint64_t before = joins_of(count - 1);
        world.kill(count);
        const TimePoint began = world.now();
        const bool again = world.settle() && all_together(count - 1);
        took = world.now() - began;
        joins = joins_of(count - 1) - before;
        return again;
    }
    bool all_together(std::uint32_t count) {
        for (std::uint32_t id = 1; id <= count; ++id)
            if (world.node(id)->status().members.size() != count) return false;
        return true;
    }
    std::uint64_t joins_of(std::uint32_t count) {
        std::uint64_t all = 0;
        for (std::uint32_t id = 1; id <= count; ++id)
            all += world.node(id)->status().ring_statistics.joins_sent;
        return all;
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

// While they wait for one that died a few nodes say in each join time that they do, many only a
// dozen times: each has to hear what all others say.
void many_nodes_that_wait_repeat_themselves_rarely(void**) {
    Crowd few(5);
    assert_true(few.loses_one(5));
    assert_true(few.joins >= std::uint64_t{4} * 70);
    for (const std::uint32_t count : {16U, 48U}) {
        Crowd many(count);
        assert_true(many.loses_one(count));
        assert_true(many.joins <= std::uint64_t{20} * count);
        assert_true(many.took < many.world.config.token + many.world.config.consensus * 5 / 4);
    }
}

void rare_repeats_are_enough_where_joins_are_lost(void**) {
    Crowd crowd(32);
    Random random{7};
    crowd.world.tamper = [&](std::uint32_t, std::vector<std::byte>& datagram) {
        const auto header = wire::decode_header(datagram);
        const bool join = header && header->type == wire::TotemType::join;
        if (join && random.below(100) < 25) datagram.clear();
    };
    assert_true(crowd.loses_one(32));
    assert_true(crowd.took < crowd.world.config.token + crowd.world.config.consensus * 5 / 4);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(the_joins_of_a_node_do_not_grow_with_the_ring),
        cmocka_unit_test(many_nodes_find_each_other_well_within_the_consensus_time),
        cmocka_unit_test(many_nodes_that_wait_repeat_themselves_rarely),
        cmocka_unit_test(rare_repeats_are_enough_where_joins_are_lost),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
