// test/sim/main.cc - whole clusters in one process, under every fault, judged by an oracle.
//
//     test/sim/sim --seeds 1-1000        a line for each seed that goes wrong, then a sum
//     test/sim/sim --seed 42 --trace     what happens in a run
//     test/sim/sim --seed 42 --shrink    a scenario file as short as can be that goes wrong
//     likewise
//
// A run is drawn from its seed alone: the same seed gives the same events with every compiler.
// Exit: 0 all is well, 1 something is not, 2 the command line is wrong.
#include "sim/fleet.h"
#include "sim/options.h"
#include "sim/plan.h"
#include "sim/play.h"
#include "sim/shrink.h"
#include "sim/vacuity.h"

#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fmt/format.h>
#include <fstream>
#include <iostream>
#include <stdexcept>

namespace baton::sim {

namespace {

constexpr const char* kShown = "show ring cpg sync replies lost quorum members votes commands time";

std::string with_nodes(const Options& options) {
    return options.nodes ? fmt::format(" --nodes {}-{}", options.nodes->least, options.nodes->most)
                         : "";
}

void print_finding(std::uint64_t seed, const Finding& finding) {
    fmt::print("seed {}: {} {}\n", seed, finding.property, finding.text);
    std::fflush(stdout);
}

void print_help(std::uint64_t seed, const Options& options) {
    const std::string nodes = with_nodes(options);
    fmt::print("to see it: sim --seed {}{} --trace; to shrink: sim --seed {}{} --shrink\n", seed,
               nodes, seed, nodes);
}

// ---- one seed

int trace(const Options& options) {
    Lines commands = draw_plan(options.first, options.nodes).commands;
    for (const std::string& line : commands) fmt::print("{}\n", line);
    fmt::print("----\n");
    std::fflush(stdout); // what comes next may end the process
    commands.insert(commands.begin(), kShown);
    const Outcome outcome = play(commands);
    for (const std::string& line : outcome.trace) fmt::print("{}\n", line);
    return outcome.finding ? EXIT_FAILURE : EXIT_SUCCESS;
}

void write_scenario(std::ostream& out, std::uint64_t seed, const Finding& finding,
                    const Lines& commands) {
    out << "# Shrunk from seed " << seed << " of the simulator: " << finding.property << '\n';
    out << "# " << finding.text << '\n';
    for (const std::string& line : commands) out << line << '\n';
    out << "----\n";
    if (finding.property == "assert" || finding.property == "hang") return;
    for (const std::string& line : play(commands).trace)
        if (!line.starts_with("violated ")) out << line << '\n';
}

bool same(const Finding& one, const Finding& other) {
    return one.property == other.property && (one.property != "assert" || one.text == other.text);
}

int shrink_seed(const Options& options) {
    Lines commands = draw_plan(options.first, options.nodes).commands;
    const Finding finding = play_apart(commands, options.patience);
    if (!finding) return fmt::print("seed {}: nothing is wrong\n", options.first), EXIT_FAILURE;
    print_finding(options.first, finding);
    commands = shrink(std::move(commands), [&](const Lines& fewer) {
        return same(play_apart(fewer, options.patience), finding);
    });
    commands.insert(commands.begin(), "show ring cpg");
    const Finding left = play_apart(commands, options.patience);
    if (options.output.empty()) {
        write_scenario(std::cout, options.first, left, commands);
        return EXIT_SUCCESS;
    }
    std::ofstream file(options.output);
    write_scenario(file, options.first, left, commands);
    if (!file.flush()) throw std::runtime_error(options.output + " cannot be written");
    return EXIT_SUCCESS;
}

// ---- many

int sail(const Options& options) {
    const auto begun = std::chrono::steady_clock::now();
    std::uint64_t done = 0;
    std::uint64_t violated = 0;
    std::uint64_t last_violated = 0;
    const auto each = [&](std::uint64_t seed, const Outcome& outcome) {
        ++done;
        if (options.hash) fmt::print("{} {:016x}\n", seed, outcome.hash);
        if (outcome.finding) {
            ++violated;
            last_violated = seed;
            print_finding(seed, outcome.finding);
        }
        if (options.progress && done % 100 == 0)
            fmt::print(stderr, "\r{} seeds, {} violated", done, violated);
    };
    const auto counts = sail(Voyage{options.first, options.last, options.jobs, options.patience,
                                    options.until_first, options.nodes, each});
    if (options.progress) fmt::print(stderr, "\n");
    if (violated != 0) print_help(last_violated, options);
    std::string missing;
    if (options.counts) missing = print_counts(counts, done);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
    fmt::print("{}{} seeds, {} violated, {:.1f} s\n", missing, done, violated, took.count());
    return violated == 0 && missing.empty() ? EXIT_SUCCESS : EXIT_FAILURE;
}

int run(const Options& options) {
    if (options.trace) return trace(options);
    if (options.shrink) return shrink_seed(options);
    return sail(options);
}

} // namespace

} // namespace baton::sim

int main(int argc, char** argv) {
    using namespace baton::sim;
    Options options;
    try {
        options = parse_options({argv + 1, argv + argc});
    } catch (const std::exception& wrong) {
        std::fprintf(stderr, "%s\n%s", wrong.what(), kUsage);
        return 2;
    }
    try {
        return run(options);
    } catch (const std::exception& wrong) {
        std::fprintf(stderr, "%s\n", wrong.what());
        return EXIT_FAILURE;
    }
}
