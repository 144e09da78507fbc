// exec/services/reload/map_reading.cc - from a typed value to the text of a file and back.
#include "services/reload/map_reading.h"

#include "config/value_checks.h"

#include <optional>
#include <string>
#include <utility>

namespace baton::reload {

namespace {

using config::ValueType;

template <class Number>
std::optional<std::string> number_in(const cmap::Value& value) {
    const auto number = value.as<Number>();
    return number ? std::optional(std::to_string(*number)) : std::nullopt;
}

// None: it has another type than `wanted`.
std::optional<std::string> text_of(const cmap::Value& value, ValueType wanted) {
    switch (wanted) {
    case ValueType::u8:
        return number_in<std::uint8_t>(value);
    case ValueType::u16:
        return number_in<std::uint16_t>(value);
    case ValueType::u32:
        return number_in<std::uint32_t>(value);
    case ValueType::u64:
        return number_in<std::uint64_t>(value);
    case ValueType::i32:
        return number_in<std::int32_t>(value);
    case ValueType::text:
        break;
    }
    const auto text = value.text();
    return text ? std::optional(std::string(*text)) : std::nullopt;
}

// As clients of the map call it.
const char* name_of(ValueType type) {
    switch (type) {
    case ValueType::u8:
        return "u8";
    case ValueType::u16:
        return "u16";
    case ValueType::u32:
        return "u32";
    case ValueType::u64:
        return "u64";
    case ValueType::i32:
        return "i32";
    case ValueType::text:
        break;
    }
    return "str";
}

} // namespace

config::Settings read_map(const cmap::Map& map, std::string_view prefix, DirectiveOf directive_of,
                          config::Diagnostics& diagnostics) {
    config::Settings settings;
    map.for_each(prefix, [&](const cmap::Map::Entry& entry) {
        const config::Directive* directive = directive_of(entry.key);
        if (directive == nullptr) return;
        const config::Place place{std::string(entry.key), 0};
        const ValueType type = config::stored_type(directive->kind);
        auto text = text_of(entry.value, type);
        if (!text)
            return diagnostics.error(place, "the value has the wrong type",
                                     std::string("write it as ") + name_of(type));
        config::Setting setting{type, std::move(*text), place, 0};
        if (config::check_value(*directive, setting, diagnostics))
            settings.set(std::string(entry.key), std::move(setting));
    });
    return settings;
}

} // namespace baton::reload
