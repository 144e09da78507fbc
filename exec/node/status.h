// exec/node/status.h - what an operator can ask a node.
#pragma once

#include "base/ids.h"
#include "base/time.h"
#include "ring/statistics.h"

#include <cstdint>
#include <string>
#include <vector>

namespace baton {

struct NodeStatus {
    NodeId self;
    RingId ring;
    ring::State state = ring::State::operational;
    std::vector<NodeId> members; // of the last installed regular configuration
    bool synchronised = false;
    bool all_batons = false;              // every member has said that it is a Baton
    std::string key_change;               // not finished: what holds, and who is waited for
    bool safe_delivery = false;           // a SAFE message is held back until every member has it
    Duration token_rotation{0};           // smoothed time between two accepted tokens; 0: none yet
    std::uint64_t messages_delivered = 0; // application messages, since the start
    std::uint64_t messages_sent = 0;
    std::size_t send_queue_frames = 0;
    ring::Statistics ring_statistics;

    struct Change { // the last membership change
        TimePoint when{};
        Duration took{0};  // from the event that caused it to the new configuration
        std::string cause; // for people: "node 2 did not answer", "node 3 joined"
        std::vector<NodeId> joined;
        std::vector<NodeId> left;
    };
    Change last_change;
    std::uint64_t changes = 0;
};

} // namespace baton
