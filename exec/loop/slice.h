// exec/loop/slice.h - how soon a busy loop gets a processor that others use.
//
// Where the daemon has no real-time priority the scheduler gives it a processor for some
// milliseconds at a time, as it does to everybody, and lets it wait as long for that of a busy
// client. Whoever asks for short slices gets no more of a processor, but sooner (sched_setattr(2),
// for the default policy from Linux 6.12 on; older ones take no notice). While a ring turns fast,
// other nodes wait for what waits here. On a quiet one the client that has just woken us goes to
// sleep first: so a loop that does little leaves the slice to the system.
#pragma once

#include "base/time.h"

#include <functional>

namespace baton::loop {

class Slice {
public:
    // `ask` for one of this length; none: of the length that the system gives.
    explicit Slice(std::function<void(Duration)> ask) : ask_(std::move(ask)) {}

    // At the end of a turn; `now` may be coarse.
    void turn(TimePoint now);
    [[nodiscard]] bool busy() const { return busy_; }

    static constexpr Duration kShort = std::chrono::microseconds{100}; // the least that there is
    static constexpr Duration kCounted = std::chrono::milliseconds{10};
    static constexpr int kBusy = 50;  // turns in that time, from which the loop is busy
    static constexpr int kQuiet = 20; // turns below which it is so no more

private:
    std::function<void(Duration)> ask_;
    TimePoint since_{};
    int turns_ = 0;
    bool busy_ = false;
};

// For the calling thread, unless it has real-time priority.
void ask_for_slice(Duration length);

} // namespace baton::loop
