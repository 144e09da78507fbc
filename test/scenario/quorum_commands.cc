// test/scenario/quorum_commands.cc - commands about votes and quorum.
#include "scenario/arguments.h"

#include <algorithm>
#include <fmt/format.h>

namespace baton::scenario {

namespace {

using cmap::Value;

std::uint8_t truth_of(const std::string& text) {
    const std::uint32_t value = Stage::Arguments::number_of(text, "0 or 1");
    if (value > 1) throw std::invalid_argument("'" + text + "' is not 0 or 1");
    return static_cast<std::uint8_t>(value);
}

std::uint32_t milliseconds_of(const std::string& text) {
    return static_cast<std::uint32_t>(
        std::chrono::duration_cast<milliseconds>(Stage::Arguments::duration_of(text)).count());
}

bool is_one_of(const std::string& name, std::initializer_list<const char*> names) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

// The value as the map has it: the type follows from the name.
Value value_of(const std::string& name, const std::string& text) {
    if (is_one_of(name, {"two_node", "wait_for_all", "last_man_standing", "auto_tie_breaker",
                         "allow_downscale", "expected_votes_tracking", "device.master_wins",
                         "cancel_wait_for_all"}))
        return Value::of(truth_of(text));
    if (is_one_of(name, {"last_man_standing_window", "device.timeout", "device.sync_timeout"}))
        return Value::of(milliseconds_of(text));
    if (is_one_of(name, {"expected_votes", "votes", "device.votes"}))
        return Value::of(Stage::Arguments::number_of(text, "a number"));
    if (!is_one_of(name, {"auto_tie_breaker_node", "device.model"}))
        throw std::invalid_argument("unknown option '" + name + "'");
    std::string list = text;
    std::replace(list.begin(), list.end(), ',', ' ');
    return Value::of(std::string_view(list));
}

std::pair<std::string, std::string> setting_of(Stage::Arguments& arguments) {
    const std::string setting = arguments.word("NAME=VALUE");
    const auto sign = setting.find('=');
    if (sign == std::string::npos) throw std::invalid_argument("expected NAME=VALUE");
    return {setting.substr(0, sign), setting.substr(sign + 1)};
}

bool yes(Stage::Arguments& arguments) {
    const bool is = arguments.take("yes");
    if (!is && !arguments.take("no")) throw std::invalid_argument("expected yes or no");
    return is;
}

void must(bool done) {
    if (!done) throw CannotBeDone("the node does not listen now");
}

} // namespace

const std::map<std::string, Stage::Handler>& Stage::quorum_handlers() {
    static const std::map<std::string, Handler> table{
        {"quorum", &Stage::quorum},           {"votes", &Stage::votes},
        {"version", &Stage::version},         {"expect", &Stage::expect},
        {"give-votes", &Stage::give_votes},   {"change", &Stage::change},
        {"cancel-wait", &Stage::cancel_wait}, {"device", &Stage::device},
        {"arbiter", &Stage::arbiter},         {"tally", &Stage::tally},
    };
    return table;
}

// ---- how nodes count that start from now on

// quorum NAME=VALUE...: options of the section quorum. nodes=K: nodes 1 to K have a vote each.
void Stage::quorum(Arguments& arguments) {
    world::Electorate& electorate = world_.electorate;
    electorate.counts = true;
    while (!arguments.empty()) {
        const auto [name, value] = setting_of(arguments);
        if (name == "nodes")
            for (std::uint32_t id = Arguments::number_of(value, "a number"); id > 0; --id)
                electorate.votes.try_emplace(id, 1);
        else
            electorate.keys["quorum." + name] = value_of(name, value);
    }
    const auto timeout = electorate.keys.find("quorum.device.sync_timeout");
    if (timeout != electorate.keys.end())
        world_.arbiter.lease = milliseconds(timeout->second.as<std::uint32_t>().value_or(0));
}

// votes N V: node N has so many
void Stage::votes(Arguments& arguments) {
    const std::uint32_t id = arguments.node();
    world_.electorate.votes[id] = arguments.number("a number of votes");
}

// version V: of the configuration
void Stage::version(Arguments& arguments) {
    world_.electorate.keys["totem.config_version"] =
        Value::of(std::uint64_t{arguments.number("a version")});
}

// ---- what is asked of those that run

// expect N V: a tool at node N says how many votes are expected
void Stage::expect(Arguments& arguments) {
    const std::uint32_t id = awake(world_, arguments.node());
    must(world_.expect(id, arguments.number("a number of votes")));
}

// give-votes N OF V: a tool at node N says how many votes another one has
void Stage::give_votes(Arguments& arguments) {
    const std::uint32_t id = awake(world_, arguments.node());
    const std::uint32_t whom = arguments.node();
    must(world_.give_votes(id, whom, arguments.number("a number of votes")));
}

// change N NAME=VALUE: an option of quorum, in the map of node N alone
void Stage::change(Arguments& arguments) {
    const std::uint32_t id = awake(world_, arguments.node());
    const auto [name, value] = setting_of(arguments);
    must(world_.set_key(id, "quorum." + name, value_of(name, value)));
}

// cancel-wait N: nobody shall wait for all
void Stage::cancel_wait(Arguments& arguments) {
    const std::uint32_t id = awake(world_, arguments.node());
    must(world_.set_key(id, "quorum.cancel_wait_for_all", Value::of(std::uint8_t{1})));
}

// device N register, device N unregister, device N poll yes|no, device N master yes|no
void Stage::device(Arguments& arguments) {
    const std::uint32_t id = awake(world_, arguments.node());
    if (arguments.take("register"))
        must(world_.register_device(id, true));
    else if (arguments.take("unregister"))
        must(world_.register_device(id, false));
    else if (arguments.take("poll"))
        must(world_.poll(id, yes(arguments)));
    else if (arguments.take("master"))
        must(world_.let_master_win(id, yes(arguments)));
    else
        throw std::invalid_argument("expected register, unregister, poll or master");
}

// arbiter sleep, arbiter wake, arbiter poll: all devices ask it, beside those of a new ring
void Stage::arbiter(Arguments& arguments) {
    if (arguments.take("sleep"))
        world_.arbiter.asleep = true;
    else if (arguments.take("wake"))
        world_.arbiter.asleep = false;
    else if (arguments.take("poll"))
        world_.poll_all();
    else
        throw std::invalid_argument("expected sleep, wake or poll");
}

// tally N...: how they count
void Stage::tally(Arguments& arguments) {
    for (const auto id : arguments.nodes()) {
        const auto info = world_.tally(awake(world_, id));
        if (!info) throw CannotBeDone("the node counts no votes");
        const bool quorate = (info->flags & votequorum::info_flags::kQuorate) != 0;
        world_.show.note(fmt::format("-- {} is {}quorate: expected={} total={} quorum={}", id,
                                     quorate ? "" : "not ", info->highest_expected,
                                     info->total_votes, info->quorum));
    }
}

} // namespace baton::scenario
