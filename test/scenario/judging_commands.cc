// test/scenario/judging_commands.cc - commands about the oracle: what it asks, and how soon.
#include "scenario/arguments.h"

namespace baton::scenario {

const std::map<std::string, Stage::Handler>& Stage::judging_handlers() {
    static const std::map<std::string, Handler> table{
        {"scope", &Stage::scope},
        {"bounds", &Stage::bounds},
    };
    return table;
}

// scope cluster, scope one_node: what holds at each node by itself, whatever it receives
void Stage::scope(Arguments& arguments) {
    if (oracle_) throw std::invalid_argument("the oracle is looking already");
    const std::string name = arguments.word("cluster or one_node");
    if (name != "cluster" && name != "one_node")
        throw std::invalid_argument("there is no scope '" + name + "'");
    options_.scope = name == "cluster" ? oracle::Scope::cluster : oracle::Scope::one_node;
}

// bounds KEY=VALUE...: settle, agreed, safe and detection are durations, changes is a number
void Stage::bounds(Arguments& arguments) {
    if (oracle_) throw std::invalid_argument("the oracle is looking already");
    static const std::map<std::string, oracle::Time oracle::Bounds::*> durations{
        {"settle", &oracle::Bounds::settle},
        {"agreed", &oracle::Bounds::agreed},
        {"safe", &oracle::Bounds::safe},
        {"detection", &oracle::Bounds::detection},
    };
    do {
        const std::string bound = arguments.word("KEY=VALUE");
        const auto sign = std::min(bound.find('='), bound.size());
        const std::string value = bound.substr(std::min(sign + 1, bound.size()));
        if (const auto found = durations.find(bound.substr(0, sign)); found != durations.end())
            options_.bounds.*found->second = Arguments::duration_of(value).count();
        else if (bound.starts_with("changes="))
            options_.bounds.changes = Arguments::number_of(value, "a number");
        else
            throw std::invalid_argument("unknown bound '" + bound + "'");
    } while (!arguments.empty());
}

} // namespace baton::scenario
