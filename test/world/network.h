// test/world/network.h - what the network does to a datagram between two nodes.
//
// All of it by a seeded generator, and nothing of it is drawn while it cannot happen: a story that
// asks for no chance has none.
#pragma once

#include "base/random.h"
#include "base/time.h"
#include "world/link.h"

#include <cstdint>
#include <span>
#include <vector>

namespace baton::world {

struct Fault {              // the next `count` datagrams like this are lost
    int type = -1;          // of wire::TotemType; -1 any
    std::uint32_t from = 0; // 0 any
    std::uint32_t to = 0;
    std::uint32_t count = 1;
    std::uint32_t skip = 0; // let so many pass first
};

struct Weather { // in percent if not said otherwise
    unsigned loss = 0;
    unsigned duplicate = 0;
    unsigned reorder = 0;           // these come up to 1 ms late
    unsigned burst = 0;             // begins with this chance, on a pair of nodes
    std::uint32_t burst_length = 0; // and takes so many datagrams
    unsigned corrupt_permille = 0;  // a bit or a byte changes
    bool corrupt_arrives = false;   // as if UDP had no checksum; else it is lost
    Duration delay_min{std::chrono::microseconds(50)};
    Duration delay_max{std::chrono::microseconds(50)};
};

class Network {
public:
    Weather weather;
    Random random{1};

    void lose(const Fault& fault) { faults_.push_back(fault); }
    void spare() { faults_.clear(); }
    // Faults that have not lost as many datagrams as they should.
    [[nodiscard]] const std::vector<Fault>& unmet() const { return faults_; }

    // Whether a fault that was asked for takes this one.
    bool takes(std::uint32_t from, std::uint32_t to, int type);
    // Whether chance does.
    bool loses(Link& link);
    // Whether it is to be damaged on its way.
    bool damages() { return chance(weather.corrupt_permille, 1000); }
    void damage(std::span<std::byte> datagram);
    Duration delay(const Link& link);
    bool doubles() { return chance(weather.duplicate, 100); }

private:
    bool chance(unsigned share, unsigned whole) {
        return share != 0 && random.below(whole) < share;
    }

    std::vector<Fault> faults_;
};

} // namespace baton::world
