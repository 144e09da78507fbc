// exec/loop/timer.cc - deadlines in nanoseconds on libuv's timers in milliseconds.
#include "loop/timer.h"

#include "base/assert.h"
#include "loop/clock.h"

#include <algorithm>

namespace baton::loop {

Timer::Timer(Loop& loop, std::function<void()> on_expiry)
    : handle_(new uv_timer_t), on_expiry_(std::move(on_expiry)) {
    ASSERT(uv_timer_init(loop.raw(), handle_.get()) == 0);
    handle_->data = this;
}

void Timer::fire_at(std::optional<TimePoint> when) {
    if (when == deadline_) return;
    deadline_ = when;
    if (!when) {
        uv_timer_stop(handle_.get());
        return;
    }
    // libuv's clock is the same one, cut to whole milliseconds: a deadline rounded up is never
    // early. It counts from the start of the turn, so the difference is taken from that.
    const auto due = std::chrono::ceil<milliseconds>(when->time_since_epoch()).count();
    const auto turn = static_cast<long>(uv_now(handle_->loop));
    uv_timer_start(
        handle_.get(),
        [](uv_timer_t* handle) {
            auto* timer = static_cast<Timer*>(handle->data);
            timer->deadline_.reset();
            timer->on_expiry_();
        },
        static_cast<std::uint64_t>(std::max<long>(due - turn, 0)), 0);
}

void Timer::fire_in(Duration delay) { fire_at(now() + delay); }

} // namespace baton::loop
