// exec/transport/knet/hosts.h - the nodes and links that libknet is to know, and how they change.
#pragma once

#include "base/log.h"
#include "transport/knet/config.h"
#include "transport/knet/handle.h"

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace baton::transport::knet {

class Hosts {
public:
    explicit Hosts(knet_handle_t handle) : handle_(handle) {}

    // Brings libknet from what it has to what is wanted: what stays the same is not touched, so its
    // links stay up. Goes on after a failure; what failed is in the answer, one line for each, and
    // is tried again with the next call.
    std::vector<std::string> set(const std::vector<KnetConfig::Peer>& peers, KnetConfig::Mode mode);

    using Links = std::map<std::uint8_t, KnetConfig::Link>;
    // What libknet has now.
    [[nodiscard]] const std::map<NodeId, Links>& all() const { return hosts_; }

private:
    void remove_host(NodeId node);
    void remove_link(NodeId node, std::uint8_t number);
    bool add_host(NodeId node);
    bool add_link(NodeId node, const KnetConfig::Link& link);
    bool tune(NodeId node, const KnetConfig::Link& link);
    void set_policy(NodeId node, KnetConfig::Mode mode);
    void failed(const std::string& doing);

    knet_handle_t handle_;
    std::map<NodeId, Links> hosts_;
    std::map<NodeId, KnetConfig::Mode> modes_;
    std::vector<std::string> failures_;
};

} // namespace baton::transport::knet
