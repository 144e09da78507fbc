// exec/packing/growing_queue.h - first in, first out, in a circle of memory that only grows.
// Once it is large enough nothing is allocated any more, which std::deque does not promise.
#pragma once

#include "base/assert.h"

#include <cstddef>
#include <utility>
#include <vector>

namespace baton::packing {

template <class T>
class GrowingQueue {
public:
    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] bool empty() const { return size_ == 0; }

    // The place of a new item, which is as T{} makes it, to be filled. Until the next call.
    T& append() {
        if (size_ == places_.size()) grow();
        return places_[place(size_++)];
    }
    T pop() {
        ASSERT(size_ > 0);
        T item = std::exchange(places_[first_], T{}); // what the item held must not live on here
        first_ = place(1);
        --size_;
        return item;
    }

private:
    [[nodiscard]] std::size_t place(std::size_t index) const {
        return (first_ + index) & (places_.size() - 1); // the size is a power of two
    }
    void grow() {
        std::vector<T> larger(places_.empty() ? kFirstPlaces : places_.size() * 2);
        for (std::size_t i = 0; i < size_; ++i) larger[i] = std::move(places_[place(i)]);
        places_ = std::move(larger);
        first_ = 0;
    }

    static constexpr std::size_t kFirstPlaces = 16;
    std::vector<T> places_;
    std::size_t first_ = 0;
    std::size_t size_ = 0;
};

} // namespace baton::packing
