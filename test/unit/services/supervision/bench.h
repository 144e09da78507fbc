// test/unit/services/supervision/bench.h - both services over one map, on a machine and at a time
// that the test says.
#pragma once

#include "services/supervision/keys.h"
#include "services/supervision/monitor.h"
#include "services/supervision/watchdog.h"
#include "unit/services/silent_effects.h"

#include <algorithm>
#include <string>
#include <vector>

namespace baton::supervision::testing {

constexpr std::string_view kChild = "resources.process.77.";

class SomeMachine final : public Outside {
public:
    [[nodiscard]] std::optional<std::uint32_t> memory_used() const override {
        return memory ? memory : Outside::memory_used();
    }
    [[nodiscard]] std::optional<double> load_15min() const override {
        return load ? load : Outside::load_15min();
    }
    // None: as where nothing can be told.
    std::optional<std::uint32_t> memory = 50;
    std::optional<double> load = 1.5;
};

class Bench final : public baton::testing::SilentEffects {
public:
    void log(LogLine line) override { logged.push_back(std::move(line)); }
    [[nodiscard]] TimePoint now() const override { return time; }
    void command(Command command) override { commands.push_back(std::move(command)); }

    // The services, begun; what is in the map by then comes from a file.
    void start(bool synchronised = true) {
        monitor.emplace(map, machine, *this);
        watchdog.emplace(map, *this);
        monitor->on_start(*this);
        watchdog->on_start(*this);
        if (synchronised) watchdog->on_synchronised();
    }
    // Time passes as the daemon lets it: each deadline in its turn.
    void pass(milliseconds duration) {
        const TimePoint end = time + duration;
        for (auto next = deadline(); next && *next <= end; next = deadline()) {
            time = std::max(time, *next);
            monitor->advance(*this);
            watchdog->advance(*this);
        }
        time = end;
    }
    [[nodiscard]] std::optional<TimePoint> deadline() const {
        const auto one = monitor->next_deadline();
        const auto two = watchdog->next_deadline();
        return one && two ? std::min(one, two) : one ? one : two;
    }

    void set(std::string_view prefix, std::string_view part, std::string_view text) {
        map.set(std::string(prefix) + std::string(part), text);
    }
    void set_ms(std::string_view prefix, std::string_view part, std::uint64_t number) {
        map.set(std::string(prefix) + std::string(part), number);
    }
    // As libsam does it.
    void start_child(std::string_view recovery, std::uint64_t period_ms = 1000) {
        set(kChild, "recovery", recovery);
        set_ms(kChild, "poll_period", period_ms);
        beat();
        set(kChild, "state", "running");
    }
    // Some other process that runs, with a recovery and nothing more.
    void start_process(std::size_t number) {
        const std::string prefix = "resources.process." + std::to_string(number) + '.';
        set(prefix, "recovery", "quit");
        set(prefix, "state", "running");
    }
    void beat() {
        set_ms(kChild, "last_updated", static_cast<std::uint64_t>(time.time_since_epoch().count()));
    }

    [[nodiscard]] std::string text(std::string_view prefix, std::string_view part) const {
        return std::string(map.text(std::string(prefix) + std::string(part)).value_or("none"));
    }
    [[nodiscard]] std::uint64_t number(std::string_view prefix, std::string_view part) const {
        return map.number<std::uint64_t>(std::string(prefix) + std::string(part)).value_or(0);
    }
    [[nodiscard]] bool says(std::string_view text) const {
        return std::ranges::any_of(
            logged, [&](const LogLine& line) { return line.text.find(text) != std::string::npos; });
    }
    template <class What>
    [[nodiscard]] const What* last() const {
        return commands.empty() ? nullptr : std::get_if<What>(&commands.back());
    }

    cmap::Map map;
    SomeMachine machine;
    TimePoint time{std::chrono::hours(1)};
    std::vector<LogLine> logged;
    std::vector<Command> commands;
    std::optional<MonitorService> monitor;
    std::optional<WatchdogService> watchdog;
};

} // namespace baton::supervision::testing
