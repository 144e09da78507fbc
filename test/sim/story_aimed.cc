// test/sim/story_aimed.cc - faults that take aim: something makes the members form a new ring, and
// when one of them is at a step of that, the next thing happens.
#include "sim/story.h"

#include <algorithm>
#include <array>

namespace baton::sim {

// Anything that leads to a new ring.
void Story::disturb_ring() {
    const std::array<Act, 7> ways{&Story::kill,  &Story::restart,    &Story::gather, &Story::gather,
                                  &Story::leave, &Story::cut_in_two, &Story::mend};
    const auto way = dice_.among(0, static_cast<std::uint32_t>(ways.size()) - 1);
    (this->*ways.at(way))();
}

// The step is passed over if it does not come within the time that a new ring may take.
Story::Id Story::wait_for_step() {
    static const std::vector<std::string> steps{"gather",   "commit",   "commit",
                                                "recovery", "recovery", "operational"};
    const Id id = somebody();
    if (id == 0) return 0;
    const std::string& step = dice_.one_of(steps);
    add("until {} {} within {}ms", id, step, 2 * tuning_.token + 2 * tuning_.consensus);
    if (dice_.percent(40)) add("run {}us", dice_.mostly_small(1, 2000));
    return id;
}

void Story::aimed_kill() {
    disturb_ring();
    Id id = wait_for_step();
    if (id == 0) return;
    if (dice_.percent(40)) id = somebody();
    const bool comes_back = dice_.percent(40);
    add("{} {}", comes_back ? "restart" : "kill", id);
    if (comes_back)
        started(id);
    else
        gone(id);
    if (!comes_back) to_mend_.push_back(fmt::format("start {}", id));
}

void Story::aimed_cut() {
    disturb_ring();
    if (wait_for_step() == 0) return;
    if (dice_.percent(30))
        add("heal");
    else
        cut_in_two();
    if (dice_.percent(30) && wait_for_step() != 0) add("heal");
}

void Story::aimed_pause() {
    disturb_ring();
    Id id = wait_for_step();
    if (id == 0) return;
    if (dice_.percent(40)) id = somebody();
    add("pause {}", id);
    add("run {}us", dice_.mostly_small(100, 2000 * tuning_.token));
    add("resume {}", id);
}

// What is lost is then of the ring that is being formed.
void Story::aimed_loss() {
    disturb_ring();
    if (dice_.percent(60) && wait_for_step() == 0) return;
    for (std::uint32_t count = dice_.among(1, 3); count > 0; --count) lose_datagram();
}

// A little, into a group that it is in or joins for this.
void Story::say_into_gap(Id id) {
    if (players_[id].groups.insert("red").second) add("join {} red", id);
    const std::uint32_t times = dice_.among(1, 4);
    const char* safe = dice_.percent(60) ? " safe" : "";
    add("say {} red m{} size {} times {}{}", id, ++said_, dice_.among(1, 100), times, safe);
}

// What one says is lost on its way to some or all, others speak after it, and it is gone before it
// can say it again. Those who are left have messages behind a gap; and some of them, promises to
// keep when the ring that they form then fails as well.
void Story::aimed_gap() {
    const Id lost = somebody();
    if (lost == 0) return;
    const std::uint32_t rotation = tuning_.nodes * tuning_.delay_most;
    for (std::uint32_t left = dice_.among(0, 2); left > 0; --left) say_into_gap(somebody());
    const bool for_all = dice_.percent(60);
    const std::uint32_t copies = std::max(tuning_.nodes - 1, 1U) * dice_.among(1, 3);
    const std::uint32_t count = for_all ? copies : dice_.mostly_small(1, copies);
    const std::uint32_t skip = for_all ? 0 : dice_.mostly_small(1, tuning_.nodes) - 1;
    add("lose multicast from {} count {} skip {}", lost, count, skip);
    say_into_gap(lost);
    const Id poor = somebody();
    for (std::uint32_t left = dice_.among(1, 4); left > 0; --left) {
        const std::uint32_t lot = dice_.among(0, 99);
        if (lot < 30) lose_datagram();
        if (lot >= 70) lose_on_the_way_to(poor);
        say_into_gap(somebody());
    }
    add("run {}us", dice_.among(1, 5 * rotation));
    if (dice_.percent(50)) {
        add("isolate {}", lost);
        to_mend_.push_back(fmt::format("connect {}", lost));
    } else {
        add("kill {}", lost);
        gone(lost);
        to_mend_.push_back(fmt::format("start {}", lost));
    }
    add("spare");
    for (std::uint32_t left = dice_.among(0, 2); left > 0; --left) fail_next_ring(rotation, poor);
}

// In a ring that is whole, and stays: nothing that comes later shows that something is missing.
void Story::lose_what_is_said_last() {
    add("calm");
    add("settle");
    const Id lost = somebody();
    if (lost == 0) return;
    const std::uint32_t copies = std::max(tuning_.nodes - 1, 1U);
    const std::uint32_t count = dice_.mostly_small(1, 2 * copies);
    add("lose multicast from {} count {} skip {}", lost, count, dice_.mostly_small(1, copies) - 1);
    say_into_gap(lost);
    const std::uint32_t rotation = tuning_.nodes * tuning_.delay_most;
    add("run {}us", dice_.among(1, 2 * rotation));
}

void Story::lose_on_the_way_to(Id poor) {
    const std::uint32_t count = dice_.mostly_small(1, 12);
    add("lose multicast to {} count {}", poor, count);
}

// Some while after its recovery has begun, and perhaps with a part of it lost; or when one of them
// has just installed it.
void Story::fail_next_ring(std::uint32_t rotation, Id poor) {
    const Id id = somebody();
    if (id == 0) return;
    const std::uint32_t patience = 2 * tuning_.token + 2 * tuning_.consensus;
    if (dice_.percent(40)) {
        add("until {} gather within {}ms", id, patience);
        add("until {} operational within {}ms", id, patience);
        if (dice_.percent(30)) add("run {}us", dice_.among(1, rotation));
    } else {
        add("until {} {} within {}ms", id, dice_.percent(30) ? "commit" : "recovery", patience);
        if (dice_.percent(40)) {
            const std::uint32_t count = dice_.mostly_small(1, 3 * tuning_.nodes);
            add("lose multicast count {} skip {}", count, dice_.mostly_small(1, tuning_.nodes) - 1);
        } else if (dice_.percent(60)) {
            lose_on_the_way_to(poor); // who lacks something goes on to lack it
        }
        add("run {}us", dice_.among(1, 8 * rotation));
    }
    if (dice_.percent(40)) {
        add("isolate {}", id);
        to_mend_.push_back(fmt::format("connect {}", id));
    } else {
        cut_in_two();
    }
    if (dice_.percent(50)) add("spare");
}

} // namespace baton::sim
