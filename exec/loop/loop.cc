// exec/loop/loop.cc - beginning and end of the loop.
#include "loop/loop.h"

#include "base/assert.h"

namespace baton::loop {

Loop::Loop() { ASSERT(uv_loop_init(&loop_) == 0); }

Loop::~Loop() {
    uv_run(&loop_, UV_RUN_DEFAULT); // only close callbacks are left
    ASSERT(uv_loop_close(&loop_) == 0);
}

void Loop::run() { uv_run(&loop_, UV_RUN_DEFAULT); }

void Loop::stop() { uv_stop(&loop_); }

} // namespace baton::loop
