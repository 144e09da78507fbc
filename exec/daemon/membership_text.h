// exec/daemon/membership_text.h - the membership in a line made for people.
#pragma once

#include "node/status.h"

#include <cstdint>
#include <string>

namespace baton {

// "members 1 3 (lost 2): node 2 did not answer; token 1000 ms, formed in 2210 ms"
std::string describe_change(const NodeStatus& status, std::uint32_t token_ms);
// "3 members: 1 2 3, ring 1.2f"; for systemctl status
std::string describe_members(const NodeStatus& status);
// "1.2f": the sequence in hexadecimal, as people know it
std::string text_of(const RingId& ring);

} // namespace baton
