// tools/session.h - a handle of a client library, closed when it goes out of sight. All the
// libraries number their handles with 64 bits.
#pragma once

#include <cstdint>
#include <utility>

namespace baton::tool {

template <auto finalize>
class Session {
public:
    Session() = default;
    explicit Session(std::uint64_t handle) : handle_(handle), open_(true) {}
    ~Session() { close(); }
    Session(Session&& other) noexcept
        : handle_(other.handle_), open_(std::exchange(other.open_, false)) {}
    Session& operator=(Session&& other) noexcept {
        close();
        handle_ = other.handle_;
        open_ = std::exchange(other.open_, false);
        return *this;
    }
    [[nodiscard]] std::uint64_t handle() const { return handle_; }
    [[nodiscard]] bool is_open() const { return open_; }

private:
    void close() {
        if (std::exchange(open_, false)) finalize(handle_);
    }
    std::uint64_t handle_ = 0;
    bool open_ = false;
};

} // namespace baton::tool
