// test/world/host.h - one machine of the world: its process, memory, disk and clock, and the
// clients that run there.
#pragma once

#include "node/node.h"
#include "oracle/event.h"
#include "world/cipher.h"
#include "world/client.h"
#include "world/clock.h"
#include "world/disk.h"
#include "world/link.h"
#include "world/watcher.h"

#include <algorithm>
#include <deque>
#include <memory>
#include <vector>

namespace baton::world {

struct Waiting { // came, and is not taken yet
    Slice bytes;
    bool own = false; // does not come over the network
};

struct Evidence { // what a node's links say of another one
    bool up = true;
    std::optional<TimePoint> due{}; // when the node is told so
};

struct File {                             // of a host's configuration
    std::optional<std::uint64_t> version; // none: the one that all have
    bool good = true;
    std::uint32_t key = 0; // of the ring's packets; 0: none
};
struct FileReading { // that a node does now
    std::uint64_t number = 0;
    TimePoint due{};
    bool told = false;
};

struct Host {
    Host(std::uint32_t its_id, std::size_t its_number) : id(its_id), number(its_number) {}

    const std::uint32_t id;
    const std::size_t number; // in the order in which hosts came to be: its place among links
    std::size_t place = 0;    // in the order of ids

    BufferPool pool;
    std::unique_ptr<Node> node; // none: the process does not run
    NodeActions actions;
    std::uint64_t life = 0;     // counts the processes, from 1
    bool failed = false;        // the process is about to end by itself
    bool paused = false;        // it is there, and does not run
    bool interface_told = true; // what the process knows of `up`

    Disk disk;
    Clock clock;

    bool plain = false;          // see World::plain
    bool deaf = false;           // hears nothing from others
    bool up = true;              // its interface
    int side = 0;                // of a partition
    std::vector<Link> links;     // to the others, by their number
    std::vector<Evidence> hears; // likewise
    Cipher cipher;

    static constexpr std::size_t kInboxMax = 2000;
    std::deque<Waiting> inbox;
    std::size_t inbox_max = kInboxMax; // datagrams; 0: no limit
    Duration per_datagram{0};          // the time that one takes
    TimePoint busy_until{};

    std::vector<std::unique_ptr<Client>> clients;
    std::size_t requests = 0;     // of all clients, that wait
    bool serving_clients = false; // they are being looked at
    bool clients_ending = false;  // some are to be cut off
    bool unsettled = false;       // what follows from their multicasts has not been done
    oracle::Nodes cut_from;       // as the oracle was told

    std::optional<std::uint32_t> expected_votes; // on its disk
    oracle::Ring told;                           // of the last membership that it told of
    File file;
    std::optional<FileReading> reading;
    Watcher watcher;
    bool counts = false;   // its process counts votes
    bool stopping = false; // the process wants to leave in order

    // Whether a datagram that comes now has to wait.
    [[nodiscard]] bool busy(TimePoint now) const {
        return paused || !inbox.empty() || busy_until > now;
    }
    // When it has something to do by itself.
    [[nodiscard]] TimePoint wakes() const {
        if (!node || paused) return TimePoint::max();
        TimePoint first = TimePoint::max();
        if (const auto deadline = node->next_deadline())
            first = std::max(clock.when(*deadline), busy_until);
        if (reading) first = std::min(first, reading->due);
        for (const Evidence& each : hears)
            if (each.due) first = std::min(first, *each.due);
        return inbox.empty() ? first : std::min(first, busy_until);
    }
};

} // namespace baton::world
