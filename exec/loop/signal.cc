// exec/loop/signal.cc - libuv's signal handle.
#include "loop/signal.h"

#include "base/assert.h"

namespace baton::loop {

Signal::Signal(Loop& loop, int number, std::function<void(int)> on_signal)
    : handle_(new uv_signal_t), on_signal_(std::move(on_signal)) {
    ASSERT(uv_signal_init(loop.raw(), handle_.get()) == 0);
    handle_->data = this;
    const int status = uv_signal_start(
        handle_.get(),
        [](uv_signal_t* handle, int arrived) {
            static_cast<Signal*>(handle->data)->on_signal_(arrived);
        },
        number);
    ASSERT(status == 0);
}

} // namespace baton::loop
