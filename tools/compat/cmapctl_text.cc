// tools/compat/cmapctl_text.cc - see cmapctl_text.h.
#include "compat/cmapctl_text.h"

#include <algorithm>
#include <fmt/format.h>

namespace baton::tool::compat {

namespace {

// Between the words of a line stand blanks only; before the first one anything empty may.
constexpr std::string_view kBlank = " \n";
constexpr std::string_view kSpace = " \t\r\n\v\f";

std::string_view event_name(std::int32_t event) {
    switch (event) {
    case CMAP_TRACK_ADD:
        return "create> ";
    case CMAP_TRACK_DELETE:
        return "delete> ";
    case CMAP_TRACK_MODIFY:
        return "modify> ";
    default:
        return "unknown change> ";
    }
}

std::optional<std::string> next_word(std::string_view& line) {
    const std::size_t begin = line.find_first_not_of(kBlank);
    if (begin == std::string_view::npos) return std::nullopt;
    const std::size_t end = std::min(line.find_first_of(kBlank, begin), line.size());
    std::string word(line.substr(begin, end - begin));
    line.remove_prefix(end);
    return word;
}

} // namespace

// Quiet, bytes still come with the end of their type: scripts may rely on it.
std::string cmapctl_line(const std::string& key, const MapValue& value, CmapctlStyle style) {
    const std::string type = fmt::format("{})", type_name(value.type));
    std::string line = style.quiet ? "" : fmt::format("{} (", key);
    if (value.type == CMAP_VALUETYPE_BINARY) {
        line += type;
        if (style.binary) line += " = " + (value.bytes.empty() ? "*empty*" : value_text(value));
    } else {
        if (!style.quiet) line += type + " = ";
        line += value_text(value);
    }
    return line + "\n";
}

std::string cmapctl_change(std::int32_t event, const std::string& key, const MapValue& now,
                           const MapValue& before, CmapctlStyle style) {
    return std::string(event_name(event)) +
           cmapctl_line(key, event == CMAP_TRACK_DELETE ? before : now, style);
}

std::optional<CmapctlOrder> cmapctl_order(std::string_view line) {
    line.remove_prefix(std::min(line.find_first_not_of(kSpace), line.size()));
    if (line.starts_with('#')) return std::nullopt;
    const auto word = next_word(line);
    if (!word) return std::nullopt;
    using Action = CmapctlOrder::Action;
    if (word->starts_with("^^")) return CmapctlOrder{Action::remove_prefix, word->substr(2)};
    if (word->starts_with('^')) return CmapctlOrder{Action::remove, word->substr(1)};
    CmapctlOrder order{Action::set, *word};
    order.type = next_word(line);
    order.value = next_word(line);
    return order;
}

} // namespace baton::tool::compat
