// exec/config/dscp.h - the traffic class of packets (DSCP, RFC 2474) as people write it.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace baton::config {

// 0..63, decimal, with 0x in front hexadecimal, with 0 in front octal; cs0..cs7, af11..af43, ef.
// None: anything else.
std::optional<std::uint8_t> read_dscp(std::string_view text);

} // namespace baton::config
