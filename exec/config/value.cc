// exec/config/value.cc - numbers, truth values, words and node ids.
#include "config/value.h"

#include <algorithm>
#include <charconv>
#include <limits>

namespace baton::config {
namespace {

struct Range {
    std::int64_t low;
    std::uint64_t high;
};

Range range_of(Kind kind) {
    switch (kind) {
    case Kind::u8:
        return {0, std::numeric_limits<std::uint8_t>::max()};
    case Kind::u16:
        return {0, std::numeric_limits<std::uint16_t>::max()};
    case Kind::u32:
        return {0, std::numeric_limits<std::uint32_t>::max()};
    case Kind::i32:
        return {std::numeric_limits<std::int32_t>::min(), std::numeric_limits<std::int32_t>::max()};
    default:
        return {0, std::numeric_limits<std::uint64_t>::max()};
    }
}

std::optional<bool> plain_truth(std::string_view text) {
    if (is_one_of("yes on true 1", text)) return true;
    if (is_one_of("no off false 0", text)) return false;
    return std::nullopt;
}

CorosyncTruth answer(bool yes) { return yes ? CorosyncTruth::yes : CorosyncTruth::no; }

} // namespace

NumberReading read_number(Kind kind, std::string_view text) {
    const bool negative = text.starts_with('-');
    if (negative || text.starts_with('+')) text.remove_prefix(1);
    std::uint64_t magnitude = 0;
    const auto [end, wrong] =
        std::from_chars(text.data(), text.data() + text.size(), magnitude, 10);
    if (end != text.data() + text.size() || wrong == std::errc::invalid_argument)
        return {NumberFault::malformed};
    const Range range = range_of(kind);
    if (wrong == std::errc::result_out_of_range) return {NumberFault::out_of_range};
    if (!negative || kind == Kind::u64) {
        if (magnitude > range.high) return {NumberFault::out_of_range};
        return {NumberFault::none, negative ? 0 - magnitude : magnitude};
    }
    if (magnitude > static_cast<std::uint64_t>(-range.low)) return {NumberFault::out_of_range};
    return {NumberFault::none, 0 - magnitude};
}

std::string range_text(Kind kind) {
    const Range range = range_of(kind);
    return std::to_string(range.low) + ".." + std::to_string(range.high);
}

std::optional<bool> read_truth(Kind kind, std::string_view text) {
    if (const auto plain = plain_truth(text)) return plain;
    if (kind != Kind::truth_number) return std::nullopt;
    const NumberReading number = read_number(Kind::u8, text);
    if (number.fault != NumberFault::none) return std::nullopt;
    return number.value != 0;
}

CorosyncTruth corosync_truth(Kind kind, std::string_view text) {
    const auto refused_unless = [&](std::string_view yes, std::string_view no) {
        if (is_one_of(yes, text)) return CorosyncTruth::yes;
        return is_one_of(no, text) ? CorosyncTruth::no : CorosyncTruth::refused;
    };
    switch (kind) {
    case Kind::truth_default_yes:
        return answer(text != "no");
    case Kind::truth_default_no:
        return answer(text == "yes");
    case Kind::truth_on:
        return answer(text == "on");
    case Kind::truth_yes:
        return answer(text == "yes");
    case Kind::truth_yes_no:
        return refused_unless("yes", "no");
    case Kind::truth_target:
        return refused_unless("yes on", "no off");
    case Kind::truth_on_off:
        return refused_unless("on", "off");
    default:
        break;
    }
    const NumberReading number = read_number(Kind::u8, text);
    if (number.fault != NumberFault::none) return CorosyncTruth::refused;
    return answer(number.value != 0);
}

std::string_view truth_spellings(Kind kind) {
    switch (kind) {
    case Kind::truth_number:
        return "1 or 0";
    case Kind::truth_on:
    case Kind::truth_on_off:
        return "on or off";
    default:
        return "yes or no";
    }
}

bool is_one_of(std::string_view words, std::string_view text) {
    if (text.empty() || text.find(' ') != std::string_view::npos) return false;
    while (!words.empty()) {
        const std::size_t end = words.find(' ');
        if (words.substr(0, end) == text) return true;
        words.remove_prefix(end == std::string_view::npos ? words.size() : end + 1);
    }
    return false;
}

std::optional<std::vector<NodeId>> read_node_ids(std::string_view list) {
    std::vector<NodeId> ids;
    while (!list.empty()) {
        const std::size_t end = std::min(list.find(' '), list.size());
        const std::string_view word = list.substr(0, end);
        list.remove_prefix(std::min(end + 1, list.size()));
        if (word.empty()) continue;
        NodeId id;
        const auto [stop, failed] =
            std::from_chars(word.data(), word.data() + word.size(), id.value);
        if (failed != std::errc() || stop != word.data() + word.size() || id.value == 0)
            return std::nullopt;
        ids.push_back(id);
    }
    return ids.empty() ? std::nullopt : std::optional(ids);
}

} // namespace baton::config
