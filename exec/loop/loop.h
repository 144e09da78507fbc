// exec/loop/loop.h - the one event loop of the daemon.
#pragma once

#include <uv.h>

namespace baton::loop {

class Loop {
public:
    Loop();
    ~Loop(); // the owners of handles are gone by now; lets libuv free what they closed
    Loop(const Loop&) = delete;
    Loop& operator=(const Loop&) = delete;

    void run();  // until stop()
    void stop(); // at the end of the present turn
    [[nodiscard]] uv_loop_t* raw() { return &loop_; }

private:
    uv_loop_t loop_{};
};

} // namespace baton::loop
