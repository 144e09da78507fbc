// exec/loop/courtesy.h - clients that were woken run before the loop goes on.
//
// On a quiet machine a client that wakes the daemon is mostly pushed aside by it, on its own
// processor, and gets on when the daemon sleeps again: behind every datagram to other nodes, each
// of which may have to wake another processor. Its own message is there long before. So the
// processor is offered to whoever else wants it (sched_yield(2)), and the sender has it back in the
// time that it takes to look and to sleep. If the processor is not back soon, somebody else wanted
// it, and other nodes had to wait: then it is not offered for a while.
#pragma once

#include "base/time.h"

#include <functional>

namespace baton::loop {

class Courtesy {
public:
    // `clock`: exact; `offer` the processor: gets it back.
    Courtesy(std::function<TimePoint()> clock, std::function<void()> offer)
        : clock_(std::move(clock)), offer_(std::move(offer)) {}

    void after_you();

    static constexpr Duration kSoon = std::chrono::microseconds{200};
    static constexpr Duration kPause = std::chrono::seconds{1};

private:
    std::function<TimePoint()> clock_;
    std::function<void()> offer_;
    TimePoint again_{};
};

// Offers the processor of the calling thread, unless it has real-time priority: it goes before
// clients, and who asked for that means it.
void offer_processor();

} // namespace baton::loop
