// exec/daemon/stall_history.h - the last times at which this process was found not to have run, as
// keys of the statistics map: stats.schedmiss.0. to .9., the newest first.
#pragma once

#include "base/time.h"
#include "services/outside.h"

#include <chrono>
#include <cstdint>
#include <deque>
#include <string>

namespace baton {

class StallHistory {
public:
    static constexpr std::size_t kStallsMax = 10;

    void add(milliseconds since_1970, Duration delay) {
        stalls_.push_front({static_cast<std::uint64_t>(since_1970.count()),
                            std::chrono::duration<float, std::milli>(delay).count()});
        if (stalls_.size() > kStallsMax) stalls_.pop_back();
    }
    void clear() { stalls_.clear(); }
    void statistics(const Outside::Statistic& take) const {
        for (std::size_t i = 0; i < stalls_.size(); ++i) {
            const std::string prefix = "stats.schedmiss." + std::to_string(i);
            take(prefix + ".timestamp", cmap::Value::of(stalls_[i].timestamp_ms));
            take(prefix + ".delay", cmap::Value::of(stalls_[i].delay_ms));
        }
    }

private:
    struct Stall {
        std::uint64_t timestamp_ms;
        float delay_ms;
    };
    std::deque<Stall> stalls_;
};

} // namespace baton
