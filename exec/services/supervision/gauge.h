// exec/services/supervision/gauge.h - one thing of this machine that is measured and compared with
// a limit: resources.system.NAME.*.
//
// `max` starts it and its absence stops it. While it runs the number is measured every
// `poll_period`; beyond the limit it has failed, and stays so until `max` is set anew. What cannot
// be measured at present is stopped and no failure. What is done about a failure is another's
// business (watchdog.h), who reads it in the map like everybody.
#pragma once

#include "services/cmap/map.h"
#include "services/service.h"

#include <functional>
#include <optional>
#include <string>

namespace baton::supervision {

struct Reading {
    double number = 0; // to be compared
    cmap::Value shown;
};

class Gauge {
public:
    using Read = std::function<std::optional<Reading>()>;
    // The keys are there from now on, `zero` as the number until one is measured.
    Gauge(std::string_view prefix, const cmap::Value& zero, Read read, cmap::Map& map,
          Effects& effects);
    Gauge(const Gauge&) = delete; // the map knows its address
    Gauge& operator=(const Gauge&) = delete;

    // Reads its settings, and follows them.
    void start();
    void advance();
    [[nodiscard]] std::optional<TimePoint> next_deadline() const { return due_; }

private:
    [[nodiscard]] std::string key(std::string_view part) const {
        return prefix_ + std::string(part);
    }
    void take_limit();
    void take_period();
    void stop();
    void measure();
    void set_state(std::string_view state);

    const std::string name_;
    const std::string prefix_;
    const Read read_;
    cmap::Map& map_;
    Effects& effects_;
    Duration period_;
    std::optional<double> limit_; // none: stopped
    std::optional<TimePoint> due_;
    bool unreadable_ = false; // and the log has said so
};

} // namespace baton::supervision
