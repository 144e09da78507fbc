// exec/transport/knet/observer.h - what libknet knows of each node and each link, asked now.
#pragma once

#include "transport/knet/handle.h"
#include "transport/knet/hosts.h"
#include "transport/transport.h"

#include <optional>
#include <vector>

namespace baton::transport::knet {

std::optional<knet_link_status> status_of(knet_handle_t handle, NodeId node, std::uint8_t link);

// Ascending; a link that libknet does not tell about is left out.
std::vector<PeerState> peer_states(knet_handle_t handle, const Hosts& hosts);

// Which links hear their node, and which nodes are reached: tells when that is something else than
// at the last look. libknet notes the one a moment before the other.
class LinkWatch {
public:
    bool changed(knet_handle_t handle, const Hosts& hosts);

private:
    std::vector<bool> seen_;
    std::vector<bool> scratch_;
};

} // namespace baton::transport::knet
