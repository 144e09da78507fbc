// exec/loop/watch.cc - libuv's poll handle. An event may end its own watch: after the callback
// nothing of it is touched.
#include "loop/watch.h"

namespace baton::loop {

Watch::Watch(Loop& loop, int descriptor, std::function<void(int)> on_event)
    : loop_(loop), on_event_(std::move(on_event)) {
    auto handle = std::make_unique<uv_poll_t>();
    if (uv_poll_init(loop.raw(), handle.get(), descriptor) != 0) return; // not ours to close then
    handle->data = this;
    handle_.reset(handle.release());
}

bool Watch::start(int events) {
    if (!handle_) return false;
    return uv_poll_start(handle_.get(), events, [](uv_poll_t* handle, int status, int happened) {
               // An error is for the reader of the descriptor to find, as is its end.
               if (status < 0) happened = UV_READABLE | UV_DISCONNECT;
               auto* watch = static_cast<Watch*>(handle->data);
               watch->loop_.came();
               watch->on_event_(happened);
           }) == 0;
}

void Watch::stop() {
    if (handle_) uv_poll_stop(handle_.get());
}

} // namespace baton::loop
