// test/scenario/script.h - a scenario file: a story in commands and the trace that it must give.
//
//     # what the story is about, and why the trace is right
//     start 1 2; settle          commands end with a semicolon or with the line
//     ----
//     1 install ring=1.5 ...     expected, line by line
#pragma once

#include <cstddef>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

namespace baton::scenario {

using Lines = std::vector<std::string>;

struct Command {
    std::size_t line = 0;           // in the file, from 1
    std::vector<std::string> words; // at least one
};

struct Script {
    std::filesystem::path path;
    Lines story; // all above the expectations, as it stands in the file
    std::vector<Command> commands;
    Lines expected;
};

// What is wrong with a file, with its name and line.
struct ScriptError : std::runtime_error {
    ScriptError(const std::filesystem::path& path, std::size_t line, const std::string& what)
        : std::runtime_error(path.string() + ':' + std::to_string(line) + ": " + what) {}
};

Script read_script(const std::filesystem::path& path);
// The same story with another trace.
void rewrite(const Script& script, const Lines& trace);

} // namespace baton::scenario
