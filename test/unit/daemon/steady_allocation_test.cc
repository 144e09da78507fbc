// test/unit/daemon/steady_allocation_test.cc - nothing is allocated for a message: not where it is
// sent and not where it is delivered, from the client's request to its event.
#include "bench/micro/cluster.h"
#include "unit/cmocka.h"

#include <algorithm>
#include <cstdlib>
#include <new>

namespace {
std::size_t allocations = 0;

void* counted(std::size_t size) {
    ++allocations;
    if (void* memory = std::malloc(size)) return memory;
    throw std::bad_alloc();
}
} // namespace

void* operator new(std::size_t size) { return counted(size); }
void* operator new[](std::size_t size) { return counted(size); }
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }

using baton::bench::Cluster;
constexpr std::size_t kKept = baton::detail::Slabs::kKept;

namespace {

// Of three nodes with two clients each, for `count` messages, after more of them that made what
// grows grow: the ring's window, step by step, and with it what is held.
std::size_t allocations_for(std::size_t size, std::size_t count, std::size_t net_mtu = 1410) {
    Cluster cluster({.nodes = 3, .net_mtu = net_mtu, .clients = 2});
    for (int i = 0; i < 5; ++i) cluster.send(size, count);
    const std::size_t before = allocations;
    cluster.send(size, count);
    return allocations - before;
}

void the_count_counts(void**) {
    const std::size_t before = allocations;
    const Cluster cluster({.nodes = 1, .net_mtu = 1410, .clients = 1});
    const bool counted_some = allocations > before + 10;
    assert_true(counted_some);
}

void small_messages_allocate_nothing(void**) {
    const std::size_t found = allocations_for(64, 5000);
    assert_int_equal(found, 0);
}

void messages_in_long_frames_allocate_nothing(void**) {
    const std::size_t found = allocations_for(64, 5000, 60000);
    assert_int_equal(found, 0);
}

void messages_of_a_frame_allocate_nothing(void**) {
    const std::size_t found = allocations_for(1000, 5000);
    assert_int_equal(found, 0);
}

void messages_of_several_frames_allocate_nothing(void**) {
    const std::size_t found = allocations_for(8000, 1000);
    assert_int_equal(found, 0);
}

void long_messages_allocate_nothing(void**) {
    const std::size_t found = allocations_for(60000, 200);
    assert_int_equal(found, 0);
}

// A daemon that keeps memory for each kind of traffic that there once was is a large one.
void loads_of_all_sizes_take_turns_with_the_same_memory(void**) {
    Cluster cluster({.nodes = 3, .net_mtu = 1410, .clients = 2});
    std::size_t most = 0;
    std::size_t least = kKept;
    for (int round = 0; round < 3; ++round)
        for (const std::size_t size : {64U, 1000U, 8000U, 60000U, 500000U}) {
            cluster.send(size, 5 * kKept / size / 10);
            most = std::max(most, cluster.memory());
            if (round > 0) least = std::min(least, cluster.memory());
        }
    assert_true(most <= kKept);
    assert_true(least > kKept / 4); // it is something to speak of, and kept
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(the_count_counts),
        cmocka_unit_test(small_messages_allocate_nothing),
        cmocka_unit_test(messages_in_long_frames_allocate_nothing),
        cmocka_unit_test(messages_of_a_frame_allocate_nothing),
        cmocka_unit_test(messages_of_several_frames_allocate_nothing),
        cmocka_unit_test(long_messages_allocate_nothing),
        cmocka_unit_test(loads_of_all_sizes_take_turns_with_the_same_memory),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
