// exec/daemon/late_names.h - names that did not resolve are looked up again, beside the loop: a
// name server may be silent for long. A second after the first time, then at growing intervals.
#pragma once

#include "config/resolution.h"
#include "loop/handle.h"
#include "loop/loop.h"
#include "loop/timer.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace baton {

class LateNames {
public:
    using Names = std::vector<std::string>;
    // Blocks, in a thread of its own; so it must rely on nothing that may go before it.
    using LookUp = std::function<config::Resolution(const Names& names)>;
    // What came of it, whatever that is. Answers with the names that are still wanted.
    using Found = std::function<Names(const config::Resolution& answers)>;
    struct Pace {
        Duration first{std::chrono::seconds{1}};
        Duration longest{std::chrono::seconds{30}};
    };
    LateNames(loop::Loop& loop, LookUp look_up, Found found, Pace pace);
    ~LateNames(); // what is being looked up is forgotten
    LateNames(const LateNames&) = delete;
    LateNames& operator=(const LateNames&) = delete;

    // These from now on, and what was wanted earlier no more. None: it rests.
    void seek(Names names);

private:
    struct Shared;
    void begin();
    void finished();
    void wait();

    const LookUp look_up_;
    const Found found_;
    const Pace pace_;
    loop::Timer timer_;
    loop::LoopHandle<uv_async_t> wake_;
    std::shared_ptr<Shared> shared_; // with the thread that asks
    Names names_;
    Duration pause_{};
    bool running_ = false;
    bool stale_ = false; // other names are wanted than those that are being looked up
};

} // namespace baton
