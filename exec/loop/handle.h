// exec/loop/handle.h - owns a libuv handle, from a successful uv_*_init() on.
// libuv uses the memory until its close callback: so the deleter asks to close, and the callback
// frees. Whoever owns handles lets the loop run once more before it ends (Loop's destructor does).
#pragma once

#include <memory>
#include <uv.h>

namespace baton::loop {

template <class Handle>
struct CloseHandle {
    void operator()(Handle* handle) const noexcept {
        uv_close(reinterpret_cast<uv_handle_t*>(handle),
                 [](uv_handle_t* closed) { delete reinterpret_cast<Handle*>(closed); });
    }
};
template <class Handle>
using LoopHandle = std::unique_ptr<Handle, CloseHandle<Handle>>;

// libuv's status codes as text.
inline const char* reason(int status) { return uv_strerror(status); }

} // namespace baton::loop
