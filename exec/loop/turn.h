// exec/loop/turn.h - work at the end of every turn of the loop, before it sleeps.
#pragma once

#include "loop/handle.h"
#include "loop/loop.h"

#include <functional>

namespace baton::loop {

class EndOfTurn {
public:
    // `work` says whether something is left: then the loop does not sleep but comes round again,
    // after it has looked at descriptors and timers.
    EndOfTurn(Loop& loop, std::function<bool()> work);
    EndOfTurn(const EndOfTurn&) = delete; // libuv knows its address
    EndOfTurn& operator=(const EndOfTurn&) = delete;

private:
    void work();

    LoopHandle<uv_prepare_t> prepare_;
    LoopHandle<uv_idle_t> idle_; // while it runs, libuv does not sleep
    std::function<bool()> work_;
};

} // namespace baton::loop
