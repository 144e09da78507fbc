// test/scenario/network_commands.cc - commands about the network.
#include "scenario/arguments.h"
#include "support/vector_file.h"

namespace baton::scenario {

namespace {

constexpr const char* kTypes[] = {"token", "multicast", "merge", "join", "commit", "cancel"};

int type_of(const std::string& name) {
    if (name == "any") return -1;
    for (std::size_t i = 0; i < std::size(kTypes); ++i)
        if (name == kTypes[i]) return static_cast<int>(i);
    throw std::invalid_argument("there is no datagram type '" + name + "'");
}

std::vector<std::byte> from_hex(const std::string& text) {
    std::vector<std::byte> bytes;
    for (std::size_t i = 0; i + 1 < text.size(); i += 2)
        bytes.push_back(static_cast<std::byte>(std::stoul(text.substr(i, 2), nullptr, 16)));
    return bytes;
}

unsigned share(std::uint32_t value, std::uint32_t whole) {
    if (value > whole) throw std::invalid_argument("more than the whole");
    return value;
}

} // namespace

const std::map<std::string, Stage::Handler>& Stage::network_handlers() {
    static const std::map<std::string, Handler> table{
        {"cut", &Stage::cut},           {"heal", &Stage::heal},
        {"block", &Stage::block},       {"unblock", &Stage::unblock},
        {"slow", &Stage::slow},         {"deaf", &Stage::deaf},
        {"hears", &Stage::hears},       {"isolate", &Stage::isolate},
        {"connect", &Stage::connect},   {"lose", &Stage::lose},
        {"spare", &Stage::spare},       {"loss", &Stage::loss},
        {"burst", &Stage::burst},       {"duplicate", &Stage::duplicate},
        {"reorder", &Stage::reorder},   {"corrupt", &Stage::corrupt},
        {"delay", &Stage::delay},       {"buffer", &Stage::buffer},
        {"sluggish", &Stage::sluggish}, {"inject", &Stage::inject},
        {"links", &Stage::links},       {"rumour", &Stage::rumour},
    };
    return table;
}

// ---- who hears whom

// cut 1 2 | 3: who is not named stays with the first side
void Stage::cut(Arguments& arguments) {
    std::vector<std::vector<std::uint32_t>> sides(1);
    while (!arguments.empty()) {
        if (arguments.take("|"))
            sides.emplace_back();
        else
            sides.back().push_back(arguments.node());
    }
    world_.partition(sides);
}
// heal: no partition, no blocked link, no slow one
void Stage::heal(Arguments&) { world_.heal(); }
// block A B and unblock A B: from A to B nothing passes
void Stage::block(Arguments& arguments) {
    const std::uint32_t from = arguments.node();
    world_.block(from, arguments.node(), true);
}
void Stage::unblock(Arguments& arguments) {
    const std::uint32_t from = arguments.node();
    world_.block(from, arguments.node(), false);
}
// slow A B TIME: from A to B all takes so much longer
void Stage::slow(Arguments& arguments) {
    const std::uint32_t from = arguments.node();
    const std::uint32_t to = arguments.node();
    world_.slow(from, to, arguments.duration());
}
void Stage::deaf(Arguments& arguments) {
    for (const auto id : arguments.nodes()) world_.deaf(id, true);
}
void Stage::hears(Arguments& arguments) {
    for (const auto id : arguments.nodes()) world_.deaf(id, false);
}
// links DOWN UP: nodes are told so late of links that are down or up
void Stage::links(Arguments& arguments) {
    world_.link_down = arguments.duration();
    world_.link_up = arguments.duration();
}
// rumour A B down, rumour A B up: a link of A says so of B, true or not
void Stage::rumour(Arguments& arguments) {
    const std::uint32_t id = arguments.node();
    const std::uint32_t about = arguments.node();
    const std::string what = arguments.word("down or up");
    if (what != "down" && what != "up") throw std::invalid_argument("expected down or up");
    world_.rumour(id, about, what == "up");
}
// isolate N... and connect N...: the node's own interface goes down and comes up
void Stage::isolate(Arguments& arguments) {
    for (const auto id : arguments.nodes()) world_.isolate(id, false);
}
void Stage::connect(Arguments& arguments) {
    for (const auto id : arguments.nodes()) world_.isolate(id, true);
}

// ---- what chance does, or a list

// lose TYPE [from N] [to N] [count K] [skip K]: the next such datagrams
void Stage::lose(Arguments& arguments) {
    world::Fault fault{.type = type_of(arguments.word("a datagram type")), .from = 0, .to = 0};
    while (!arguments.empty()) {
        if (arguments.take("from"))
            fault.from = arguments.node();
        else if (arguments.take("to"))
            fault.to = arguments.node();
        else if (arguments.take("count"))
            fault.count = arguments.number("a count");
        else if (arguments.take("skip"))
            fault.skip = arguments.number("a count");
        else
            throw std::invalid_argument("expected from, to, count or skip");
    }
    world_.disturbed();
    if (fault.count > 0) world_.network.lose(fault);
}
// spare: no more of what `lose` asked for
void Stage::spare(Arguments&) { world_.network.spare(); }

void Stage::loss(Arguments& arguments) {
    world_.disturbed();
    world_.network.weather.loss = share(arguments.number("percent"), 100);
}
// burst PERCENT LENGTH: with this chance the next LENGTH datagrams of a pair of nodes are lost
void Stage::burst(Arguments& arguments) {
    world_.disturbed();
    world_.network.weather.burst = share(arguments.number("percent"), 100);
    world_.network.weather.burst_length = arguments.number("a length");
}
void Stage::duplicate(Arguments& arguments) {
    world_.disturbed();
    world_.network.weather.duplicate = share(arguments.number("percent"), 100);
}
void Stage::reorder(Arguments& arguments) {
    world_.disturbed();
    world_.network.weather.reorder = share(arguments.number("percent"), 100);
}
// corrupt PERMILLE [raw]: what is damaged is lost, as UDP's checksum finds it; raw: it arrives
void Stage::corrupt(Arguments& arguments) {
    world_.disturbed();
    world_.network.weather.corrupt_permille = share(arguments.number("permille"), 1000);
    world_.network.weather.corrupt_arrives = arguments.take("raw");
}
// delay MIN MAX: the time that a datagram takes
void Stage::delay(Arguments& arguments) {
    const Duration least = arguments.duration();
    const Duration most = arguments.duration();
    if (most < least) throw std::invalid_argument("a delay of MIN and MAX");
    world_.disturbed();
    world_.network.weather.delay_min = least;
    world_.network.weather.delay_max = most;
}

// ---- receivers

// buffer N COUNT: so many datagrams wait for it, more are lost; 0: no limit
void Stage::buffer(Arguments& arguments) {
    const std::uint32_t id = arguments.node();
    world_.buffer(id, arguments.number("a count"));
}
// sluggish N TIME: it needs so long for a datagram
void Stage::sluggish(Arguments& arguments) {
    const std::uint32_t id = arguments.node();
    world_.sluggish(id, arguments.duration());
}

// inject N HEX, or the name of a recorded message
void Stage::inject(Arguments& arguments) {
    const std::uint32_t id = arguments.node();
    const std::string what = arguments.word("bytes");
    const bool hex = what.find_first_not_of("0123456789abcdef") == std::string::npos;
    world_.inject(id, hex ? from_hex(what) : test::read_vector(what.c_str()).bytes);
}

} // namespace baton::scenario
