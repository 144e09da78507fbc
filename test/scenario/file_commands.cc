// test/scenario/file_commands.cc - commands about configuration files, and when nodes read them.
#include "scenario/arguments.h"

namespace baton::scenario {

const std::map<std::string, Stage::Handler>& Stage::file_handlers() {
    static const std::map<std::string, Handler> table{
        {"edit", &Stage::edit},       {"key", &Stage::key},       {"spoil", &Stage::spoil},
        {"reading", &Stage::reading}, {"reload", &Stage::reload},
    };
    return table;
}

// edit V N...: the files of these nodes have that version now, and what `config` and others say
void Stage::edit(Arguments& arguments) {
    const std::uint32_t version = arguments.number("a version");
    for (const auto id : arguments.nodes()) world_.edit(id, version);
}

// key K N...: the key files of these nodes hold key K from now on, to be read at the next start or
// reload; 0: their files want no encryption
void Stage::key(Arguments& arguments) {
    const std::uint32_t key = arguments.number("a key");
    for (const auto id : arguments.nodes()) world_.rekey(id, key);
}

// spoil N...: the files of these nodes cannot be read anew, until they are edited
void Stage::spoil(Arguments& arguments) {
    for (const auto id : arguments.nodes()) world_.spoil(id);
}

// reading DURATION: how long a node takes to read its files
void Stage::reading(Arguments& arguments) { world_.reading = arguments.duration(); }

// reload N...: an operator there wants all nodes to read their files anew
void Stage::reload(Arguments& arguments) {
    for (const auto id : arguments.nodes())
        if (!world_.reload(awake(world_, id))) throw CannotBeDone("the node does not listen now");
}

} // namespace baton::scenario
