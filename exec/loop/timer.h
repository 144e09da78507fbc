// exec/loop/timer.h - one deadline: setting it again replaces it, so no expiry can be stale.
#pragma once

#include "base/time.h"
#include "loop/handle.h"
#include "loop/loop.h"

#include <functional>
#include <optional>

namespace baton::loop {

class Timer {
public:
    Timer(Loop& loop, std::function<void()> on_expiry);
    Timer(const Timer&) = delete; // libuv knows its address
    Timer& operator=(const Timer&) = delete;

    // Fires once, never before `when` by the clock of loop/clock.h, at most a millisecond after it.
    // Cheap if nothing changes. Nothing: the timer rests.
    void fire_at(std::optional<TimePoint> when);
    void fire_in(Duration delay);
    void stop() { fire_at(std::nullopt); }
    [[nodiscard]] std::optional<TimePoint> deadline() const { return deadline_; }

private:
    LoopHandle<uv_timer_t> handle_;
    std::function<void()> on_expiry_;
    std::optional<TimePoint> deadline_;
};

} // namespace baton::loop
