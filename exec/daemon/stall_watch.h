// exec/daemon/stall_watch.h - notices that this process was not running when it should have been.
// Asked first thing after the loop wakes, before any datagram is looked at.
#pragma once

#include "base/time.h"

#include <optional>

namespace baton {

class StallWatch {
public:
    explicit StallWatch(Duration threshold) : threshold_(threshold) {}

    // The loop goes to sleep and wants to be woken then at the latest.
    void sleep_until(std::optional<TimePoint> deadline) { deadline_ = deadline; }
    // How much too late it is, if that is above the threshold. Asked once per sleep.
    std::optional<Duration> awake(TimePoint now) {
        const auto deadline = deadline_;
        deadline_.reset();
        if (!deadline || now - *deadline <= threshold_) return std::nullopt;
        return now - *deadline;
    }
    void set_threshold(Duration threshold) { threshold_ = threshold; }
    [[nodiscard]] Duration threshold() const { return threshold_; }

private:
    Duration threshold_;
    std::optional<TimePoint> deadline_;
};

} // namespace baton
