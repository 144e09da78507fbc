// test/oracle/judge.cc - judges trace files.
//
// judge [--clients] [--quiescent|--open] [--settle MS] [--agreed MS] [--safe MS] [--detection MS]
//       [--changes N] [--counts] FILE...
//
// The files are merged by time; each keeps its own order. Prints every violation, with --counts
// what happened how often, and at last `N events, M violations`. Exit code 0: none, 1: some, 2: a
// file that cannot be read or understood.
#include "oracle/merge.h"
#include "oracle/oracle.h"

#include <charconv>
#include <cstdint>
#include <fmt/format.h>
#include <iostream>

namespace oracle {
namespace {

constexpr int kViolated = 1;
constexpr int kWrong = 2;
constexpr Time kMillisecond = 1'000'000;

struct Task {
    Options options;
    bool counts = false;
    std::vector<std::string> files;
};

int usage() {
    std::cerr << "usage: judge [--clients] [--quiescent|--open] [--settle MS] [--agreed MS] "
                 "[--safe MS] [--detection MS] [--changes N] [--counts] FILE...\n";
    return kWrong;
}

// Where the value of such an option goes; null if it is no such option.
Time* bound_of(const std::string& name, Bounds& bounds) {
    if (name == "--settle") return &bounds.settle;
    if (name == "--agreed") return &bounds.agreed;
    if (name == "--safe") return &bounds.safe;
    if (name == "--detection") return &bounds.detection;
    return nullptr;
}

template <class Number>
bool read_value(const std::vector<std::string>& words, std::size_t& at, Number& value) {
    if (++at == words.size()) return false;
    const char* const end = words[at].data() + words[at].size();
    const auto [stop, error] = std::from_chars(words[at].data(), end, value);
    return error == std::errc() && stop == end && value >= 0;
}

bool read_option(const std::vector<std::string>& words, std::size_t& at, Task& task) {
    const std::string& word = words[at];
    Bounds& bounds = task.options.bounds;
    if (Time* bound = bound_of(word, bounds)) {
        if (!read_value(words, at, *bound) || *bound > INT64_MAX / kMillisecond) return false;
        *bound *= kMillisecond;
    } else if (word == "--changes") {
        return read_value(words, at, bounds.changes);
    } else if (word == "--clients") {
        task.options.scope = Scope::clients;
    } else if (word == "--quiescent" || word == "--open") {
        task.options.quiescent = word == "--quiescent";
    } else if (word == "--counts") {
        task.counts = true;
    } else {
        return false;
    }
    return true;
}

bool read_task(const std::vector<std::string>& words, Task& task) {
    for (std::size_t at = 0; at < words.size(); ++at) {
        if (!words[at].starts_with('-'))
            task.files.push_back(words[at]);
        else if (!read_option(words, at, task))
            return false;
    }
    return !task.files.empty();
}

int judge(const Task& task) {
    Merge merge(task.files);
    Oracle oracle(task.options);
    std::uint64_t events = 0;
    for (; auto event = merge.next(); ++events) oracle.take(*event);
    if (const std::string error = merge.error(); !error.empty()) {
        std::cerr << error << '\n';
        return kWrong;
    }
    oracle.finish(task.options.quiescent);
    for (const Violation& each : oracle.violations())
        fmt::print("violated {} at {}: {}\n", each.property, each.time, each.text);
    std::uint64_t violations = 0;
    for (const auto& [what, count] : oracle.counts()) {
        if (what == "violations") violations = count;
        if (task.counts && what != "violations") fmt::print("{:10} {}\n", count, what);
    }
    fmt::print("{} events, {} violations\n", events, violations);
    return violations > 0 ? kViolated : 0;
}

} // namespace
} // namespace oracle

int main(int count, char** words) {
    oracle::Task task;
    if (!oracle::read_task({words + 1, words + count}, task)) return oracle::usage();
    return oracle::judge(task);
}
