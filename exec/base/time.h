// exec/base/time.h - time as the core sees it: a number that comes in from outside.
// There is no now() here on purpose: the core reads no clock.
#pragma once

#include <chrono>

namespace baton {

using Duration = std::chrono::nanoseconds;

struct CoreClock { // monotonic, of no known beginning; the shell or the simulator supplies it
    using rep = Duration::rep;
    using period = Duration::period;
    using duration = Duration;
    using time_point = std::chrono::time_point<CoreClock, Duration>;
    static constexpr bool is_steady = true;
};
using TimePoint = CoreClock::time_point;

using std::chrono::milliseconds;

} // namespace baton
