// test/sim/tuning.h - the cluster of a plan: how many nodes, their settings, how far apart they
// are.
#pragma once

#include "sim/dice.h"

#include <cstdint>
#include <optional>
#include <string>

namespace baton::sim {

struct NodeRange {
    std::uint32_t least = 1;
    std::uint32_t most = 1;
};

struct Tuning {
    std::uint32_t nodes = 1;
    // Milliseconds; a tenth of what is usual, so that a run is short.
    std::uint32_t token = 300;
    std::uint32_t consensus = 360;
    std::uint32_t join = 20;
    std::uint32_t send_join = 0;
    std::uint32_t merge = 100;
    std::uint32_t hold = 46;
    std::uint32_t window = 50;
    std::uint32_t max_messages = 17;
    bool window_is_bound = false; // these are configured, not only defaults
    std::uint32_t mtu = 1410;
    std::uint32_t miss_count = 5;
    std::uint32_t fail_receive = 2500;
    std::uint32_t unchanged = 30; // idle visits before the token is held
    std::uint32_t heartbeats = 0; // allowed failures, 0: off
    bool cancel_hold = false;     // no hold while something is repeated
    // Microseconds from node to node.
    std::uint32_t delay_least = 50;
    std::uint32_t delay_most = 50;
};

// Without a range one to 64 nodes, mostly few.
Tuning draw_tuning(Dice& dice, const std::optional<NodeRange>& nodes);
// The `config` and `delay` commands for it.
std::string config_command(const Tuning& tuning);
std::string delay_command(const Tuning& tuning);
// Nodes that do not know all that others agree on; mostly nothing.
std::string plain_command(Dice& dice, const Tuning& tuning);

} // namespace baton::sim
