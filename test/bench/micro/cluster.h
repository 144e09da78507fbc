// test/bench/micro/cluster.h - whole daemons in one process, as far as a message goes through them:
// the endpoint of cpg, the driver of the ring and the node. What is at their two ends, the clients'
// channel and the network, costs next to nothing here, so that the daemon's own work is seen.
//
// Time stands still but for what a turn takes, so that the same program does the same every time.
#pragma once

#include "daemon/ring_driver.h"
#include "ipc/cpg_endpoint.h"
#include "unit/daemon/temporary_folder.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace baton::bench {

class Daemon;
struct Offers;
struct Wire;

class Cluster {
public:
    struct Shape {
        std::uint32_t nodes = 3;
        std::size_t net_mtu = 1410;
        std::uint32_t clients = 1; // of each node, all in one group
        bool direct = false;       // no clients, but the direct channel for such as come themselves
    };
    // A ring, with all clients in their group.
    explicit Cluster(const Shape& shape);
    ~Cluster();

    // What a client of the first node says is with all clients of all nodes when this returns.
    void send(std::size_t size, std::size_t count);
    // Events that all clients have had, and their bytes.
    [[nodiscard]] std::uint64_t events() const;
    [[nodiscard]] std::uint64_t bytes() const;
    [[nodiscard]] const Offers& offers(std::uint32_t node) const;
    // For messages, had from the system by all of them.
    [[nodiscard]] std::size_t memory() const { return pool_.held(); }

    // One turn of all daemons, for clients of the direct channel. These call their node by
    // BATON_INSTANCE, and let time stand still when all have come.
    void turn();
    static std::string instance_of(std::uint32_t node);
    static void stand_still();

private:
    static std::string service_of(std::uint32_t node);
    template <class Condition>
    void until(Condition condition);

    const test::TemporaryFolder folder_;
    loop::Loop loop_;
    BufferPool pool_;
    const Outside outside_{}; // nothing

    std::unique_ptr<Wire> wire_;
    Shape shape_;
    std::vector<std::unique_ptr<Daemon>> daemons_;
    std::vector<std::byte> request_;
};

// Requests as a client's library writes them.
std::vector<std::byte> join_request(std::string_view group, std::uint32_t pid);
std::vector<std::byte> multicast_request(std::size_t size);

} // namespace baton::bench
