// exec/loop/clock.h - the time that the core is given: monotonic, the same clock as libuv's.
#pragma once

#include "base/time.h"

#include <uv.h>

namespace baton::loop {

inline TimePoint now() { return TimePoint{Duration{static_cast<Duration::rep>(uv_hrtime())}}; }

} // namespace baton::loop
