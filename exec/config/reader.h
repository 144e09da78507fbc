// exec/config/reader.h - sections and keys -> settings under their full names, each name checked
// against the table of directives and each number, word and truth value against its kind.
#pragma once

#include "config/config.h"
#include "config/diagnostics.h"
#include "config/settings.h"
#include "config/syntax.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace baton::config {

// What the files say, before anybody asks what it means together.
struct Reading {
    Settings settings;
    std::vector<AccessEntry> access;
    std::vector<Place> nodes;              // where each node's section opens
    std::map<std::uint8_t, Place> links;   // where the interface section of a link opens
    std::vector<std::string> subsystems;   // with a section in logging, in order
    std::map<std::string, Place> sections; // where each section was opened first
};

void read_main_file(const SyntaxTree& tree, Reading& reading, Diagnostics& diagnostics);
// A file of uidgid.d: only sections uidgid may stand in it.
void read_access_file(const SyntaxTree& tree, Reading& reading, Diagnostics& diagnostics);

} // namespace baton::config
