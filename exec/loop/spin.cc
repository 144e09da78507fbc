// exec/loop/spin.cc - the average gap, and the crowd.
#include "loop/spin.h"

#include <algorithm>
#include <utility>

namespace baton::loop {

Spin::Spin(unsigned processors, std::function<unsigned()> running)
    : processors_(processors), running_(std::move(running)) {}

bool Spin::look_again(TimePoint now, std::optional<TimePoint> arrived) {
    if (!possible()) return false;
    if (arrived) {
        const Duration gap = std::clamp(*arrived - idle_since_, Duration{}, kLongest);
        gap_ += (gap - gap_) / kWeight;
        idle_since_ = now;
    }
    return gap_ <= kMost && now - idle_since_ < kMost && !crowded(now);
}

bool Spin::crowded(TimePoint now) {
    if (now - asked_ >= kCrowdKnown) {
        asked_ = now;
        crowded_ = 2 * running_() > processors_;
    }
    return crowded_;
}

} // namespace baton::loop
