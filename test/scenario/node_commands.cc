// test/scenario/node_commands.cc - commands about the story itself, and about nodes.
#include "scenario/arguments.h"
#include "scenario/settings.h"

namespace baton::scenario {

namespace {

constexpr Duration kPatience = std::chrono::seconds(60);

using world::Disk;

Disk::Health health_of(const std::string& name) {
    if (name == "good") return Disk::Health::good;
    if (name == "lose") return Disk::Health::forgetful;
    if (name == "fail") return Disk::Health::failing;
    throw std::invalid_argument("a disk is good, or does lose or fail, not '" + name + "'");
}

} // namespace

const std::map<std::string, Stage::Handler>& Stage::node_handlers() {
    static const std::map<std::string, Handler> table{
        {"lenient", &Stage::lenient}, {"config", &Stage::configure}, {"show", &Stage::show},
        {"seed", &Stage::seed},       {"note", &Stage::note},        {"run", &Stage::run},
        {"settle", &Stage::settle},   {"until", &Stage::until},      {"clock", &Stage::clock},
        {"start", &Stage::start},     {"kill", &Stage::kill},        {"restart", &Stage::restart},
        {"leave", &Stage::leave},     {"pause", &Stage::pause},      {"resume", &Stage::resume},
        {"gather", &Stage::gather},   {"wipe", &Stage::wipe},        {"disk", &Stage::disk},
        {"freeze", &Stage::freeze},   {"thaw", &Stage::thaw},        {"leap", &Stage::leap},
        {"calm", &Stage::calm},       {"still", &Stage::still},      {"plain", &Stage::plain},
    };
    return table;
}

// ---- the story

// lenient: from now on what cannot be done (the node does not run, ...) is passed over
void Stage::lenient(Arguments&) { lenient_ = true; }

// config KEY=VALUE...: of nodes that start from now on
void Stage::configure(Arguments& arguments) {
    do {
        const std::string setting = arguments.word("KEY=VALUE");
        const auto sign = setting.find('=');
        if (sign == std::string::npos) throw std::invalid_argument("expected KEY=VALUE");
        set(world_.config, setting.substr(0, sign), setting.substr(sign + 1));
    } while (!arguments.empty());
}

// show KIND...: these from now on, and nothing else; without a kind nothing
void Stage::show(Arguments& arguments) {
    Lines kinds;
    while (!arguments.empty()) kinds.push_back(arguments.word("a kind"));
    world_.show.only(kinds);
}

void Stage::seed(Arguments& arguments) { world_.seed(arguments.number("a seed")); }
// note TEXT: a line in the trace, so that a reader can follow
void Stage::note(Arguments& arguments) { world_.show.note("-- " + arguments.rest()); }
void Stage::run(Arguments& arguments) { world_.run(arguments.duration()); }
// settle: until every live node is in one ring with all that it can reach
void Stage::settle(Arguments&) { world_.settle(); }
// until N STATE [within TIME]: runs until the node is in this state of the ring
void Stage::until(Arguments& arguments) {
    const std::uint32_t id = arguments.node();
    const std::string state = arguments.word("a state");
    const Duration patience = arguments.take("within") ? arguments.duration() : kPatience;
    for (const TimePoint limit = world_.now() + patience; world_.now() < limit;) {
        if (ring::name_of(running(world_, id).status().state) == state) return;
        world_.run_to_event(limit);
    }
    throw CannotBeDone("the node never comes to the state '" + state + "'");
}
// clock: times in the trace count from here
void Stage::clock(Arguments&) { world_.show.start_clock(world_.now()); }

// ---- nodes

void Stage::start(Arguments& arguments) {
    begin();
    for (const auto id : arguments.nodes()) {
        if (world_.node(id) != nullptr)
            throw CannotBeDone("node " + std::to_string(id) + " is running");
        world_.start(id);
    }
}
void Stage::kill(Arguments& arguments) {
    for (const auto id : arguments.nodes()) {
        running(world_, id);
        world_.kill(id);
    }
}
void Stage::restart(Arguments& arguments) {
    for (const auto id : arguments.nodes()) {
        running(world_, id);
        world_.kill(id);
        world_.start(id);
    }
}
void Stage::leave(Arguments& arguments) {
    for (const auto id : arguments.nodes()) world_.leave(awake(world_, id));
}
void Stage::pause(Arguments& arguments) {
    for (const auto id : arguments.nodes()) world_.pause(awake(world_, id));
}
void Stage::resume(Arguments& arguments) {
    for (const auto id : arguments.nodes()) {
        if (running(world_, id); !world_.paused(id))
            throw CannotBeDone("node " + std::to_string(id) + " is not paused");
        world_.resume(id);
    }
}
void Stage::gather(Arguments& arguments) {
    for (const auto id : arguments.nodes()) world_.gather(awake(world_, id));
}
// wipe N...: their disks are empty when they start again
void Stage::wipe(Arguments& arguments) {
    for (const auto id : arguments.nodes()) world_.forget_disk(id);
}
// disk N good, disk N lose: the last write is not there after a crash, disk N fail: the next write
// ends the process
void Stage::disk(Arguments& arguments) {
    const std::uint32_t id = arguments.node();
    world_.disk(id, health_of(arguments.word("good, lose or fail")));
}
// plain N...: from their next start on they do not know what Batons agree on to be fast
void Stage::plain(Arguments& arguments) {
    for (const auto id : arguments.nodes()) world_.plain(id, true);
}
// freeze N... and thaw N...: a clock stands still, and runs on from there
void Stage::freeze(Arguments& arguments) {
    for (const auto id : arguments.nodes()) world_.freeze(id);
}
void Stage::thaw(Arguments& arguments) {
    for (const auto id : arguments.nodes()) world_.thaw(id);
}
// leap N TIME: its clock jumps ahead
void Stage::leap(Arguments& arguments) {
    const std::uint32_t id = arguments.node();
    world_.leap(id, arguments.duration());
}
// calm: all faults end, and all nodes that ever ran are there
void Stage::calm(Arguments&) { world_.calm(); }
// still: the same, but who does not hear whom still does not
void Stage::still(Arguments&) { world_.still(); }

} // namespace baton::scenario
