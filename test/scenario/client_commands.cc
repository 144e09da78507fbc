// test/scenario/client_commands.cc - commands about clients.
#include "scenario/arguments.h"

#include <fmt/format.h>

namespace baton::scenario {

namespace {

// The node and group of a client that is there.
std::pair<std::uint32_t, std::string> with_client(World& world, Stage::Arguments& arguments) {
    const std::uint32_t id = arguments.node();
    const std::string group = arguments.word("a group");
    running(world, id);
    if (!world.has_client(id, group)) throw CannotBeDone("no client has joined there");
    return {id, group};
}

std::uint32_t message_size(Stage::Arguments& arguments) {
    const std::uint32_t size = arguments.number("a size");
    if (size > cpg::kMessageMax - world::kNumberSize)
        throw std::invalid_argument("no message is as long as that");
    return size;
}

} // namespace

const std::map<std::string, Stage::Handler>& Stage::client_handlers() {
    static const std::map<std::string, Handler> table{
        {"join", &Stage::join}, {"unjoin", &Stage::unjoin}, {"die", &Stage::die},
        {"say", &Stage::say},   {"flow", &Stage::flow},     {"stall", &Stage::stall},
        {"read", &Stage::read},
    };
    return table;
}

// ---- clients: one per node and group

void Stage::join(Arguments& arguments) {
    const std::uint32_t id = awake(world_, arguments.node());
    const std::string group = arguments.word("a group");
    const world::Client* before = world_.client(id, group);
    if (before != nullptr && before->member) throw CannotBeDone("its client is there already");
    world_.join(id, group);
}
void Stage::unjoin(Arguments& arguments) {
    const auto [id, group] = with_client(world_, arguments);
    world_.leave_group(id, group);
}
void Stage::die(Arguments& arguments) {
    const auto [id, group] = with_client(world_, arguments);
    world_.die(id, group);
}
// stall N GROUP and read N GROUP: its client reads no events, and reads them all again
void Stage::stall(Arguments& arguments) {
    const auto [id, group] = with_client(world_, arguments);
    world_.stall(id, group, true);
}
void Stage::read(Arguments& arguments) {
    const auto [id, group] = with_client(world_, arguments);
    world_.stall(id, group, false);
}

// say N GROUP TEXT [size BYTES] [times K] [safe]; of several messages each has its number
void Stage::say(Arguments& arguments) {
    const auto [id, group] = with_client(world_, arguments);
    const std::string text = arguments.word("a text");
    std::uint32_t size = 0;
    std::uint32_t times = 1;
    bool safe = false;
    while (!arguments.empty()) {
        if (arguments.take("size"))
            size = message_size(arguments);
        else if (arguments.take("times"))
            times = arguments.number("a count");
        else if (arguments.take("safe"))
            safe = true;
        else
            throw std::invalid_argument("expected size, times or safe");
    }
    for (std::uint32_t i = 1; i <= times; ++i)
        world_.say(id, group, times == 1 ? text : fmt::format("{}-{}", text, i), size, safe);
}

// flow N GROUP COUNT SIZE [safe]: as fast as the ring takes them
void Stage::flow(Arguments& arguments) {
    const auto [id, group] = with_client(world_, arguments);
    const std::uint32_t count = arguments.number("a count");
    const std::uint32_t size = message_size(arguments);
    const std::string text = std::string("flow").substr(0, size);
    world_.say(id, group, text, size, arguments.take("safe"), count);
}

} // namespace baton::scenario
