// exec/ring/timers.h - the engine's timers: names with due times. The shell owns one real timer
// and asks for the earliest, so no expiry can be stale.
#pragma once

#include "base/time.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace baton::ring {

enum class Timer : std::uint8_t { // those due at the same time expire in this order
    pause_check,                  // was the process stopped?
    token_loss,                   // the token has not come
    token_warning,                // ... and will soon be lost
    heartbeat,                    // the token has not come, by the old failure detector
    token_retransmit,             // repeat the token sent last
    hold,                         // the keeper passes the token on; another asks for it again
    send_join,                    // a join that was put off by chance
    join,                         // repeat the join
    consensus,                    // give up on those that are silent
    merge,                        // ask whether there is another ring
    hearing,                      // say again who hears whom
    count
};

class Timers {
public:
    void start(Timer timer, TimePoint due) { due_[index(timer)] = due; }
    void stop(Timer timer) { due_[index(timer)].reset(); }
    void stop_all() { due_.fill(std::nullopt); }
    [[nodiscard]] bool running(Timer timer) const { return due_[index(timer)].has_value(); }

    [[nodiscard]] std::optional<TimePoint> next() const {
        std::optional<TimePoint> earliest;
        for (const auto& due : due_)
            if (due && (!earliest || *due < *earliest)) earliest = due;
        return earliest;
    }
    // The earliest timer that is due, stopped; none if nothing is due.
    std::optional<Timer> expire(TimePoint now) {
        std::optional<std::size_t> found;
        for (std::size_t i = 0; i < due_.size(); ++i)
            if (due_[i] && *due_[i] <= now && (!found || *due_[i] < *due_[*found])) found = i;
        if (!found) return std::nullopt;
        due_[*found].reset();
        return static_cast<Timer>(*found);
    }

private:
    static constexpr std::size_t index(Timer timer) { return static_cast<std::size_t>(timer); }
    std::array<std::optional<TimePoint>, static_cast<std::size_t>(Timer::count)> due_;
};

} // namespace baton::ring
