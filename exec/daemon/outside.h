// exec/daemon/outside.h - what services ask of the network and of the local servers, answered from
// the configuration in effect and the transport.
#pragma once

#include "config/config.h"
#include "services/outside.h"
#include "transport/transport.h"

#include <functional>
#include <string>
#include <vector>

namespace baton {

class DaemonOutside final : public Outside {
public:
    struct Network {
        const config::Config& config; // in effect
        const std::vector<NodeId>& members;
        const transport::Transport& transport;
    };
    using Look = std::function<Network()>;
    using Tell = std::function<void(const Statistic& take)>;
    using Refuse = std::function<std::vector<std::string>(const transport::Network& fresh)>;
    DaemonOutside(Look look, Refuse refuse, Tell tell)
        : look_(std::move(look)), refuse_(std::move(refuse)), tell_(std::move(tell)) {}

    [[nodiscard]] std::vector<IpAddress> addresses(NodeId node) const override;
    [[nodiscard]] std::vector<cfg::LinkText> links() const override;
    // Of the transports without links of their own (udp, udpu): a node is reached if it is a
    // member, and for an unknown one there is an empty status, as Corosync has it. Of knet: see
    // knet_links.h.
    [[nodiscard]] std::optional<cfg::NodeStatus> node_status(NodeId node) const override;
    [[nodiscard]] std::vector<std::string> refusals(const config::Config& fresh) const override;
    [[nodiscard]] std::optional<std::uint32_t> memory_used() const override;
    [[nodiscard]] std::optional<double> load_15min() const override;
    void statistics(const Statistic& take) const override { tell_(take); }

private:
    Look look_;
    Refuse refuse_;
    Tell tell_;
};

} // namespace baton
