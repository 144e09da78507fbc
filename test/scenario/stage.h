// test/scenario/stage.h - a world and the commands of scenario files that make things happen in it.
#pragma once

#include "scenario/script.h"
#include "world/world.h"

#include <map>
#include <string>
#include <vector>

namespace baton::scenario {

class Stage {
public:
    class Arguments;

    Stage();
    // Throws a std::exception that says what is wrong with the command.
    void perform(const Command& command);
    // After the last command: faults that did not happen spoil the story.
    void end();
    [[nodiscard]] const Lines& trace() const { return world_.trace(); }

private:
    using Handler = void (Stage::*)(Arguments&);
    static const std::map<std::string, Handler>& cluster_handlers();
    static const std::map<std::string, Handler>& client_handlers();

    // commands.cc: what happens to nodes and to the network
    void configure(Arguments& arguments);
    void show(Arguments& arguments);
    void seed(Arguments& arguments);
    void note(Arguments& arguments);
    void start(Arguments& arguments);
    void kill(Arguments& arguments);
    void restart(Arguments& arguments);
    void leave(Arguments& arguments);
    void pause(Arguments& arguments);
    void resume(Arguments& arguments);
    void cut(Arguments& arguments);
    void heal(Arguments& arguments);
    void deaf(Arguments& arguments);
    void hears(Arguments& arguments);
    void isolate(Arguments& arguments);
    void connect(Arguments& arguments);
    void gather(Arguments& arguments);
    void wipe(Arguments& arguments);
    void lose(Arguments& arguments);
    void spare(Arguments& arguments);
    void loss(Arguments& arguments);
    void duplicate(Arguments& arguments);
    void reorder(Arguments& arguments);
    void inject(Arguments& arguments);
    void run(Arguments& arguments);
    void settle(Arguments& arguments);
    void until(Arguments& arguments);
    void clock(Arguments& arguments);

    // client_commands.cc: what clients do, and questions about nodes
    void join(Arguments& arguments);
    void unjoin(Arguments& arguments);
    void die(Arguments& arguments);
    void say(Arguments& arguments);
    void digest(Arguments& arguments);
    void state(Arguments& arguments);
    void count(Arguments& arguments);

    void remember(std::uint32_t id, const NodeAction& action);

    World world_;
    std::map<std::string, std::map<std::uint32_t, Lines>> delivered_; // by group and node
};

} // namespace baton::scenario
