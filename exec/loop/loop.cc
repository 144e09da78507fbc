// exec/loop/loop.cc - beginning and end of the loop.
#include "loop/loop.h"

#include "base/assert.h"

namespace baton::loop {

Loop::Loop() { ASSERT(uv_loop_init(&loop_) == 0); }

Loop::~Loop() {
    // Only close callbacks are left. The first run may only take note of a stop().
    while (uv_run(&loop_, UV_RUN_DEFAULT) != 0) {}
    ASSERT(uv_loop_close(&loop_) == 0);
}

void Loop::run() { uv_run(&loop_, UV_RUN_DEFAULT); }

void Loop::stop() { uv_stop(&loop_); }

} // namespace baton::loop
