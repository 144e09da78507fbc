// exec/transport/knet/standstill.h - while this object lives, no other thread of the process runs.
//
// Each gets a signal, and its handler waits: so no system call is under way in it either, and
// what memory holds is what it will find when it goes on. Those that begin meanwhile are stopped,
// too. A thread may stand anywhere, with any lock: while this lives, no allocation and no log.
// It ends some waiting system calls of theirs with EINTR; libknet's threads just wait again.
#pragma once

#include <csignal>
#include <cstddef>

namespace baton::transport::knet {

class Standstill {
public:
    // By default it is ignored, so one that comes late does no harm.
    static constexpr int kSignal = SIGURG;

    // Gives up when a thread does not answer for some time, or there are very many.
    Standstill();
    Standstill(const Standstill&) = delete;
    Standstill& operator=(const Standstill&) = delete;
    ~Standstill(); // they run again

    [[nodiscard]] bool complete() const { return complete_; }

private:
    sigset_t before_{}; // this thread must not stop itself
    bool complete_ = false;
};

} // namespace baton::transport::knet
