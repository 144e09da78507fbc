// test/scenario/commands.cc - commands about nodes, the network and time.
#include "scenario/arguments.h"
#include "scenario/settings.h"
#include "support/vector_file.h"

#include <fmt/format.h>

namespace baton::scenario {

namespace {

constexpr Duration kPatience = std::chrono::seconds(60);
constexpr Duration kGlance = std::chrono::microseconds(10);
constexpr const char* kTypes[] = {"token", "multicast", "merge", "join", "commit", "cancel"};
const std::set<std::string> kKinds{"ring",    "cpg",    "packets",   "sync",   "disk",
                                   "replies", "lost",   "time",      "token",  "merge",
                                   "join",    "commit", "multicast", "cancel", "recovered"};

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

unsigned percent(std::uint32_t value) {
    if (value > 100) throw std::invalid_argument("more than 100 percent");
    return value;
}

} // namespace

const std::map<std::string, Stage::Handler>& Stage::cluster_handlers() {
    static const std::map<std::string, Handler> table{
        {"config", &Stage::configure}, {"show", &Stage::show},     {"seed", &Stage::seed},
        {"note", &Stage::note},        {"start", &Stage::start},   {"kill", &Stage::kill},
        {"restart", &Stage::restart},  {"leave", &Stage::leave},   {"pause", &Stage::pause},
        {"resume", &Stage::resume},    {"cut", &Stage::cut},       {"heal", &Stage::heal},
        {"deaf", &Stage::deaf},        {"hears", &Stage::hears},   {"isolate", &Stage::isolate},
        {"connect", &Stage::connect},  {"gather", &Stage::gather}, {"wipe", &Stage::wipe},
        {"lose", &Stage::lose},        {"loss", &Stage::loss},     {"duplicate", &Stage::duplicate},
        {"reorder", &Stage::reorder},  {"inject", &Stage::inject}, {"run", &Stage::run},
        {"settle", &Stage::settle},    {"clock", &Stage::clock},   {"spare", &Stage::spare},
        {"until", &Stage::until},
    };
    return table;
}

// ---- the stage itself

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
    world_.shown.clear();
    while (!arguments.empty()) {
        const std::string kind = arguments.word("a kind");
        if (!kKinds.contains(kind))
            throw std::invalid_argument("nothing to show is '" + kind + "'");
        world_.shown.insert(kind);
    }
}

void Stage::seed(Arguments& arguments) { world_.random = Random(arguments.number("a seed")); }
// note TEXT: a line in the trace, so that a reader can follow
void Stage::note(Arguments& arguments) { world_.note("-- " + arguments.rest()); }
void Stage::run(Arguments& arguments) { world_.run(arguments.duration()); }
// settle: until every live node is in one ring with all that it can reach
void Stage::settle(Arguments&) { world_.settle(); }
// until N STATE: runs until the node is in this state of the ring
void Stage::until(Arguments& arguments) {
    Node& node = running(world_, arguments.node());
    const std::string state = arguments.word("a state");
    for (const TimePoint limit = world_.now() + kPatience; world_.now() < limit;) {
        if (ring::name_of(node.status().state) == state) return;
        world_.run(kGlance);
    }
    throw std::invalid_argument("the node never comes to the state '" + state + "'");
}
// clock: times in the trace count from here
void Stage::clock(Arguments&) { world_.start_clock(); }

// ---- nodes

void Stage::start(Arguments& arguments) {
    for (const auto id : arguments.nodes()) world_.start(id);
}
void Stage::kill(Arguments& arguments) {
    for (const auto id : arguments.nodes()) world_.kill(id);
}
void Stage::restart(Arguments& arguments) {
    for (const auto id : arguments.nodes()) {
        world_.kill(id);
        world_.start(id);
    }
}
void Stage::leave(Arguments& arguments) {
    for (const auto id : arguments.nodes()) world_.leave(id);
}
void Stage::pause(Arguments& arguments) {
    for (const auto id : arguments.nodes()) world_.pause(id);
}
void Stage::resume(Arguments& arguments) {
    for (const auto id : arguments.nodes()) world_.resume(id);
}
void Stage::gather(Arguments& arguments) {
    for (const auto id : arguments.nodes()) world_.gather(id);
}
// wipe N...: their disks are empty when they start again
void Stage::wipe(Arguments& arguments) {
    for (const auto id : arguments.nodes()) world_.forget_disk(id);
}

// ---- the network

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
void Stage::heal(Arguments&) { world_.partition({}); }
void Stage::deaf(Arguments& arguments) {
    for (const auto id : arguments.nodes()) world_.deaf(id, true);
}
void Stage::hears(Arguments& arguments) {
    for (const auto id : arguments.nodes()) world_.deaf(id, false);
}
// isolate N... and connect N...: the node's own interface goes down and comes up
void Stage::isolate(Arguments& arguments) {
    for (const auto id : arguments.nodes()) world_.isolate(id, false);
}
void Stage::connect(Arguments& arguments) {
    for (const auto id : arguments.nodes()) world_.isolate(id, true);
}

// lose TYPE [from N] [to N] [count K] [skip K]: the next such datagrams
void Stage::lose(Arguments& arguments) {
    Fault fault{.type = type_of(arguments.word("a datagram type")), .from = 0, .to = 0};
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
    world_.lose(fault);
}
// spare: no more of what `lose` asked for
void Stage::spare(Arguments&) { world_.spare(); }
void Stage::loss(Arguments& arguments) {
    world_.loss_percent = percent(arguments.number("percent"));
}
void Stage::duplicate(Arguments& arguments) {
    world_.duplicate_percent = percent(arguments.number("percent"));
}
void Stage::reorder(Arguments& arguments) {
    world_.reorder_percent = percent(arguments.number("percent"));
}

// inject N HEX, or the name of a recorded message
void Stage::inject(Arguments& arguments) {
    const std::uint32_t id = arguments.node();
    const std::string what = arguments.word("bytes");
    const bool hex = what.find_first_not_of("0123456789abcdef") == std::string::npos;
    world_.inject(id, hex ? from_hex(what) : test::read_vector(what.c_str()).bytes);
}

void Stage::end() {
    for (const Fault& fault : world_.unmet())
        world_.note(fmt::format("-- still to be lost: {} {}", fault.count,
                                fault.type < 0 ? "any" : kTypes[fault.type]));
}

} // namespace baton::scenario
