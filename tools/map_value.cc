// tools/map_value.cc - see map_value.h.
#include "map_value.h"

#include <array>
#include <cerrno>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <fmt/format.h>
#include <limits>

namespace baton::tool {

namespace {

struct Name {
    cmap_value_types_t type;
    std::string_view name;
};
constexpr std::array<Name, 12> kNames{{{CMAP_VALUETYPE_INT8, "i8"},
                                       {CMAP_VALUETYPE_UINT8, "u8"},
                                       {CMAP_VALUETYPE_INT16, "i16"},
                                       {CMAP_VALUETYPE_UINT16, "u16"},
                                       {CMAP_VALUETYPE_INT32, "i32"},
                                       {CMAP_VALUETYPE_UINT32, "u32"},
                                       {CMAP_VALUETYPE_INT64, "i64"},
                                       {CMAP_VALUETYPE_UINT64, "u64"},
                                       {CMAP_VALUETYPE_FLOAT, "flt"},
                                       {CMAP_VALUETYPE_DOUBLE, "dbl"},
                                       {CMAP_VALUETYPE_STRING, "str"},
                                       {CMAP_VALUETYPE_BINARY, "bin"}}};

template <class Number>
MapValue value_of(cmap_value_types_t type, Number number) {
    std::string bytes(sizeof number, '\0');
    std::memcpy(bytes.data(), &number, sizeof number);
    return {type, std::move(bytes)};
}

// Zero if there are fewer bytes than the type has: no daemon sends that.
template <class Number>
Number number_in(const MapValue& value) {
    Number number{};
    if (value.bytes.size() >= sizeof number)
        std::memcpy(&number, value.bytes.data(), sizeof number);
    return number;
}

std::string_view text_in(const MapValue& value) {
    return std::string_view(value.bytes).substr(0, value.bytes.find('\0'));
}

// Calls `use` with the number; false if the value is none.
template <class Use>
bool with_number(const MapValue& value, Use use) {
    switch (value.type) {
    case CMAP_VALUETYPE_INT8:
        return use(std::int32_t{number_in<std::int8_t>(value)}), true;
    case CMAP_VALUETYPE_UINT8:
        return use(std::uint32_t{number_in<std::uint8_t>(value)}), true;
    case CMAP_VALUETYPE_INT16:
        return use(std::int32_t{number_in<std::int16_t>(value)}), true;
    case CMAP_VALUETYPE_UINT16:
        return use(std::uint32_t{number_in<std::uint16_t>(value)}), true;
    case CMAP_VALUETYPE_INT32:
        return use(number_in<std::int32_t>(value)), true;
    case CMAP_VALUETYPE_UINT32:
        return use(number_in<std::uint32_t>(value)), true;
    case CMAP_VALUETYPE_INT64:
        return use(number_in<std::int64_t>(value)), true;
    case CMAP_VALUETYPE_UINT64:
        return use(number_in<std::uint64_t>(value)), true;
    default:
        return false;
    }
}

std::optional<double> fraction_in(const MapValue& value) {
    if (value.type == CMAP_VALUETYPE_FLOAT) return double{number_in<float>(value)};
    if (value.type == CMAP_VALUETYPE_DOUBLE) return number_in<double>(value);
    return std::nullopt;
}

struct Parsed {
    MapValue value;
    bool whole = false; // nothing stood behind the number
    bool fits = true;   // 64 bits were enough
};

template <class Number>
tl::expected<Parsed, NoValue> parsed(cmap_value_types_t type, Number number, const char* begin,
                                     const char* end) {
    if (end == begin) return tl::make_unexpected(NoValue::not_a_number);
    return Parsed{value_of(type, number), *end == '\0', errno != ERANGE};
}

template <class Number>
tl::expected<Parsed, NoValue> narrow(cmap_value_types_t type, const char* text) {
    char* end = nullptr;
    const long long wide = std::strtoll(text, &end, 10);
    if (end == text) return tl::make_unexpected(NoValue::not_a_number);
    if (wide < std::numeric_limits<Number>::min() || wide > std::numeric_limits<Number>::max())
        return tl::make_unexpected(NoValue::out_of_range);
    return parsed(type, static_cast<Number>(wide), text, end);
}

tl::expected<Parsed, NoValue> parse(cmap_value_types_t type, const char* text) {
    char* end = nullptr;
    errno = 0;
    switch (type) {
    case CMAP_VALUETYPE_INT8:
        return narrow<std::int8_t>(type, text);
    case CMAP_VALUETYPE_UINT8:
        return narrow<std::uint8_t>(type, text);
    case CMAP_VALUETYPE_INT16:
        return narrow<std::int16_t>(type, text);
    case CMAP_VALUETYPE_UINT16:
        return narrow<std::uint16_t>(type, text);
    case CMAP_VALUETYPE_INT32:
        return narrow<std::int32_t>(type, text);
    case CMAP_VALUETYPE_UINT32:
        return narrow<std::uint32_t>(type, text);
    case CMAP_VALUETYPE_INT64: {
        const std::int64_t number = std::strtoll(text, &end, 10);
        return parsed(type, number, text, end);
    }
    case CMAP_VALUETYPE_UINT64: {
        const std::uint64_t number = std::strtoull(text, &end, 10);
        return parsed(type, number, text, end);
    }
    case CMAP_VALUETYPE_FLOAT: {
        const float number = std::strtof(text, &end);
        return parsed(type, number, text, end);
    }
    case CMAP_VALUETYPE_DOUBLE: {
        const double number = std::strtod(text, &end);
        return parsed(type, number, text, end);
    }
    default:
        return Parsed{{type, text}, true, true};
    }
}

std::string hex(std::string_view bytes) {
    std::string text;
    for (const char byte : bytes) text += fmt::format("{:02x}", static_cast<unsigned char>(byte));
    return text;
}

} // namespace

std::string_view type_name(cmap_value_types_t type) {
    for (const Name& known : kNames)
        if (known.type == type) return known.name;
    return "?";
}

std::optional<cmap_value_types_t> type_named(std::string_view name) {
    for (const Name& known : kNames)
        if (known.name == name) return known.type;
    return std::nullopt;
}

std::string value_text(const MapValue& value) {
    std::string text;
    if (with_number(value, [&](auto number) { text = std::to_string(number); })) return text;
    if (const auto fraction = fraction_in(value)) return fmt::format("{:f}", *fraction);
    if (value.type == CMAP_VALUETYPE_STRING) return std::string(text_in(value));
    return escaped(value.bytes);
}

void put_value(Json& object, const MapValue& value) {
    object["type"] = type_name(value.type);
    if (with_number(value, [&](auto number) { object["value"] = number; })) return;
    if (const auto fraction = fraction_in(value)) {
        if (std::isfinite(*fraction))
            object["value"] = *fraction;
        else
            object["value"] = value_text(value);
        return;
    }
    if (value.type == CMAP_VALUETYPE_STRING)
        put_bytes(object, "value", text_in(value));
    else
        object["value_hex"] = hex(value.bytes);
}

std::string escaped(std::string_view bytes) {
    std::string text;
    for (const char byte : bytes) {
        const auto code = static_cast<unsigned char>(byte);
        if (byte == '\\')
            text += "\\\\";
        else if (code < 0x20 || code > 0x7E)
            text += fmt::format("\\x{:02X}", code);
        else
            text += byte;
    }
    return text;
}

tl::expected<MapValue, NoValue> lenient_value(cmap_value_types_t type, const std::string& text) {
    return parse(type, text.c_str()).map([](Parsed done) { return std::move(done.value); });
}

tl::expected<MapValue, NoValue> strict_value(cmap_value_types_t type, const std::string& text) {
    auto done = parse(type, text.c_str());
    if (!done) return tl::make_unexpected(done.error());
    // strtoull() takes a minus sign and turns the number around.
    const bool turned = type == CMAP_VALUETYPE_UINT64 && text.find('-') != std::string::npos;
    if (!done->whole) return tl::make_unexpected(NoValue::not_a_number);
    if (!done->fits || turned) return tl::make_unexpected(NoValue::out_of_range);
    return std::move(done->value);
}

} // namespace baton::tool
