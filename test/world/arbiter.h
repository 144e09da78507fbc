// test/world/arbiter.h - who answers quorum devices: a sane one, or none.
//
// It votes for one ring at a time. Another one gets the vote when the last yes was so long ago that
// it counts for nobody any more.
#pragma once

#include "base/ids.h"
#include "base/time.h"

namespace baton::world {

class Arbiter {
public:
    bool asleep = false;                   // it answers nobody
    Duration lease{std::chrono::hours(1)}; // so long a yes may count

    bool answer(RingId ring, TimePoint now) {
        if (ring != ring_ && now < until_) return false;
        ring_ = ring;
        until_ = now + lease;
        return true;
    }

private:
    RingId ring_{};
    TimePoint until_{};
};

} // namespace baton::world
