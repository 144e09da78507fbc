// tools/text.cc - see text.h.
#include "text.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <ctime>
#include <fmt/format.h>

namespace baton::tool {

namespace {

bool continues(unsigned char byte) { return (byte & 0xC0U) == 0x80U; }

std::size_t length_by_lead(unsigned char lead) {
    if (lead < 0x80) return 1;
    if (lead >= 0xC2 && lead < 0xE0) return 2;
    if (lead >= 0xE0 && lead < 0xF0) return 3;
    if (lead >= 0xF0 && lead < 0xF5) return 4;
    return 0;
}

// Overlong forms, surrogates, and what lies above the last code point show in the second byte.
bool second_fits(unsigned char lead, unsigned char second) {
    switch (lead) {
    case 0xE0:
        return second >= 0xA0;
    case 0xED:
        return second < 0xA0;
    case 0xF0:
        return second >= 0x90;
    case 0xF4:
        return second < 0x90;
    default:
        return true;
    }
}

// The bytes of the valid character that `bytes` begin with; 0: there is none.
std::size_t character_length(std::string_view bytes) {
    const auto at = [&](std::size_t place) { return static_cast<unsigned char>(bytes[place]); };
    const std::size_t length = length_by_lead(at(0));
    if (length == 0 || length > bytes.size()) return 0;
    if (length > 1 && !second_fits(at(0), at(1))) return 0;
    for (std::size_t place = 1; place < length; ++place)
        if (!continues(at(place))) return 0;
    return length;
}

// C1 controls are two bytes long in UTF-8: 0xC2, then 0x80 to 0x9F.
bool is_control(std::string_view character) {
    const auto first = static_cast<unsigned char>(character[0]);
    if (character.size() == 1) return (first < 0x20 && first != '\t') || first == 0x7F;
    return first == 0xC2 && static_cast<unsigned char>(character[1]) < 0xA0;
}

bool is_utf8(std::string_view bytes) {
    while (!bytes.empty()) {
        const std::size_t length = character_length(bytes);
        if (length == 0) return false;
        bytes.remove_prefix(length);
    }
    return true;
}

std::size_t width(std::string_view text) {
    return static_cast<std::size_t>(std::ranges::count_if(
        text, [](char c) { return !continues(static_cast<unsigned char>(c)); }));
}

} // namespace

std::string printable(std::string_view bytes) {
    std::string text;
    while (!bytes.empty()) {
        const std::size_t valid = character_length(bytes);
        const std::string_view character = bytes.substr(0, std::max<std::size_t>(valid, 1));
        if (valid != 0 && !is_control(character))
            text += character;
        else
            for (const char byte : character)
                text += fmt::format("\\x{:02x}", static_cast<unsigned char>(byte));
        bytes.remove_prefix(character.size());
    }
    return text;
}

void put_bytes(Json& object, const std::string& key, std::string_view bytes) {
    if (is_utf8(bytes)) {
        object[key] = bytes;
        return;
    }
    object[key] = printable(bytes);
    std::string hex;
    for (const char byte : bytes) hex += fmt::format("{:02x}", static_cast<unsigned char>(byte));
    object[key + "_hex"] = hex;
}

std::string json_line(const Json& json) {
    return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string Table::text() const {
    std::vector<std::size_t> widths(columns_.size());
    for (const auto& row : rows_)
        for (std::size_t column = 0; column < row.size(); ++column)
            widths[column] = std::max(widths[column], width(row[column]));
    std::string text;
    for (const auto& row : rows_) {
        std::string line(indent_, ' ');
        for (std::size_t column = 0; column < row.size(); ++column) {
            const std::string padding(widths[column] - width(row[column]), ' ');
            if (column != 0) line += "  ";
            line +=
                columns_[column] == Align::right ? padding + row[column] : row[column] + padding;
        }
        line.erase(line.find_last_not_of(' ') + 1);
        text += line + "\n";
    }
    return text;
}

std::string microseconds_text(double microseconds) {
    if (microseconds < 1000) return fmt::format("{:.0f} us", microseconds);
    if (microseconds < 1e6) return fmt::format("{:.2f} ms", microseconds / 1e3);
    return fmt::format("{:.1f} s", microseconds / 1e6);
}

std::string span_text(double seconds) {
    const auto whole = static_cast<std::uint64_t>(std::clamp(seconds, 0.0, 1e15));
    const std::uint64_t minutes = whole / 60;
    const std::uint64_t hours = minutes / 60;
    if (minutes == 0) return fmt::format("{} s", whole);
    if (hours == 0) return fmt::format("{} min", minutes);
    if (hours < 24) return fmt::format("{} h {} min", hours, minutes % 60);
    return fmt::format("{} d {} h", hours / 24, hours % 24);
}

std::string time_text(double unix_seconds) {
    const auto when = static_cast<std::time_t>(std::clamp(unix_seconds, 0.0, 1e11));
    std::tm local{};
    std::array<char, 32> text{};
    if (localtime_r(&when, &local) == nullptr) return "?";
    std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M:%S", &local);
    return text.data();
}

} // namespace baton::tool
