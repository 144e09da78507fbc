// exec/daemon/late_names.cc - a thread for each time, which may outlive us.
#include "daemon/late_names.h"

#include "base/assert.h"

#include <algorithm>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>

namespace baton {

struct LateNames::Shared {
    // From any thread.
    void tell(config::Resolution result) {
        const std::lock_guard lock(mutex);
        if (wake == nullptr) return;
        answers = std::move(result);
        uv_async_send(wake);
    }

    std::mutex mutex;
    uv_async_t* wake = nullptr; // none: nobody waits any more
    std::optional<config::Resolution> answers;
};

LateNames::LateNames(loop::Loop& loop, LookUp look_up, Found found, Pace pace)
    : look_up_(std::move(look_up)), found_(std::move(found)), pace_(pace),
      timer_(loop, [this] { begin(); }), wake_(new uv_async_t),
      shared_(std::make_shared<Shared>()) {
    ASSERT(uv_async_init(loop.raw(), wake_.get(), [](uv_async_t* handle) {
               static_cast<LateNames*>(handle->data)->finished();
           }) == 0);
    wake_->data = this;
    shared_->wake = wake_.get();
}

LateNames::~LateNames() {
    const std::lock_guard lock(shared_->mutex);
    shared_->wake = nullptr;
}

void LateNames::seek(Names names) {
    names_ = std::move(names);
    stale_ = running_;
    pause_ = pace_.first;
    if (!running_) wait();
}

void LateNames::wait() {
    if (names_.empty()) return timer_.stop();
    timer_.fire_in(pause_);
    pause_ = std::min(pause_ * 2, pace_.longest);
}

void LateNames::begin() {
    running_ = true;
    try {
        std::thread([look_up = look_up_, names = names_, shared = shared_] {
            shared->tell(look_up(names));
        }).detach();
    } catch (const std::system_error&) { // no more threads at present
        shared_->tell({});
    }
}

void LateNames::finished() {
    std::optional<config::Resolution> answers;
    {
        const std::lock_guard lock(shared_->mutex);
        answers = std::exchange(shared_->answers, std::nullopt);
    }
    if (!answers) return;
    running_ = false;
    if (!std::exchange(stale_, false)) names_ = found_(*answers);
    wait();
}

} // namespace baton
