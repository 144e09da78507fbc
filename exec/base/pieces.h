// exec/base/pieces.h - bytes that stand in several places, to be read one behind the other.
//
// A message that came in several frames is left where it is: who passes it on copies the pieces.
// Nothing is held here: the bytes and the list of slices must outlive it.
#pragma once

#include "base/buffer.h"

#include <cstddef>
#include <cstring>
#include <span>

namespace baton {

class Pieces {
public:
    Pieces() = default;
    Pieces(Bytes all) : first_(all), size_(all.size()) {} // NOLINT: most are in one piece
    Pieces(Bytes first, std::span<const Slice> rest)
        : first_(first), rest_(rest), size_(first.size()) {
        for (const Slice& each : rest) size_ += each.size();
    }

    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] bool empty() const { return size_ == 0; }
    [[nodiscard]] Bytes first() const { return first_; }
    [[nodiscard]] std::span<const Slice> rest() const { return rest_; }

    // Behind each other from `to` on, where there must be room for size() bytes.
    void copy_to(std::byte* to) const {
        to = put(first_, to);
        for (const Slice& each : rest_) to = put(each.bytes(), to);
    }

private:
    static std::byte* put(Bytes bytes, std::byte* to) {
        if (!bytes.empty()) std::memcpy(to, bytes.data(), bytes.size());
        return to + bytes.size();
    }

    Bytes first_;
    std::span<const Slice> rest_;
    std::size_t size_ = 0;
};

} // namespace baton
