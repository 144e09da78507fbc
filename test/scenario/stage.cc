// test/scenario/stage.cc - from a command to what it does, and the end of a story.
#include "scenario/stage.h"

#include "scenario/arguments.h"

#include <fmt/format.h>

namespace baton::scenario {

Stage::Stage(oracle::Options options) : options_(options) {
    world_.observer = [this](std::uint32_t id, const NodeAction& action) { remember(id, action); };
}

void Stage::begin() {
    if (oracle_) return;
    oracle_ = std::make_unique<oracle::Oracle>(options_);
    world_.watch(*oracle_);
}

const Stage::Handler* Stage::find(const std::string& command) {
    for (const auto* table :
         {&judging_handlers(), &node_handlers(), &network_handlers(), &client_handlers(),
          &quorum_handlers(), &file_handlers(), &question_handlers()})
        if (const auto found = table->find(command); found != table->end()) return &found->second;
    return nullptr;
}

void Stage::perform(const Command& command) {
    const Handler* handler = find(command.words.front());
    if (handler == nullptr)
        throw std::invalid_argument("unknown command '" + command.words.front() + "'");
    Arguments arguments(command.words);
    try {
        (this->**handler)(arguments);
    } catch (const CannotBeDone&) {
        if (!lenient_) throw;
        return;
    }
    if (!arguments.empty())
        throw std::invalid_argument("did not expect '" + arguments.word("") + "'");
}

void Stage::end() {
    begin();
    constexpr const char* kTypes[] = {"token", "multicast", "merge", "join", "commit", "cancel"};
    for (const world::Fault& fault : world_.network.unmet())
        world_.show.note(fmt::format("-- still to be lost: {} {}", fault.count,
                                     fault.type < 0 ? "any" : kTypes[fault.type]));
    const bool quiescent = world_.quiescent();
    world_.end();
    oracle_->finish(quiescent);
    for (const oracle::Violation& found : oracle_->violations())
        world_.show.note(fmt::format("violated {}: {}", found.property, found.text));
}

} // namespace baton::scenario
