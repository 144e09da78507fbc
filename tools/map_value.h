// tools/map_value.h - a value of the configuration map: its type, its text, and text made a value.
#pragma once

#include "text.h"

#include <corosync/cmap.h>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace baton::tool {

struct MapValue {
    cmap_value_types_t type = CMAP_VALUETYPE_BINARY;
    std::string bytes{}; // as the library has them, in the order of this machine
};

// "u8", "str"; "?" for what is no type.
std::string_view type_name(cmap_value_types_t type);
std::optional<cmap_value_types_t> type_named(std::string_view name);

// Decimal, six digits behind the point, the text itself, or bytes as escaped() has them.
std::string value_text(const MapValue& value);
// Sets "type" and "value"; bytes are "value_hex", and a number that JSON has no word for is a text.
void put_value(Json& object, const MapValue& value);

// Printing bytes as they are, a backslash twice, others as \xNN.
std::string escaped(std::string_view bytes);

enum class NoValue { not_a_number, out_of_range };
// As corosync-cmapctl reads a number: its beginning counts, and 64 bits do not overflow but stay at
// their end. `type` is any but bin.
tl::expected<MapValue, NoValue> lenient_value(cmap_value_types_t type, const std::string& text);
// The whole text must be a number that the type can hold.
tl::expected<MapValue, NoValue> strict_value(cmap_value_types_t type, const std::string& text);

} // namespace baton::tool
