// exec/transport/network.h - who is on the network and how they are reached, for either kind.
#pragma once

#include "transport/knet/config.h"
#include "transport/udp_config.h"

#include <variant>

namespace baton::transport {

using Network = std::variant<UdpConfig, KnetConfig>;

} // namespace baton::transport
