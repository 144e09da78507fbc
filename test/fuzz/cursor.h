// test/fuzz/cursor.h - an input read bit by bit as choices. Behind its end stand zeros, so that any
// input cut short is an input too.
#pragma once

#include "base/buffer.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <span>

namespace baton::fuzz {

class Cursor {
public:
    explicit Cursor(Bytes input) : rest_(input) {}
    [[nodiscard]] bool at_end() const { return rest_.empty(); }

    std::uint8_t u8() { return integer<std::uint8_t>(); }
    std::uint16_t u16() { return integer<std::uint16_t>(); }
    std::uint32_t u32() { return integer<std::uint32_t>(); }
    std::uint64_t u64() { return integer<std::uint64_t>(); }
    bool flag() { return (u8() & 1U) != 0; }

    // At most so many.
    Bytes bytes(std::size_t size) {
        const Bytes taken = rest_.first(std::min(size, rest_.size()));
        rest_ = rest_.subspan(taken.size());
        return taken;
    }
    void fill(std::span<std::byte> out) {
        const Bytes taken = bytes(out.size());
        std::copy(taken.begin(), taken.end(), out.begin());
        std::fill(out.begin() + static_cast<std::ptrdiff_t>(taken.size()), out.end(), std::byte{});
    }

private:
    template <class Int>
    Int integer() {
        Int value = 0;
        const Bytes taken = bytes(sizeof value);
        if (!taken.empty()) std::memcpy(&value, taken.data(), taken.size());
        return value;
    }

    Bytes rest_;
};

} // namespace baton::fuzz
