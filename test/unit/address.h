// test/unit/address.h - an address, written as people write it.
#pragma once

#include "base/address.h"

#include <string_view>

namespace baton {

inline IpAddress address(std::string_view text) { return *IpAddress::from_text(text); }

} // namespace baton
