// exec/loop/signal.h - a signal as an event of the loop.
#pragma once

#include "loop/handle.h"
#include "loop/loop.h"

#include <functional>

namespace baton::loop {

class Signal {
public:
    Signal(Loop& loop, int number, std::function<void(int number)> on_signal);
    Signal(const Signal&) = delete; // libuv knows its address
    Signal& operator=(const Signal&) = delete;

private:
    LoopHandle<uv_signal_t> handle_;
    std::function<void(int)> on_signal_;
};

} // namespace baton::loop
