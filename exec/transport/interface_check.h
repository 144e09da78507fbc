// exec/transport/interface_check.h - is an address on this machine, on an interface that is up?
#pragma once

#include "base/address.h"

#include <optional>
#include <string>

namespace baton::transport {

struct FoundInterface {
    std::string name;
    unsigned index = 0;
};

// Nothing if the address is not there or its interface is down.
std::optional<FoundInterface> find_interface(const IpAddress& address);

} // namespace baton::transport
