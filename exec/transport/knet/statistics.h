// exec/transport/knet/statistics.h - libknet's counters under the names of the statistics map
// (stats.knet.nodeN.linkL.* and stats.knet.handle.*, cmap_keys(7)).
#pragma once

#include "transport/knet/handle.h"
#include "transport/knet/hosts.h"
#include "transport/transport.h"

namespace baton::transport::knet {

// `self` has one link to itself in the map, though no datagram takes it.
void take_statistics(knet_handle_t handle, NodeId self, const Hosts& hosts, const TakeNumber& take);

} // namespace baton::transport::knet
