// test/bench/micro/direct.cc - a fixed program for instructions, as steady.cc, with what our own
// client library and the direct channel cost: SIZE bytes, COUNT messages, MTU of the ring's frames,
// from a client of one node to one of each of three.
#include "bench/micro/cluster.h"

#include <array>
#include <atomic>
#include <chrono>
#include <corosync/cpg.h>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <sys/uio.h>
#include <thread>

using baton::bench::Cluster;

namespace {

constexpr std::uint32_t kNodes = 3;
constexpr std::size_t kBurst = 50;

std::uint64_t delivered = 0;
std::uint64_t joined = 0;

void must(bool condition) {
    if (!condition) std::abort();
}

void on_message(cpg_handle_t, const cpg_name*, std::uint32_t, std::uint32_t, void*, std::size_t) {
    ++delivered;
}

void on_change(cpg_handle_t, const cpg_name*, const cpg_address*, std::size_t members,
               const cpg_address*, std::size_t, const cpg_address*, std::size_t) {
    joined += members == kNodes;
}

struct Clients {
    explicit Clients(Cluster& its_cluster) : cluster(its_cluster) {
        std::atomic<bool> done = false;
        std::thread thread([&] {
            for (std::uint32_t node = 1; node <= kNodes; ++node) join(node);
            done = true;
        });
        while (!done) { // it waits for answers, and valgrind runs one thread at a time
            cluster.turn();
            std::this_thread::sleep_for(std::chrono::microseconds(200));
        }
        thread.join();
        while (joined < kNodes) turn();
        Cluster::stand_still();
    }
    void join(std::uint32_t node) {
        cpg_callbacks_t callbacks{on_message, on_change};
        cpg_name group{};
        group.length = 9;
        std::memcpy(group.value, "benchmark", group.length);
        setenv("BATON_INSTANCE", Cluster::instance_of(node).c_str(), 1);
        cpg_handle_t& handle = handles.at(node - 1);
        must(cpg_initialize(&handle, &callbacks) == CS_OK);
        cs_error_t error = CS_ERR_TRY_AGAIN;
        while (error == CS_ERR_TRY_AGAIN) error = cpg_join(handle, &group);
        must(error == CS_OK);
    }
    void turn() {
        cluster.turn();
        for (const cpg_handle_t handle : handles) cpg_dispatch(handle, CS_DISPATCH_ALL);
    }
    void send(std::size_t size, std::size_t count) {
        std::vector<char> message(size);
        const iovec piece{message.data(), size};
        const std::uint64_t wanted = delivered + count * kNodes;
        while (count > 0) {
            for (std::size_t i = 0; i < kBurst && count > 0; ++i, --count)
                if (cpg_mcast_joined(handles[0], CPG_TYPE_AGREED, &piece, 1) != CS_OK) break;
            turn();
        }
        while (delivered < wanted) turn();
        must(delivered == wanted);
    }

    Cluster& cluster;
    std::array<cpg_handle_t, kNodes> handles{};
};

} // namespace

extern "C" [[gnu::noinline]] void steady_run(Clients* clients, std::size_t size,
                                             std::size_t count) {
    clients->send(size, count);
}

int main(int argc, char** argv) {
    if (argc != 4) {
        std::fprintf(stderr, "use: direct SIZE COUNT MTU\n");
        return 2;
    }
    const auto number = [&](int i) { return std::strtoul(argv[i], nullptr, 10); };
    Cluster cluster({.nodes = kNodes, .net_mtu = number(3), .clients = 0, .direct = true});
    Clients clients(cluster);
    clients.send(number(1), number(2)); // what grows has grown
    steady_run(&clients, number(1), number(2));
    return 0;
}
