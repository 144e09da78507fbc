// exec/base/address.cc - address to text and back. inet_pton would do, but the core stays free of
// the socket library, so both directions are written out (RFC 4291, RFC 5952).
#include "base/address.h"

#include <charconv>
#include <cstdio>
#include <vector>

namespace baton {
namespace {

std::optional<std::uint32_t> number(std::string_view text, int base, std::uint32_t max,
                                    std::size_t digits_max) {
    if (text.empty() || text.size() > digits_max) return std::nullopt;
    std::uint32_t value = 0;
    const auto [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), value, base);
    if (wrong != std::errc{} || end != text.data() + text.size() || value > max)
        return std::nullopt;
    return value;
}

std::vector<std::string_view> split(std::string_view text, char at) {
    std::vector<std::string_view> parts;
    for (std::size_t found = text.find(at); found != std::string_view::npos;
         found = text.find(at)) {
        parts.push_back(text.substr(0, found));
        text.remove_prefix(found + 1);
    }
    parts.push_back(text);
    return parts;
}

std::optional<IpAddress> parse_ipv4(std::string_view text) {
    const auto parts = split(text, '.');
    if (parts.size() != 4) return std::nullopt;
    IpAddress address{.family = AddressFamily::ipv4};
    for (std::size_t i = 0; i < 4; ++i) {
        const auto byte = number(parts[i], 10, 255, 3);
        if (!byte) return std::nullopt;
        address.bytes[i] = static_cast<std::uint8_t>(*byte);
    }
    return address;
}

// The 16-bit groups of one side of "::". An IPv4 address may stand for the last two.
std::optional<std::vector<std::uint8_t>> parse_groups(std::string_view text) {
    std::vector<std::uint8_t> bytes;
    if (text.empty()) return bytes;
    const auto parts = split(text, ':');
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (i + 1 == parts.size() && parts[i].find('.') != std::string_view::npos) {
            const auto tail = parse_ipv4(parts[i]);
            if (!tail) return std::nullopt;
            bytes.insert(bytes.end(), tail->bytes.begin(), tail->bytes.begin() + 4);
            continue;
        }
        const auto group = number(parts[i], 16, 0xFFFF, 4);
        if (!group) return std::nullopt;
        bytes.push_back(static_cast<std::uint8_t>(*group >> 8U));
        bytes.push_back(static_cast<std::uint8_t>(*group & 0xFFU));
    }
    return bytes;
}

std::optional<IpAddress> parse_ipv6(std::string_view text) {
    IpAddress address{.family = AddressFamily::ipv6};
    if (const std::size_t percent = text.find('%'); percent != std::string_view::npos) {
        const auto scope = number(text.substr(percent + 1), 10, UINT32_MAX, 10);
        if (!scope) return std::nullopt;
        address.scope_id = *scope;
        text = text.substr(0, percent);
    }
    const std::size_t gap = text.find("::");
    const auto head = parse_groups(text.substr(0, gap));
    if (!head) return std::nullopt;
    if (gap == std::string_view::npos) {
        if (head->size() != 16) return std::nullopt;
        std::copy(head->begin(), head->end(), address.bytes.begin());
        return address;
    }
    const auto tail = parse_groups(text.substr(gap + 2));
    if (!tail || head->size() + tail->size() > 14) return std::nullopt;
    std::copy(head->begin(), head->end(), address.bytes.begin());
    std::copy(tail->begin(), tail->end(),
              address.bytes.end() - static_cast<std::ptrdiff_t>(tail->size()));
    return address;
}

std::string ipv6_text(const IpAddress& address) {
    const auto group = [&](std::size_t i) {
        return static_cast<unsigned>(address.bytes[2 * i] << 8U | address.bytes[2 * i + 1]);
    };
    std::size_t gap = 8;
    std::size_t gap_length = 1; // a single zero group is not worth a gap
    for (std::size_t i = 0; i < 8; ++i) {
        std::size_t length = 0;
        while (i + length < 8 && group(i + length) == 0) ++length;
        if (length > gap_length) gap = i, gap_length = length;
    }
    std::string text;
    for (std::size_t i = 0; i < 8; ++i) {
        if (i == gap) {
            text += "::";
            i += gap_length - 1;
            continue;
        }
        if (!text.empty() && text.back() != ':') text += ':';
        std::array<char, 8> digits{};
        std::snprintf(digits.data(), digits.size(), "%x", group(i));
        text += digits.data();
    }
    if (address.scope_id != 0) text += '%' + std::to_string(address.scope_id);
    return text;
}

} // namespace

std::optional<IpAddress> IpAddress::from_text(std::string_view text) {
    return text.find(':') == std::string_view::npos ? parse_ipv4(text) : parse_ipv6(text);
}

IpAddress IpAddress::from_ipv4(std::uint32_t host_order) {
    IpAddress address{.family = AddressFamily::ipv4};
    for (std::size_t i = 0; i < 4; ++i)
        address.bytes[i] = static_cast<std::uint8_t>(host_order >> (24U - 8U * i));
    return address;
}

std::string IpAddress::text() const {
    if (is_ipv6()) return ipv6_text(*this);
    if (!is_ipv4()) return {};
    return std::to_string(bytes[0]) + '.' + std::to_string(bytes[1]) + '.' +
           std::to_string(bytes[2]) + '.' + std::to_string(bytes[3]);
}

bool IpAddress::is_loopback() const {
    if (is_ipv4()) return bytes[0] == 127;
    IpAddress one{.family = AddressFamily::ipv6};
    one.bytes[15] = 1;
    return is_ipv6() && bytes == one.bytes;
}

bool IpAddress::is_multicast() const {
    return is_ipv4() ? (bytes[0] & 0xF0U) == 0xE0U : is_ipv6() && bytes[0] == 0xFF;
}

bool IpAddress::is_link_local() const {
    return is_ipv6() && bytes[0] == 0xFE && (bytes[1] & 0xC0U) == 0x80U;
}

std::uint32_t IpAddress::ipv4_number() const {
    if (!is_ipv4()) return 0;
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < 4; ++i) value = value << 8U | bytes[i];
    return value;
}

} // namespace baton
