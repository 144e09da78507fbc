// exec/daemon/ring_setup.h - from the configuration to what ring and transport want to know.
#pragma once

#include "config/config.h"
#include "ring/config.h"
#include "transport/network.h"

namespace baton {

ring::RingConfig ring_config(const config::Config& config);
// Link 0. Nodes whose address is not known are left out.
transport::UdpConfig udp_config(const config::Config& config);
// Every link on which both this node and the other have an address that is known.
transport::KnetConfig knet_config(const config::Config& config);
// Of the transport that the configuration names.
transport::KnetConfig::Encryption knet_encryption(const config::Totem& totem);
transport::KnetConfig::Compression knet_compression(const config::Totem& totem);
transport::Network network_of(const config::Config& config);

} // namespace baton
