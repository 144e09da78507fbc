// test/sim/story.h - what happens in a run, thing by thing, written as commands.
//
// A story does not know how the run goes: it keeps what it believes of the nodes (a node that ended
// by itself is believed alive) and is played leniently. So a plan is its text, and nothing else.
// Chance is asked once per statement: the order of two calls in one expression is not defined.
#pragma once

#include "sim/mood.h"
#include "sim/tuning.h"

#include <fmt/format.h>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace baton::sim {

using Lines = std::vector<std::string>;

class Story {
public:
    Story(Dice& dice, const Tuning& tuning, const Mood& mood);
    Lines tell();

private:
    using Id = std::uint32_t;
    using Ids = std::vector<Id>;
    struct Player { // as far as the story knows
        bool alive = false;
        bool asleep = false; // paused or frozen
        std::set<std::string> groups;
    };
    using Act = void (Story::*)();

    template <class... Parts>
    void add(fmt::format_string<Parts...> format, Parts&&... parts) {
        lines_.push_back(fmt::format(format, std::forward<Parts>(parts)...));
    }
    void begin();
    void start_nodes();
    void goes_on();
    void happen(Thing thing);
    void pass_time();
    void end();

    // story_nodes.cc
    void kill();
    void kill_many();
    void restart();
    void leave();
    void pause_short();
    void pause_long();
    void freeze();
    void leap();
    void sluggish();
    void gather();
    void disk_lose();
    void disk_fail();
    void wipe();
    void started(Id id);
    void gone(Id id);

    // story_network.cc
    void cut_in_two();
    void cut_in_many();
    void block();
    void partial();
    void slow();
    void deaf();
    void isolate();
    void buffer();
    void loss();
    void burst();
    void duplicate();
    void reorder();
    void corrupt();
    void corrupt_raw();
    void lose_datagram();
    void mend();
    [[nodiscard]] std::string sides(std::uint32_t count);

    // story_aimed.cc
    void aimed_kill();
    void aimed_cut();
    void aimed_pause();
    void aimed_loss();
    void aimed_gap();
    void say_into_gap(Id id);
    void lose_what_is_said_last();
    void fail_next_ring(std::uint32_t rotation, Id poor);
    void lose_on_the_way_to(Id poor);
    void disturb_ring();
    Id wait_for_step();

    // story_clients.cc
    void talk();
    void client_joins();
    void client_leaves();
    void client_dies();
    void client_stalls();
    void large_messages();
    void flood();
    void last_words();
    [[nodiscard]] std::uint32_t draw_size();
    [[nodiscard]] std::uint32_t affordable(std::uint32_t count, std::uint32_t size);
    [[nodiscard]] std::pair<Id, std::string> somebodys_group();

    // Somebody alive; 0 if nobody is.
    [[nodiscard]] Id somebody();
    [[nodiscard]] Id anybody() { return dice_.among(1, tuning_.nodes); }
    [[nodiscard]] Id another(Id id);
    [[nodiscard]] Ids all_alive() const;

    Dice& dice_;
    const Tuning& tuning_;
    const Mood& mood_;
    Lines lines_;
    std::vector<Player> players_; // by id; the first stays empty
    std::vector<std::string> to_mend_;
    std::uint32_t said_ = 0;
    std::uint32_t frames_left_ = 0; // to be sent by clients, all copies counted
};

} // namespace baton::sim
