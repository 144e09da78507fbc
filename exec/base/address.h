// exec/base/address.h - an IP address as a value: no socket, no resolver.
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace baton {

enum class AddressFamily : std::uint8_t { none, ipv4, ipv6 };

struct IpAddress {
    AddressFamily family = AddressFamily::none;
    std::array<std::uint8_t, 16> bytes{}; // network order; IPv4 uses the first four
    std::uint32_t scope_id = 0;           // the interface of a link-local IPv6 address; 0: none

    // A numeric address, for IPv6 with an optional numeric scope ("fe80::1%2"). A name gives none.
    static std::optional<IpAddress> from_text(std::string_view text);
    static IpAddress from_ipv4(std::uint32_t host_order);

    [[nodiscard]] std::string text() const; // the usual short form; empty if there is no address
    [[nodiscard]] bool empty() const { return family == AddressFamily::none; }
    [[nodiscard]] bool is_ipv4() const { return family == AddressFamily::ipv4; }
    [[nodiscard]] bool is_ipv6() const { return family == AddressFamily::ipv6; }
    [[nodiscard]] bool is_loopback() const;   // 127.0.0.0/8, ::1
    [[nodiscard]] bool is_multicast() const;  // 224.0.0.0/4, ff00::/8
    [[nodiscard]] bool is_link_local() const; // fe80::/10
    // IPv4 as a number, first byte highest; 0 for any other family.
    [[nodiscard]] std::uint32_t ipv4_number() const;

    friend auto operator<=>(const IpAddress&, const IpAddress&) = default;
};

} // namespace baton
