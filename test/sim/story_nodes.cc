// test/sim/story_nodes.cc - things that happen to nodes: death, sleep, clocks, disks.
#include "sim/story.h"

#include <algorithm>

namespace baton::sim {

void Story::started(Id id) {
    players_[id] = {};
    players_[id].alive = true;
}

void Story::gone(Id id) { players_[id] = {}; }

void Story::kill() {
    const Id id = somebody();
    if (id == 0) return;
    add("kill {}", id);
    gone(id);
    if (dice_.percent(70)) to_mend_.push_back(fmt::format("start {}", id));
}

void Story::kill_many() {
    Ids alive = all_alive();
    const std::uint32_t share = dice_.among(30, 100);
    for (const Id id : alive) {
        if (!dice_.percent(share)) continue;
        add("kill {}", id);
        gone(id);
        to_mend_.push_back(fmt::format("start {}", id));
    }
}

// At once, or after less time than it takes to notice.
void Story::restart() {
    const Id id = somebody();
    if (id == 0) return;
    if (dice_.percent(50)) {
        add("restart {}", id);
    } else {
        add("kill {}", id);
        add("run {}us", dice_.among(1, tuning_.token * 1000));
        add("start {}", id);
    }
    started(id);
}

void Story::leave() {
    const Id id = somebody();
    if (id == 0) return;
    add("leave {}", id);
    gone(id);
    to_mend_.push_back(fmt::format("start {}", id));
}

// Shorter than the token's time: nobody need notice.
void Story::pause_short() {
    const Id id = somebody();
    if (id == 0) return;
    add("pause {}", id);
    add("run {}us", dice_.among(1, tuning_.token * 500));
    add("resume {}", id);
}

void Story::pause_long() {
    const Id id = somebody();
    if (id == 0) return;
    players_[id].asleep = true;
    add("pause {}", id);
    to_mend_.push_back(fmt::format("resume {}", id));
}

void Story::freeze() {
    const Id id = somebody();
    if (id == 0) return;
    players_[id].asleep = true;
    add("freeze {}", id);
    to_mend_.push_back(fmt::format("thaw {}", id));
}

void Story::leap() {
    const Id id = somebody();
    if (id == 0) return;
    const std::uint32_t most = dice_.percent(70) ? tuning_.token : 20 * tuning_.token;
    add("leap {} {}ms", id, dice_.among(1, most));
}

void Story::sluggish() {
    const Id id = anybody();
    add("sluggish {} {}us", id, dice_.mostly_small(10, 20'000));
    to_mend_.push_back(fmt::format("sluggish {} 0us", id));
}

void Story::gather() {
    if (const Id id = somebody(); id != 0) add("gather {}", id);
}

void Story::disk_lose() {
    const Id id = anybody();
    add("disk {} lose", id);
    to_mend_.push_back(fmt::format("disk {} good", id));
}

void Story::disk_fail() {
    const Id id = anybody();
    add("disk {} fail", id);
    to_mend_.push_back(fmt::format("disk {} good", id));
    to_mend_.push_back(fmt::format("start {}", id));
}

void Story::wipe() {
    const Id id = somebody();
    if (id == 0) return;
    add("kill {}", id);
    add("wipe {}", id);
    add("run {}us", dice_.among(1, tuning_.token * 2000));
    add("start {}", id);
    started(id);
}

// Puts right one thing that was broken before.
void Story::mend() {
    if (to_mend_.empty()) return;
    const std::uint32_t at = dice_.among(0, static_cast<std::uint32_t>(to_mend_.size()) - 1);
    const std::string command = to_mend_[at];
    to_mend_.erase(to_mend_.begin() + at);
    add("{}", command);
    const std::size_t space = command.find(' ');
    if (command.starts_with("start ")) started(static_cast<Id>(std::stoul(command.substr(space))));
    if (command.starts_with("resume ") || command.starts_with("thaw "))
        players_[std::stoul(command.substr(space))].asleep = false;
}

} // namespace baton::sim
