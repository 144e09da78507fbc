// test/world/arrivals.h - datagrams on their way, first come first out.
//
// Most are sent in the order in which they arrive and wait in a row; those that overtake others
// wait in a heap beside it. So no order is lost and the usual case costs next to nothing.
#pragma once

#include "base/buffer.h"
#include "base/time.h"

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

namespace baton::world {

struct Host;

struct Arrival {
    TimePoint due;
    std::uint64_t order = 0; // of those that arrive at the same time
    Host* to = nullptr;
    std::uint64_t life = 0; // of the process that sent it to itself; 0 if it came over the network
    Slice bytes;            // in the receiver's memory
};

// First in, first out, in a circle of memory that only grows.
class Row {
public:
    [[nodiscard]] bool empty() const { return size_ == 0; }
    [[nodiscard]] const Arrival& front() const { return places_[first_]; }
    [[nodiscard]] const Arrival& back() const { return places_[place(size_ - 1)]; }
    void push(Arrival arrival) {
        if (size_ == places_.size()) grow();
        places_[place(size_++)] = std::move(arrival);
    }
    Arrival pop() {
        --size_;
        return std::move(places_[std::exchange(first_, place(1))]);
    }

private:
    [[nodiscard]] std::size_t place(std::size_t index) const {
        return (first_ + index) & (places_.size() - 1); // the size is a power of two
    }
    void grow() {
        std::vector<Arrival> larger(places_.empty() ? 64 : places_.size() * 2);
        for (std::size_t i = 0; i < size_; ++i) larger[i] = std::move(places_[place(i)]);
        places_ = std::move(larger);
        first_ = 0;
    }

    std::vector<Arrival> places_;
    std::size_t first_ = 0;
    std::size_t size_ = 0;
};

class Arrivals {
public:
    void push(TimePoint due, Host& to, std::uint64_t life, Slice bytes) {
        Arrival arrival{due, ++order_, &to, life, std::move(bytes)};
        if (row_.empty() || row_.back().due <= due) return row_.push(std::move(arrival));
        heap_.push_back(std::move(arrival));
        std::push_heap(heap_.begin(), heap_.end(), later);
    }
    [[nodiscard]] TimePoint next() const { // far away if nothing is on its way
        const TimePoint row = row_.empty() ? TimePoint::max() : row_.front().due;
        return heap_.empty() ? row : std::min(row, heap_.front().due);
    }
    Arrival pop() { // there must be one
        if (heap_.empty() || (!row_.empty() && later(heap_.front(), row_.front())))
            return row_.pop();
        std::pop_heap(heap_.begin(), heap_.end(), later);
        Arrival first = std::move(heap_.back());
        heap_.pop_back();
        return first;
    }

private:
    static bool later(const Arrival& a, const Arrival& b) {
        return a.due != b.due ? a.due > b.due : a.order > b.order;
    }

    Row row_;
    std::vector<Arrival> heap_;
    std::uint64_t order_ = 0;
};

} // namespace baton::world
