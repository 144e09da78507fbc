// test/scenario/storm.h - chance makes a story: nodes die, stop, part and come back, datagrams are
// lost, late and doubled, and members talk. Then the network is made whole again.
#pragma once

#include "scenario/chronicle.h"
#include "world/world.h"

#include <cstdint>
#include <map>
#include <string>

namespace baton::scenario {

class Storm {
public:
    explicit Storm(std::uint64_t seed);
    // Empty if all was well; else what was not, a line each.
    std::string run();
    [[nodiscard]] const std::vector<std::string>& trace() const { return world_.trace(); }

private:
    struct Player {
        bool alive = false;
        bool paused = false;
        bool member = false;
    };
    void choose_weather();
    void one_thing_happens();
    void kill(std::uint32_t id);
    void start(std::uint32_t id);
    void part();
    void resume_all();
    void talk(std::uint32_t id);
    void calm_down();

    Random random_;
    world::World world_;
    Chronicle chronicle_;
    std::uint32_t count_ = 0; // of nodes
    std::map<std::uint32_t, Player> players_;
    std::uint32_t said_ = 0;
};

} // namespace baton::scenario
