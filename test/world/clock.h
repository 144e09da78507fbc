// test/world/clock.h - a node's own clock: the world's time, and what stops and leaps made of it.
// It never goes backwards, and one that stood still lags behind from then on.
#pragma once

#include "base/time.h"

#include <optional>

namespace baton::world {

class Clock {
public:
    [[nodiscard]] TimePoint read(TimePoint now) const {
        return stopped_ ? *stopped_ : now + ahead_;
    }
    // When it shows `time`; never, while it stands still.
    [[nodiscard]] TimePoint when(TimePoint time) const {
        return stopped_ ? TimePoint::max() : time - ahead_;
    }
    void stop(TimePoint now) { stopped_ = read(now); }
    void go_on(TimePoint now) {
        ahead_ = read(now) - now;
        stopped_.reset();
    }
    void leap(Duration by) {
        if (stopped_) *stopped_ += by;
        ahead_ += by;
    }
    [[nodiscard]] bool stands_still() const { return stopped_.has_value(); }

private:
    Duration ahead_{0};
    std::optional<TimePoint> stopped_;
};

} // namespace baton::world
