// test/world/world.h - a cluster of real nodes in one process, on a network that obeys.
//
// Virtual time, a fixed delay per hop, no chance but a seeded generator: the same story gives the
// same trace. What a scenario may see is written to trace() line by line, never log text.
#pragma once

#include "base/random.h"
#include "node/node.h"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <queue>
#include <set>
#include <string>
#include <vector>

namespace baton::scenario {

struct Fault {              // the next `count` datagrams like this are lost
    int type = -1;          // of wire::TotemType; -1 any
    std::uint32_t from = 0; // 0 any
    std::uint32_t to = 0;
    std::uint32_t count = 1;
    std::uint32_t skip = 0; // let so many pass first
};

class World {
public:
    ring::RingConfig config; // of nodes started from now on; `self` is filled in
    unsigned loss_percent = 0;
    unsigned duplicate_percent = 0;
    unsigned reorder_percent = 0;        // these come up to 1 ms late
    std::set<std::string> shown{"ring"}; // see show.cc
    Random random{1};
    // Told of everything that a node wants done, shown or not.
    std::function<void(std::uint32_t id, const NodeAction& action)> observer;
    // Asked for every datagram between nodes; may change what arrives.
    std::function<void(std::uint32_t from, std::vector<std::byte>& datagram)> tamper;

    ~World();
    void start(std::uint32_t id); // also again, after kill: with the ring sequence from its disk
    void kill(std::uint32_t id);
    void leave(std::uint32_t id);
    void pause(std::uint32_t id);
    void resume(std::uint32_t id);
    void isolate(std::uint32_t id, bool up);
    void gather(std::uint32_t id);
    void forget_disk(std::uint32_t id);
    void partition(const std::vector<std::vector<std::uint32_t>>& sides);
    void deaf(std::uint32_t id, bool deaf); // receives nothing from others
    void lose(const Fault& fault) { faults_.push_back(fault); }
    void spare() { faults_.clear(); } // nothing is lost any more but by chance
    // Any bytes, as if they came from the network.
    void inject(std::uint32_t to, const std::vector<std::byte>& datagram);

    // A local client of a node, one per (node, group).
    void join(std::uint32_t id, const std::string& group);
    [[nodiscard]] bool has_client(std::uint32_t id, const std::string& group);
    void leave_group(std::uint32_t id, const std::string& group);
    void die(std::uint32_t id, const std::string& group);
    void say(std::uint32_t id, const std::string& group, const std::string& text, std::size_t size,
             bool safe);

    void run(Duration duration);
    // Until every live node is in one synchronised ring with all it can reach, and nothing waits to
    // be sent. False after a virtual minute without that.
    bool settle();

    [[nodiscard]] const std::vector<std::string>& trace() const { return trace_; }
    void note(std::string line) { trace_.push_back(std::move(line)); }
    [[nodiscard]] Node* node(std::uint32_t id);
    // How many buffers the node has in use.
    [[nodiscard]] std::size_t buffers(std::uint32_t id) { return host(id).pool.outstanding(); }
    [[nodiscard]] TimePoint now() const { return now_; }
    void start_clock() { clock_ = now_; } // for lines with a time
    // Faults that have not lost as many datagrams as they should: a story that did not happen.
    [[nodiscard]] std::vector<Fault> unmet() const;

private:
    struct Host {
        BufferPool pool;
        std::unique_ptr<Node> node;
        NodeActions actions;
        std::uint64_t stored_seq = 0;
        bool alive = false;
        bool paused = false;
        bool deaf = false;
        bool up = true;
        int side = 0;
        std::vector<std::vector<std::byte>> waiting; // came while it was paused
        std::map<std::string, ClientId> clients;     // by group
    };
    struct Packet {
        TimePoint due;
        std::uint64_t order;
        std::uint32_t from;
        std::uint32_t to;
        std::vector<std::byte> bytes;
        bool operator>(const Packet& other) const {
            return due != other.due ? due > other.due : order > other.order;
        }
    };

    Host& host(std::uint32_t id);
    void step(std::uint32_t id, const std::function<void(Host&)>& what);
    void perform(std::uint32_t id, Host& at);
    void transmit(std::uint32_t from, std::uint32_t to, const Slice& frame);
    bool lost(std::uint32_t from, std::uint32_t to, const Slice& frame);
    [[nodiscard]] bool connected(std::uint32_t from, std::uint32_t to);
    void receive(const Packet& packet);
    bool next_event(TimePoint limit);
    void show(std::uint32_t id, const NodeAction& action);
    void show_packet(std::uint32_t id, const Slice& frame, const std::string& where);
    void show_lost(std::uint32_t from, std::uint32_t to, const Slice& frame);
    void line(const std::string& kind, std::uint32_t id, const std::string& text);
    [[nodiscard]] bool settled();

    TimePoint now_{std::chrono::seconds(1000)};
    TimePoint clock_{now_};
    std::map<std::uint32_t, std::unique_ptr<Host>> hosts_;
    std::priority_queue<Packet, std::vector<Packet>, std::greater<>> network_;
    std::uint64_t order_ = 0;
    std::uint64_t last_client_ = 0;
    std::vector<Fault> faults_;
    std::vector<std::string> trace_;
};

} // namespace baton::scenario
