// test/sim/story.cc - beginning, middle and end of a story.
#include "sim/story.h"

#include "sim/bounds.h"

#include <algorithm>
#include <map>

namespace baton::sim {

namespace {

constexpr std::uint32_t kCopies = 4000; // of frames, in a whole run
constexpr std::uint32_t kLarge = 16;    // nodes; larger clusters have shorter stories

std::uint32_t draw_length(Dice& dice, std::uint32_t nodes) {
    if (nodes > 2 * kLarge) return dice.among(4, 12);
    if (nodes > kLarge) return dice.among(6, 20);
    return nodes > kLarge / 2 ? dice.among(10, 35) : dice.among(15, 60);
}

} // namespace

Story::Story(Dice& dice, const Tuning& tuning, const Mood& mood)
    : dice_(dice), tuning_(tuning), mood_(mood), players_(tuning.nodes + 1), frames_left_(kCopies) {
}

Lines Story::tell() {
    begin();
    for (std::uint32_t left = draw_length(dice_, tuning_.nodes); left > 0; --left) goes_on();
    end();
    return std::move(lines_);
}

// Mostly a ring first, so that there is something to break.
void Story::begin() {
    start_nodes();
    if (dice_.percent(80)) add("settle");
    for (const Thing weather :
         {Thing::loss, Thing::burst, Thing::duplicate, Thing::reorder, Thing::corrupt_raw})
        if (knows(mood_, weather) && dice_.percent(70)) happen(weather);
    const std::uint32_t most = std::min(4U, tuning_.nodes);
    for (std::uint32_t count = dice_.among(1, most); count > 0; --count) client_joins();
}

void Story::start_nodes() {
    const bool one_by_one = tuning_.nodes <= kLarge && dice_.percent(30);
    const std::uint32_t late = dice_.percent(70) ? 0 : dice_.among(0, tuning_.nodes / 2);
    std::string ids;
    for (Id id = 1; id <= tuning_.nodes - late; ++id) {
        started(id);
        ids += fmt::format(" {}", id);
        if (!one_by_one) continue;
        add("start{}", std::exchange(ids, ""));
        pass_time();
    }
    if (!one_by_one) add("start{}", ids);
}

void Story::goes_on() {
    happen(one_of(mood_, dice_));
    pass_time();
}

void Story::happen(Thing thing) {
    static const std::map<Thing, Act> acts{
        {Thing::kill, &Story::kill},
        {Thing::kill_many, &Story::kill_many},
        {Thing::restart, &Story::restart},
        {Thing::leave, &Story::leave},
        {Thing::pause_short, &Story::pause_short},
        {Thing::pause_long, &Story::pause_long},
        {Thing::freeze, &Story::freeze},
        {Thing::leap, &Story::leap},
        {Thing::sluggish, &Story::sluggish},
        {Thing::gather, &Story::gather},
        {Thing::disk_lose, &Story::disk_lose},
        {Thing::disk_fail, &Story::disk_fail},
        {Thing::wipe, &Story::wipe},
        {Thing::cut_in_two, &Story::cut_in_two},
        {Thing::cut_in_many, &Story::cut_in_many},
        {Thing::block, &Story::block},
        {Thing::partial, &Story::partial},
        {Thing::slow, &Story::slow},
        {Thing::deaf, &Story::deaf},
        {Thing::isolate, &Story::isolate},
        {Thing::buffer, &Story::buffer},
        {Thing::loss, &Story::loss},
        {Thing::burst, &Story::burst},
        {Thing::duplicate, &Story::duplicate},
        {Thing::reorder, &Story::reorder},
        {Thing::corrupt, &Story::corrupt},
        {Thing::corrupt_raw, &Story::corrupt_raw},
        {Thing::lose_datagram, &Story::lose_datagram},
        {Thing::aimed_kill, &Story::aimed_kill},
        {Thing::aimed_cut, &Story::aimed_cut},
        {Thing::aimed_pause, &Story::aimed_pause},
        {Thing::aimed_loss, &Story::aimed_loss},
        {Thing::aimed_gap, &Story::aimed_gap},
        {Thing::client_leaves, &Story::client_leaves},
        {Thing::client_dies, &Story::client_dies},
        {Thing::client_stalls, &Story::client_stalls},
        {Thing::large_messages, &Story::large_messages},
        {Thing::flood, &Story::flood},
        {Thing::talk, &Story::talk},
        {Thing::client_joins, &Story::client_joins},
        {Thing::mend, &Story::mend},
    };
    (this->*acts.at(thing))();
}

// Mostly little or none: what follows shall meet what is still going on.
void Story::pass_time() {
    const std::uint32_t lot = dice_.among(0, 99);
    if (lot < 25) return;
    const std::uint32_t token = tuning_.token * 1000;
    const std::uint32_t most = lot < 50   ? 2000
                               : lot < 80 ? token / 10
                               : lot < 93 ? token
                                          : 3 * token;
    add("run {}us", dice_.among(1, most));
}

// All faults stop; then everybody must find one another, and what is said must arrive.
void Story::end() {
    const bool lost = dice_.percent(10);
    if (lost) lose_what_is_said_last();
    add("note all faults end; times count from here");
    add("clock");
    add("calm");
    if (lost) add("run {}us", repair_bound(tuning_)); // and nobody says anything that would help
    add("settle");
    last_words();
    add("run {}ms", 2 * tuning_.token);
    if (dice_.percent(20)) add("run {}us", settle_bound(tuning_)); // nothing may happen any more
    add("settle");
}

Story::Id Story::somebody() {
    const Ids alive = all_alive();
    return alive.empty() ? 0 : dice_.one_of(alive);
}

Story::Id Story::another(Id id) {
    if (tuning_.nodes == 1) return id;
    const Id other = dice_.among(1, tuning_.nodes - 1);
    return other < id ? other : other + 1;
}

Story::Ids Story::all_alive() const {
    Ids ids;
    for (Id id = 1; id <= tuning_.nodes; ++id)
        if (players_[id].alive) ids.push_back(id);
    return ids;
}

} // namespace baton::sim
