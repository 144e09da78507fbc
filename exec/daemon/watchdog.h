// exec/daemon/watchdog.h - a watchdog device of the kernel: while it is armed the machine is reset
// if nobody feeds it in time.
//
// It is fed from the main loop, twice within its time-out: if the loop hangs, the machine is reset.
// Only an end in good order disarms it. Without an order to keep one there is no timer.
#pragma once

#include "base/log.h"
#include "loop/timer.h"
#include "services/command.h"

#include <functional>
#include <string>
#include <string_view>
#include <utility>

namespace baton {

class Watchdog {
public:
    // ioctl(2); a test has its own.
    using Control = std::function<int(int descriptor, unsigned long request, void* argument)>;
    using Log = std::function<void(LogLine line)>;
    Watchdog(loop::Loop& loop, Log log);
    Watchdog(loop::Loop& loop, Log log, Control control);
    // It stays armed: whoever leaves without a word is to be missed.
    ~Watchdog();
    Watchdog(const Watchdog&) = delete;
    Watchdog& operator=(const Watchdog&) = delete;

    // What holds from now on. Another device takes the place of the one before, which is disarmed.
    void keep(const KeepWatchdog& wanted);
    // If the device could not be had: perhaps it can now.
    void try_again();
    void disarm();

    [[nodiscard]] bool armed() const { return descriptor_ >= 0; }
    // How often it is fed; zero if it is not.
    [[nodiscard]] Duration interval() const {
        return fed_ ? Duration{timeout_} / 2 : Duration::zero();
    }

private:
    void arm();
    void enable(std::string_view name, bool can_be_disarmed);
    void set_timeout();
    [[nodiscard]] const char* refusal();
    void feed_or_not();
    void say_whether_fed() const;
    void feed();
    int order(unsigned long request, void* argument) {
        return control_(descriptor_, request, argument);
    }
    void log(LogLevel level, std::string text) const {
        log_({level, LogPart::wd, std::move(text)});
    }

    const Log log_;
    const Control control_;
    loop::Timer feeding_;
    KeepWatchdog wanted_;
    int descriptor_ = -1;
    std::chrono::seconds timeout_{0}; // of the device
    bool can_be_disarmed_ = false;
    bool fed_ = false;
    bool complained_ = false; // that it cannot be fed
};

} // namespace baton
