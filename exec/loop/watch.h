// exec/loop/watch.h - a descriptor that the loop watches.
#pragma once

#include "loop/handle.h"
#include "loop/loop.h"

#include <functional>

namespace baton::loop {

// What to watch for and what happened, as bits of libuv: UV_READABLE, UV_WRITABLE, UV_PRIORITIZED,
// UV_DISCONNECT.
class Watch {
public:
    // The descriptor stays the caller's and must outlive the watch. It becomes non-blocking.
    Watch(Loop& loop, int descriptor, std::function<void(int events)> on_event);
    Watch(const Watch&) = delete; // libuv knows its address
    Watch& operator=(const Watch&) = delete;

    // False if the loop cannot watch it; nothing is watched then.
    [[nodiscard]] bool start(int events);
    void stop();

private:
    Loop& loop_;
    LoopHandle<uv_poll_t> handle_;
    std::function<void(int)> on_event_;
};

} // namespace baton::loop
