// test/sim/fleet.cc - see fleet.h.
#include "sim/fleet.h"

#include "sim/child.h"
#include "sim/plan.h"
#include "sim/play.h"
#include "sim/report_line.h"

#include <poll.h>

#include <chrono>
#include <memory>
#include <vector>

namespace baton::sim {

namespace {

using Clock = std::chrono::steady_clock;
using Counts = std::map<std::string, std::uint64_t>;

// Every so many seeds from `first` on, one after the other.
class Worker {
public:
    Worker(const Voyage& voyage, std::uint64_t first) : voyage_(voyage), seed_(first) { begin(); }

    [[nodiscard]] bool finished() const { return child_ == nullptr; }
    [[nodiscard]] int descriptor() const { return child_->descriptor(); }
    // Something can be read.
    bool read(Counts& counts) {
        const bool more = child_->read();
        bool good = true;
        while (const auto line = child_->line())
            if (read_report(*line, outcome_)) good = end(counts) && good;
        if (more) return good;
        const auto complaint = child_->complaint();
        if (!complaint || seed_ > voyage_.last) return child_.reset(), good;
        return lose({hangs_ ? "hang" : "assert", hangs_ ? "no end in sight" : *complaint}, counts);
    }
    void watch() {
        if (Clock::now() - begun_ < std::chrono::seconds(voyage_.patience)) return;
        hangs_ = true;
        child_->stop();
    }

private:
    void begin() {
        hangs_ = false;
        begun_ = Clock::now();
        outcome_ = {};
        if (seed_ > voyage_.last) return child_.reset();
        child_ = std::make_unique<Child>([this](std::FILE* out) {
            for (std::uint64_t seed = seed_; seed <= voyage_.last; seed += voyage_.jobs)
                write_outcome(out, seed, play(draw_plan(seed, voyage_.nodes).commands));
        });
    }
    // The outcome of a seed is complete; false if it is bad.
    bool end(Counts& counts) {
        for (const auto& [name, number] : outcome_.counts) counts[name] += number;
        voyage_.done(seed_, outcome_);
        const bool good = !outcome_.finding;
        outcome_ = {};
        seed_ += voyage_.jobs;
        begun_ = Clock::now();
        return good;
    }
    // The process is gone: another one goes on behind the seed that it was at.
    bool lose(Finding finding, Counts& counts) {
        outcome_ = {};
        outcome_.finding = std::move(finding);
        end(counts);
        begin();
        return false;
    }

    const Voyage& voyage_;
    std::uint64_t seed_;
    std::unique_ptr<Child> child_;
    Clock::time_point begun_;
    bool hangs_ = false;
    Outcome outcome_;
};

using Workers = std::vector<std::unique_ptr<Worker>>;

// True if all that was told is good.
bool listen(Workers& workers, Counts& counts) {
    constexpr int kGlance = 500; // ms
    std::vector<pollfd> doors;
    for (const auto& worker : workers) doors.push_back({worker->descriptor(), POLLIN, 0});
    poll(doors.data(), doors.size(), kGlance);
    bool good = true;
    for (std::size_t i = 0; i < workers.size(); ++i) {
        if (doors[i].revents != 0)
            good = workers[i]->read(counts) && good;
        else
            workers[i]->watch();
    }
    std::erase_if(workers, [](const auto& worker) { return worker->finished(); });
    return good;
}

} // namespace

Counts sail(const Voyage& voyage) {
    Counts counts;
    Workers workers;
    for (unsigned job = 0; job < voyage.jobs && voyage.first + job <= voyage.last; ++job)
        workers.push_back(std::make_unique<Worker>(voyage, voyage.first + job));
    while (!workers.empty())
        if (!listen(workers, counts) && voyage.until_first) break;
    return counts;
}

Finding play_apart(const Lines& commands, unsigned patience) {
    Child child([&](std::FILE* out) { write_outcome(out, 0, play(commands)); });
    Outcome outcome;
    for (const auto end = Clock::now() + std::chrono::seconds(patience); Clock::now() < end;) {
        pollfd door{child.descriptor(), POLLIN, 0};
        if (poll(&door, 1, 100) <= 0) continue;
        const bool more = child.read();
        while (const auto line = child.line())
            if (read_report(*line, outcome)) return outcome.finding;
        if (!more) return {"assert", child.complaint().value_or("no word")};
    }
    return {"hang", "no end in sight"};
}

} // namespace baton::sim
