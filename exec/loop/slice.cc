// exec/loop/slice.cc - counting turns, and sched_setattr.
#include "loop/slice.h"

#include <cstdint>
#include <sched.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace baton::loop {

namespace {

// As the kernel has it, in its first version (sched_setattr(2)): the header of that goes not with
// the C library's own.
struct SchedulingAttributes {
    std::uint32_t size = sizeof(SchedulingAttributes);
    std::uint32_t policy = 0;
    std::uint64_t flags = 0;
    std::int32_t nice = 0;
    std::uint32_t priority = 0;
    std::uint64_t runtime = 0; // ns; of the default policy: the slice
    std::uint64_t deadline = 0;
    std::uint64_t period = 0;
};
static_assert(sizeof(SchedulingAttributes) == 48);

} // namespace

void Slice::turn(TimePoint now) {
    ++turns_;
    const Duration passed = now - since_;
    if (passed < kCounted) return;
    const auto in_time = turns_ * kCounted / passed;
    const bool busy = busy_ ? in_time >= kQuiet : in_time >= kBusy;
    since_ = now;
    turns_ = 0;
    if (busy == busy_) return;
    busy_ = busy;
    ask_(busy ? kShort : Duration{});
}

// The nice value is said with it and stays what it is.
void ask_for_slice(Duration length) {
    if (sched_getscheduler(0) != SCHED_OTHER) return;
    SchedulingAttributes wanted;
    wanted.nice = getpriority(PRIO_PROCESS, 0);
    wanted.runtime = static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::nanoseconds>(length).count());
    syscall(SYS_sched_setattr, 0, &wanted, 0); // where it is refused all stays as it was
}

} // namespace baton::loop
