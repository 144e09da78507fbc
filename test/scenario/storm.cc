// test/scenario/storm.cc - see storm.h.
#include "scenario/storm.h"

namespace baton::scenario {

namespace {
constexpr int kThings = 60;
const std::string kGroup = "g";
} // namespace

Storm::Storm(std::uint64_t seed) : random_(seed * 7919 + 1) {
    world_.seed(seed);
    world_.show.only({"ring", "cpg"});
    ring::RingConfig& config = world_.config; // ten times as quick as usual
    config.token = milliseconds(300);
    config.token_warning = milliseconds(225);
    config.token_retransmit = milliseconds(71);
    config.hold = milliseconds(46);
    config.consensus = milliseconds(360);
    world_.observer = [this](std::uint32_t id, const NodeAction& action) {
        chronicle_.note(id, action);
    };
    count_ = 2 + static_cast<std::uint32_t>(random_.below(5));
    choose_weather();
}

void Storm::choose_weather() {
    const auto sometimes = [this](std::uint64_t most) {
        return random_.below(3) != 0 ? 0U : static_cast<unsigned>(random_.below(most));
    };
    world_.network.weather.loss = sometimes(20);
    world_.network.weather.reorder = sometimes(30);
    world_.network.weather.duplicate = sometimes(20);
}

std::string Storm::run() {
    for (std::uint32_t id = 1; id <= count_; ++id) start(id);
    for (int i = 0; i < kThings; ++i) {
        one_thing_happens();
        const std::uint64_t most = random_.below(3) != 0 ? 30 : 400;
        world_.run(milliseconds(static_cast<std::int64_t>(random_.below(most))));
    }
    calm_down();
    std::string wrong = world_.settle() ? "" : "the nodes do not settle on one ring\n";
    return wrong + chronicle_.complaints();
}

void Storm::one_thing_happens() {
    const auto id = 1 + static_cast<std::uint32_t>(random_.below(count_));
    const Player& player = players_[id];
    const bool awake = player.alive && !player.paused;
    switch (random_.below(14)) {
    case 0:
        if (awake) kill(id);
        return;
    case 1:
    case 2:
        if (!player.alive) start(id);
        return;
    case 3:
        return part();
    case 4:
        return world_.partition({});
    case 5:
        if (awake) {
            world_.pause(id);
            players_[id].paused = true;
        }
        return;
    case 6:
        return resume_all();
    case 7: {
        world::Fault fault;
        fault.type = static_cast<int>(random_.below(6));
        fault.from = id;
        fault.count = 1 + static_cast<std::uint32_t>(random_.below(3));
        fault.skip = static_cast<std::uint32_t>(random_.below(5));
        return world_.network.lose(fault);
    }
    default:
        if (awake && world_.node(id)->serving()) talk(id);
    }
}

void Storm::kill(std::uint32_t id) {
    world_.kill(id);
    players_[id] = {};
    chronicle_.died(id);
}

void Storm::start(std::uint32_t id) {
    world_.start(id);
    players_[id].alive = true;
}

void Storm::part() {
    std::vector<std::vector<std::uint32_t>> sides(2);
    for (std::uint32_t id = 1; id <= count_; ++id) sides[random_.below(2)].push_back(id);
    world_.partition(sides);
}

void Storm::resume_all() {
    for (auto& [id, player] : players_)
        if (std::exchange(player.paused, false)) world_.resume(id);
}

// Joins first. Messages fit one frame: one that is cut and straddles a change of the ring may be
// delivered by those alone who were with its sender.
void Storm::talk(std::uint32_t id) {
    if (!std::exchange(players_[id].member, true)) return world_.join(id, kGroup);
    for (std::uint64_t left = 1 + random_.below(20); left > 0; --left)
        world_.say(id, kGroup, std::to_string(id) + "-" + std::to_string(++said_),
                   random_.below(1000), random_.below(3) == 0);
}

void Storm::calm_down() {
    resume_all();
    world_.partition({});
    world_.network.spare();
    world_.network.weather.loss = 0;
    for (auto& [id, player] : players_)
        if (!player.alive) start(id);
}

} // namespace baton::scenario
