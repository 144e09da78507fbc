// test/scenario/script.cc - see script.h.
#include "scenario/script.h"

#include <algorithm>
#include <fstream>
#include <sstream>

namespace baton::scenario {

namespace {

constexpr const char* kRule = "----";

Lines read_lines(const std::filesystem::path& path) {
    std::ifstream file(path);
    if (!file) throw ScriptError(path, 0, "cannot be read");
    Lines lines;
    for (std::string line; std::getline(file, line);) lines.push_back(line);
    return lines;
}

void add_commands(Script& script, std::size_t number, const std::string& line) {
    std::istringstream commands(line);
    for (std::string command; std::getline(commands, command, ';');) {
        std::istringstream words(command);
        Command parsed{number, {}};
        for (std::string word; words >> word;) parsed.words.push_back(word);
        if (!parsed.words.empty()) script.commands.push_back(std::move(parsed));
    }
}

} // namespace

Script read_script(const std::filesystem::path& path) {
    const Lines lines = read_lines(path);
    const auto rule = std::find(lines.begin(), lines.end(), kRule);
    Script script{path, Lines(lines.begin(), rule), {}, {}};
    if (lines.empty() || !lines.front().starts_with("#"))
        throw ScriptError(path, 1, "a scenario begins with a comment that says what it shows");
    if (rule == lines.end()) throw ScriptError(path, lines.size(), "there is no line ----");
    script.expected.assign(rule + 1, lines.end());
    for (std::size_t i = 0; i < script.story.size(); ++i)
        if (!script.story[i].starts_with("#")) add_commands(script, i + 1, script.story[i]);
    return script;
}

void rewrite(const Script& script, const Lines& trace) {
    std::ofstream file(script.path);
    for (const std::string& line : script.story) file << line << '\n';
    file << kRule << '\n';
    for (const std::string& line : trace) file << line << '\n';
    if (!file.flush()) throw ScriptError(script.path, 0, "cannot be written");
}

} // namespace baton::scenario
