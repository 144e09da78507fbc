// test/oracle/judge.cc - judges trace files.
//
// judge [--clients] [--quiescent|--open] [--settle MS] [--agreed MS] [--safe MS] [--detection MS]
//       [--changes N] [--counts] FILE...
//
// The files are merged by time; each keeps its own order. Prints every violation, with --counts
// what happened how often, and at last `N events, M violations`. Exit code 0: none, 1: some, 2: a
// file that cannot be read or understood.
#include "oracle/oracle.h"
#include "oracle/reader.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <deque>
#include <fmt/format.h>
#include <iostream>
#include <queue>
#include <tuple>

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

// Of all files the event that comes first; of equal ones, that of the file named first. Within a
// file time does not go back.
class Merge {
public:
    explicit Merge(const std::vector<std::string>& files) {
        for (const std::string& file : files) readers_.emplace_back(file);
        for (std::size_t file = 0; file < readers_.size(); ++file) advance(file, 0);
    }

    std::optional<Event> next() {
        if (heads_.empty()) return std::nullopt;
        const Head first = heads_.top();
        heads_.pop();
        Event event = std::move(events_[first.file]);
        event.time = first.time;
        advance(first.file, first.time);
        return event;
    }

    [[nodiscard]] std::string error() const {
        for (const Reader& reader : readers_)
            if (!reader.error().empty()) return reader.error();
        return {};
    }

private:
    struct Head {
        Time time;
        std::size_t file;
        bool operator<(const Head& other) const { // the earliest is the greatest
            return std::tie(time, file) > std::tie(other.time, other.file);
        }
    };

    void advance(std::size_t file, Time not_before) {
        events_.resize(readers_.size());
        auto event = readers_[file].next();
        if (!event) return;
        heads_.push({std::max(event->time, not_before), file});
        events_[file] = std::move(*event);
    }

    std::deque<Reader> readers_;
    std::vector<Event> events_;
    std::priority_queue<Head> heads_;
};

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
