// test/scenario/run.cc - plays scenario files and compares what happens with what should.
//
//     test/scenario/run [--rewrite] [FILE...]
//
// Without files all of BATON_SCENARIOS, or of test/scenario. A line per file; --rewrite writes what
// happened into the files: read each changed line before you commit it.
#include "scenario/stage.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fmt/format.h>

namespace baton::scenario {

namespace {

namespace fs = std::filesystem;

std::vector<fs::path> all_scripts() {
    const char* folder = std::getenv("BATON_SCENARIOS");
    std::vector<fs::path> paths;
    for (const auto& entry : fs::directory_iterator(folder == nullptr ? "test/scenario" : folder))
        if (entry.path().extension() == ".txt") paths.push_back(entry.path());
    std::sort(paths.begin(), paths.end());
    return paths;
}

Lines play(const Script& script) {
    Stage stage;
    for (const Command& command : script.commands) {
        try {
            stage.perform(command);
        } catch (const std::exception& wrong) {
            throw ScriptError(script.path, command.line, wrong.what());
        }
    }
    stage.end();
    return stage.trace();
}

// The longest common part of both stays, the rest is marked - (expected) and + (happened).
Lines difference(const Lines& expected, const Lines& happened) {
    const std::size_t rows = expected.size();
    const std::size_t columns = happened.size();
    std::vector<std::vector<std::size_t>> common(rows + 1, std::vector<std::size_t>(columns + 1));
    for (std::size_t i = rows; i-- > 0;)
        for (std::size_t j = columns; j-- > 0;)
            common[i][j] = expected[i] == happened[j]
                               ? common[i + 1][j + 1] + 1
                               : std::max(common[i + 1][j], common[i][j + 1]);
    Lines lines;
    std::size_t i = 0;
    std::size_t j = 0;
    while (i < rows || j < columns) {
        if (i < rows && j < columns && expected[i] == happened[j]) {
            lines.push_back("  " + expected[i++]);
            ++j;
        } else if (j == columns || (i < rows && common[i + 1][j] >= common[i][j + 1])) {
            lines.push_back("- " + expected[i++]);
        } else {
            lines.push_back("+ " + happened[j++]);
        }
    }
    return lines;
}

// True if the file tells what happens.
bool examine(const fs::path& path, bool rewriting, std::string& why) {
    try {
        const Script script = read_script(path);
        const Lines trace = play(script);
        if (trace == script.expected) return true;
        if (rewriting) return rewrite(script, trace), true;
        for (const std::string& line : difference(script.expected, trace)) why += line + '\n';
    } catch (const std::exception& wrong) {
        why = fmt::format("{}\n", wrong.what());
    }
    return false;
}

class Report {
public:
    explicit Report(std::size_t count) {
        if (tap_) fmt::print("1..{}\n", count);
    }
    void add(const std::string& name, bool good, const std::string& why) {
        ++number_;
        failed_ = failed_ || !good;
        if (tap_)
            fmt::print("{} {} - {}\n", good ? "ok" : "not ok", number_, name);
        else
            fmt::print("{} {}\n", good ? "ok" : "FAILED", name);
        if (!why.empty()) fmt::print(stderr, "{}:\n{}", name, why);
        std::fflush(stdout);
    }
    [[nodiscard]] bool failed() const { return failed_; }

private:
    static bool wants_tap() {
        const char* output = std::getenv("CMOCKA_MESSAGE_OUTPUT");
        return output != nullptr && std::string(output) == "TAP";
    }
    const bool tap_ = wants_tap();
    std::size_t number_ = 0;
    bool failed_ = false;
};

int run(std::vector<std::string> arguments) {
    const bool rewriting = std::erase(arguments, "--rewrite") > 0;
    std::vector<fs::path> paths(arguments.begin(), arguments.end());
    if (paths.empty()) paths = all_scripts();
    if (paths.empty()) throw std::runtime_error("there are no scenarios");
    Report report(paths.size());
    for (const fs::path& path : paths) {
        std::string why;
        const bool good = examine(path, rewriting, why);
        report.add(path.stem().string(), good, why);
    }
    return report.failed() ? EXIT_FAILURE : EXIT_SUCCESS;
}

} // namespace

} // namespace baton::scenario

int main(int argc, char** argv) {
    try {
        return baton::scenario::run({argv + 1, argv + argc});
    } catch (const std::exception& wrong) {
        std::fprintf(stderr, "%s\n", wrong.what());
        return EXIT_FAILURE;
    }
}
