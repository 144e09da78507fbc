// tools/compat/cmapctl_text.h - what corosync-cmapctl prints, and the lines of a file for its -p.
#pragma once

#include "map_value.h"

#include <optional>
#include <string>
#include <string_view>

namespace baton::tool::compat {

struct CmapctlStyle {
    bool binary = false; // -b: bytes are shown
    bool quiet = false;  // -q: values without their keys
};

// "KEY (TYPE) = VALUE\n".
std::string cmapctl_line(const std::string& key, const MapValue& value, CmapctlStyle style);

// "create> ", "modify> ", "delete> " and the line; a deletion shows the old value.
std::string cmapctl_change(std::int32_t event, const std::string& key, const MapValue& now,
                           const MapValue& before, CmapctlStyle style);

struct CmapctlOrder {
    enum class Action { set, remove, remove_prefix } action = Action::set;
    std::string key{};
    std::optional<std::string> type{};
    std::optional<std::string> value{};
};
// Nothing for an empty line and a comment.
std::optional<CmapctlOrder> cmapctl_order(std::string_view line);

} // namespace baton::tool::compat
