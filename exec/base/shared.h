// exec/base/shared.h - a value that several hold, counted by plain integers: for one thread, as
// everything in the core is. std::shared_ptr counts for many, and pays for it.
#pragma once

#include <cstddef>
#include <utility>

namespace baton {

template <class T>
class Shared {
public:
    Shared() = default;
    template <class... Arguments>
    [[nodiscard]] static Shared make(Arguments&&... arguments) {
        return Shared(new Held{T{std::forward<Arguments>(arguments)...}, 1});
    }
    Shared(const Shared& other) noexcept : held_(other.held_) {
        if (held_ != nullptr) ++held_->holders;
    }
    Shared(Shared&& other) noexcept : held_(std::exchange(other.held_, nullptr)) {}
    Shared& operator=(Shared other) noexcept {
        std::swap(held_, other.held_);
        return *this;
    }
    ~Shared() { reset(); }

    void reset() noexcept {
        if (held_ != nullptr && --held_->holders == 0) delete held_;
        held_ = nullptr;
    }
    explicit operator bool() const { return held_ != nullptr; }
    T& operator*() const { return held_->value; }
    T* operator->() const { return &held_->value; }
    // Nobody else holds it.
    [[nodiscard]] bool unique() const { return held_ != nullptr && held_->holders == 1; }
    friend bool operator==(const Shared& a, const Shared& b) { return a.held_ == b.held_; }

private:
    struct Held {
        T value;
        std::size_t holders;
    };
    explicit Shared(Held* held) : held_(held) {}
    Held* held_ = nullptr;
};

} // namespace baton
