// exec/config/dscp.cc - numbers, and the names of RFC 2474 (cs), RFC 2597 (af) and RFC 3246 (ef).
#include "config/dscp.h"

#include <charconv>

namespace baton::config {
namespace {

constexpr std::uint8_t kLargest = 63;
constexpr std::uint8_t kExpedited = 46;

std::optional<std::uint8_t> read_number(std::string_view text) {
    int base = 10;
    if (text.starts_with("0x") || text.starts_with("0X")) {
        base = 16;
        text.remove_prefix(2);
    } else if (text.size() > 1 && text.front() == '0') {
        base = 8;
        text.remove_prefix(1);
    }
    std::uint8_t number = 0;
    const char* end = text.data() + text.size();
    const auto [stopped, wrong] = std::from_chars(text.data(), end, number, base);
    if (wrong != std::errc{} || stopped != end || number > kLargest) return std::nullopt;
    return number;
}

std::optional<std::uint8_t> digit(char letter, char low, char high) {
    if (letter < low || letter > high) return std::nullopt;
    return static_cast<std::uint8_t>(letter - '0');
}

} // namespace

std::optional<std::uint8_t> read_dscp(std::string_view text) {
    if (text == "ef") return kExpedited;
    if (text.starts_with("cs") && text.size() == 3) {
        if (const auto precedence = digit(text[2], '0', '7'))
            return static_cast<std::uint8_t>(8 * *precedence);
        return std::nullopt;
    }
    if (text.starts_with("af") && text.size() == 4) {
        const auto group = digit(text[2], '1', '4');
        const auto drop = digit(text[3], '1', '3');
        if (group && drop) return static_cast<std::uint8_t>(8 * *group + 2 * *drop);
        return std::nullopt;
    }
    return read_number(text);
}

} // namespace baton::config
