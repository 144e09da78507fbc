// exec/services/cmap/value.h - a value of the configuration map: a type, and bytes as it wants
// them.
#pragma once

#include "wire/cmap.h"

#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

namespace baton::cmap {

using Type = wire::CmapType;

// The type under which a number of C++ is stored.
template <class Number>
constexpr Type type_of() {
    static_assert(std::is_arithmetic_v<Number> && !std::is_same_v<Number, bool>);
    if constexpr (std::is_floating_point_v<Number>)
        return sizeof(Number) == 4 ? Type::float32 : Type::float64;
    else if constexpr (std::is_signed_v<Number>)
        return sizeof(Number) == 1   ? Type::int8
               : sizeof(Number) == 2 ? Type::int16
               : sizeof(Number) == 4 ? Type::int32
                                     : Type::int64;
    else
        return sizeof(Number) == 1   ? Type::uint8
               : sizeof(Number) == 2 ? Type::uint16
               : sizeof(Number) == 4 ? Type::uint32
                                     : Type::uint64;
}

// How many bytes a number of this type has; none for texts and binary values.
constexpr std::optional<std::size_t> size_of(Type type) {
    switch (type) {
    case Type::int8:
    case Type::uint8:
        return 1;
    case Type::int16:
    case Type::uint16:
        return 2;
    case Type::int32:
    case Type::uint32:
    case Type::float32:
        return 4;
    case Type::int64:
    case Type::uint64:
    case Type::float64:
        return 8;
    default:
        return std::nullopt;
    }
}

struct Value {
    Type type = Type::absent;
    std::string bytes; // numbers in machine order; a text with one NUL at its end

    template <class Number>
    static Value of(Number number) {
        Value value{type_of<Number>(), std::string(sizeof number, '\0')};
        std::memcpy(value.bytes.data(), &number, sizeof number);
        return value;
    }
    static Value of(std::string_view text) {
        Value value{Type::string, std::string(text.substr(0, text.find('\0')))};
        value.bytes.push_back('\0');
        return value;
    }

    // None if the value has another type: 1 as u8 is not 1 as u32.
    template <class Number>
    [[nodiscard]] std::optional<Number> as() const {
        if (type != type_of<Number>() || bytes.size() != sizeof(Number)) return std::nullopt;
        Number number;
        std::memcpy(&number, bytes.data(), sizeof number);
        return number;
    }
    // Without its NUL.
    [[nodiscard]] std::optional<std::string_view> text() const {
        if (type != Type::string || bytes.empty()) return std::nullopt;
        return std::string_view(bytes).substr(0, bytes.size() - 1);
    }
    friend bool operator==(const Value&, const Value&) = default;
};

} // namespace baton::cmap
