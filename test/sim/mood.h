// test/sim/mood.h - which faults a run knows, and how often each comes.
//
// Swarm testing (Groce, Zhang, Eide, Chen, Regehr: Swarm Testing, ISSTA 2012): a run that has a few
// kinds of faults only, but these often, reaches states that a run with all of them never does.
#pragma once

#include "sim/dice.h"

#include <cstdint>
#include <vector>

namespace baton::sim {

enum class Thing : std::uint8_t {
    // nodes
    kill,
    kill_many,
    restart,
    leave,
    pause_short,
    pause_long,
    freeze,
    leap,
    sluggish,
    gather,
    disk_lose,
    disk_fail,
    wipe,
    // the network
    cut_in_two,
    cut_in_many,
    block,
    partial, // some pairs do not hear each other
    slow,
    deaf,
    isolate,
    buffer,
    loss,
    burst,
    duplicate,
    reorder,
    corrupt,
    corrupt_raw,
    lose_datagram,
    // what takes aim at a step of recovery
    aimed_kill,
    aimed_cut,
    aimed_pause,
    aimed_loss,
    aimed_gap,
    // clients
    client_leaves,
    client_dies,
    client_stalls,
    large_messages,
    flood,
    // always
    talk,
    client_joins,
    mend // something that was broken
};

struct Share {
    Thing thing;
    std::uint32_t weight;
};
using Mood = std::vector<Share>;

Mood draw_mood(Dice& dice);
// One of its things, by weight.
Thing one_of(const Mood& mood, Dice& dice);
bool knows(const Mood& mood, Thing thing);

} // namespace baton::sim
