// exec/wire/fields.h - fixed-size headers whose field offsets are checked at compile time.
// Fields reads a header that is known to be long enough, FieldsOut writes one.
// Integers are in the machine's order: a foreign magic number is refused before these are used.
#pragma once

#include "base/buffer.h"
#include "base/ids.h"

#include <concepts>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>

namespace baton::wire {

template <std::size_t Size>
class Fields {
public:
    static std::optional<Fields> of(Bytes bytes) {
        if (bytes.size() < Size) return std::nullopt;
        return Fields(bytes.template first<Size>());
    }
    template <std::integral Int, std::size_t Offset>
    [[nodiscard]] Int get() const {
        static_assert(Offset + sizeof(Int) <= Size, "the field lies outside the header");
        Int value;
        std::memcpy(&value, bytes_.data() + Offset, sizeof value);
        return value;
    }
    template <std::size_t Offset>
    [[nodiscard]] NodeId node() const {
        return {get<std::uint32_t, Offset>()};
    }
    template <std::size_t Offset> // 12 bytes, packed: representative, sequence
    [[nodiscard]] RingId ring() const {
        return {node<Offset>(), get<std::uint64_t, Offset + 4>()};
    }
    template <std::size_t Offset>
    [[nodiscard]] MessageSeq seq() const {
        return {get<std::uint32_t, Offset>()};
    }

private:
    explicit Fields(std::span<const std::byte, Size> bytes) : bytes_(bytes) {}
    std::span<const std::byte, Size> bytes_;
};

template <std::size_t Size>
class FieldsOut {
public:
    explicit FieldsOut(std::span<std::byte, Size> bytes) : bytes_(bytes) {
        std::memset(bytes_.data(), 0, Size); // gaps are zero on our wire
    }
    template <std::size_t Offset, std::integral Int>
    FieldsOut& put(Int value) {
        static_assert(Offset + sizeof(Int) <= Size, "the field lies outside the header");
        std::memcpy(bytes_.data() + Offset, &value, sizeof value);
        return *this;
    }
    template <std::size_t Offset>
    FieldsOut& put(NodeId node) {
        return put<Offset>(node.value);
    }
    template <std::size_t Offset>
    FieldsOut& put(RingId ring) {
        return put<Offset>(ring.representative).template put<Offset + 4>(ring.seq);
    }
    template <std::size_t Offset>
    FieldsOut& put(MessageSeq seq) {
        return put<Offset>(seq.value);
    }

private:
    std::span<std::byte, Size> bytes_;
};

} // namespace baton::wire
