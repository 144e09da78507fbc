// exec/loop/turn.cc - libuv's prepare handle, and an idle handle that keeps the loop awake.
// libuv asks how long it may sleep after the prepare handles ran, so starting the idle handle in
// there counts for this very turn.
#include "loop/turn.h"

#include "base/assert.h"

namespace baton::loop {

EndOfTurn::EndOfTurn(Loop& loop, std::function<bool()> work)
    : prepare_(new uv_prepare_t), idle_(new uv_idle_t), work_(std::move(work)) {
    ASSERT(uv_prepare_init(loop.raw(), prepare_.get()) == 0);
    ASSERT(uv_idle_init(loop.raw(), idle_.get()) == 0);
    prepare_->data = this;
    uv_prepare_start(prepare_.get(),
                     [](uv_prepare_t* handle) { static_cast<EndOfTurn*>(handle->data)->work(); });
}

void EndOfTurn::work() {
    if (work_())
        uv_idle_start(idle_.get(), [](uv_idle_t*) {});
    else
        uv_idle_stop(idle_.get());
}

} // namespace baton::loop
