// test/scenario/stage.h - a world and the commands of scenario files that make things happen in it,
// and an oracle that watches.
#pragma once

#include "oracle/oracle.h"
#include "scenario/script.h"
#include "world/world.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace baton::scenario {

using world::World;

class Stage {
public:
    class Arguments;

    explicit Stage(oracle::Options options = {});
    // Throws a std::exception that says what is wrong with the command.
    void perform(const Command& command);
    // After the last command: faults that did not happen spoil the story, and the oracle judges.
    void end();
    [[nodiscard]] const Lines& trace() const { return world_.trace(); }
    [[nodiscard]] const oracle::Oracle& oracle() const { return *oracle_; } // after end()
    [[nodiscard]] World& world() { return world_; }

private:
    using Handler = void (Stage::*)(Arguments&);
    static const Handler* find(const std::string& command);
    static const std::map<std::string, Handler>& judging_handlers();
    static const std::map<std::string, Handler>& node_handlers();
    static const std::map<std::string, Handler>& network_handlers();
    static const std::map<std::string, Handler>& client_handlers();
    static const std::map<std::string, Handler>& quorum_handlers();
    static const std::map<std::string, Handler>& file_handlers();
    static const std::map<std::string, Handler>& question_handlers();

    // judging_commands.cc: how the oracle judges; before the first start
    void scope(Arguments& arguments);
    void bounds(Arguments& arguments);

    // node_commands.cc: the story itself, and what happens to nodes
    void lenient(Arguments& arguments);
    void configure(Arguments& arguments);
    void show(Arguments& arguments);
    void seed(Arguments& arguments);
    void note(Arguments& arguments);
    void run(Arguments& arguments);
    void settle(Arguments& arguments);
    void until(Arguments& arguments);
    void clock(Arguments& arguments);
    void start(Arguments& arguments);
    void kill(Arguments& arguments);
    void restart(Arguments& arguments);
    void leave(Arguments& arguments);
    void pause(Arguments& arguments);
    void resume(Arguments& arguments);
    void gather(Arguments& arguments);
    void wipe(Arguments& arguments);
    void disk(Arguments& arguments);
    void freeze(Arguments& arguments);
    void plain(Arguments& arguments);
    void thaw(Arguments& arguments);
    void leap(Arguments& arguments);
    void calm(Arguments& arguments);
    void still(Arguments& arguments);

    // network_commands.cc
    void cut(Arguments& arguments);
    void heal(Arguments& arguments);
    void block(Arguments& arguments);
    void unblock(Arguments& arguments);
    void slow(Arguments& arguments);
    void deaf(Arguments& arguments);
    void hears(Arguments& arguments);
    void links(Arguments& arguments);
    void rumour(Arguments& arguments);
    void isolate(Arguments& arguments);
    void connect(Arguments& arguments);
    void lose(Arguments& arguments);
    void spare(Arguments& arguments);
    void loss(Arguments& arguments);
    void burst(Arguments& arguments);
    void duplicate(Arguments& arguments);
    void reorder(Arguments& arguments);
    void corrupt(Arguments& arguments);
    void delay(Arguments& arguments);
    void buffer(Arguments& arguments);
    void sluggish(Arguments& arguments);
    void inject(Arguments& arguments);

    // client_commands.cc
    void join(Arguments& arguments);
    void unjoin(Arguments& arguments);
    void die(Arguments& arguments);
    void say(Arguments& arguments);
    void flow(Arguments& arguments);
    void stall(Arguments& arguments);
    void read(Arguments& arguments);

    // quorum_commands.cc
    void quorum(Arguments& arguments);
    void votes(Arguments& arguments);
    void version(Arguments& arguments);
    void expect(Arguments& arguments);
    void give_votes(Arguments& arguments);
    void change(Arguments& arguments);
    void cancel_wait(Arguments& arguments);
    void device(Arguments& arguments);
    void arbiter(Arguments& arguments);
    void tally(Arguments& arguments);

    // file_commands.cc
    void edit(Arguments& arguments);
    void key(Arguments& arguments);
    void spoil(Arguments& arguments);
    void reading(Arguments& arguments);
    void reload(Arguments& arguments);

    // questions.cc
    void digest(Arguments& arguments);
    void state(Arguments& arguments);
    void count(Arguments& arguments);
    void warned(Arguments& arguments);

    struct Heard { // messages since the last digest
        std::size_t count = 0;
        std::uint64_t hash = 0;
        auto operator<=>(const Heard&) const = default;
    };
    void remember(std::uint32_t id, const NodeAction& action);

    void begin();

    oracle::Options options_;
    std::unique_ptr<oracle::Oracle> oracle_; // from the first start on
    World world_;
    bool lenient_ = false;
    std::map<std::string, std::map<std::uint32_t, Heard>, std::less<>> heard_; // by group and node
    std::map<std::uint32_t, std::string> warnings_; // the last of each node's ring, until asked for
};

} // namespace baton::scenario
