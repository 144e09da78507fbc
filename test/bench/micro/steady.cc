// test/bench/micro/steady.cc - a fixed program for instructions: SIZE bytes, COUNT messages, MTU of
// the ring's frames, from one client to three nodes. test/bench/instructions counts what happens in
// steady_run().
#include "bench/micro/cluster.h"

#include <cstdio>
#include <cstdlib>

using baton::bench::Cluster;

extern "C" [[gnu::noinline]] void steady_run(Cluster* cluster, std::size_t size,
                                             std::size_t count) {
    cluster->send(size, count);
}

int main(int argc, char** argv) {
    if (argc != 4) {
        std::fprintf(stderr, "use: steady SIZE COUNT MTU\n");
        return 2;
    }
    const auto number = [&](int i) { return std::strtoul(argv[i], nullptr, 10); };
    Cluster cluster({.nodes = 3, .net_mtu = number(3), .clients = 1});
    cluster.send(number(1), number(2)); // what grows has grown
    steady_run(&cluster, number(1), number(2));
    return 0;
}
