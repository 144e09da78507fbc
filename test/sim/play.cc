// test/sim/play.cc - see play.h.
#include "sim/play.h"

#include "scenario/script.h"
#include "scenario/stage.h"

#include <exception>
#include <fmt/format.h>
#include <sstream>

namespace baton::sim {

namespace {

scenario::Command parse(const std::string& line, std::size_t number) {
    std::istringstream words(line);
    scenario::Command command{number, {}};
    for (std::string word; words >> word;) command.words.push_back(word);
    return command;
}

} // namespace

Outcome play(const Lines& commands) {
    scenario::Stage stage;
    Outcome outcome;
    try {
        for (std::size_t i = 0; i < commands.size(); ++i) stage.perform(parse(commands[i], i + 1));
    } catch (const std::exception& wrong) {
        outcome.finding = {"command", wrong.what()};
        return outcome;
    }
    stage.end();
    const oracle::Oracle& oracle = stage.oracle();
    if (!oracle.violations().empty()) {
        const oracle::Violation& first = oracle.violations().front();
        outcome.finding = {first.property, first.text};
    }
    outcome.hash = oracle.hash();
    outcome.counts = oracle.counts();
    outcome.trace = stage.trace();
    return outcome;
}

} // namespace baton::sim
