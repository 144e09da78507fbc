// exec/loop/courtesy.cc - offering the processor, while it comes back soon.
#include "loop/courtesy.h"

#include <sched.h>

namespace baton::loop {

void Courtesy::after_you() {
    const TimePoint before = clock_();
    if (before < again_) return;
    offer_();
    if (const TimePoint after = clock_(); after - before > kSoon) again_ = after + kPause;
}

void offer_processor() {
    if (sched_getscheduler(0) == SCHED_OTHER) sched_yield();
}

} // namespace baton::loop
