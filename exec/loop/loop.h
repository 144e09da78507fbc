// exec/loop/loop.h - the one event loop of the daemon.
#pragma once

#include "loop/clock.h"

#include <optional>
#include <utility>
#include <uv.h>

namespace baton::loop {

class Loop {
public:
    Loop();
    ~Loop(); // the owners of handles are gone by now; lets libuv free what they closed
    Loop(const Loop&) = delete;
    Loop& operator=(const Loop&) = delete;

    void run();  // until stop()
    void stop(); // at the end of the present turn
    // When the present turn began, in whole milliseconds.
    [[nodiscard]] TimePoint turn_began() const {
        return TimePoint(std::chrono::milliseconds(uv_now(&loop_)));
    }
    [[nodiscard]] uv_loop_t* raw() { return &loop_; }

    // When, since this was asked last, a descriptor first had something; none: nothing came.
    std::optional<TimePoint> take_arrival() { return std::exchange(arrival_, std::nullopt); }
    void note_arrivals(bool yes) { notes_arrivals_ = yes; } // not from the beginning
    void came() {                                           // a watch says so
        if (notes_arrivals_ && !arrival_) arrival_ = now();
    }

private:
    uv_loop_t loop_{};
    std::optional<TimePoint> arrival_;
    bool notes_arrivals_ = false;
};

} // namespace baton::loop
