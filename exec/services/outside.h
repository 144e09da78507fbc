// exec/services/outside.h - what services may ask of the world outside of the core, at once.
//
// Answers only: nothing here does anything. The daemon implements it over its transport and its
// servers; tests say what they like. What services want done goes out as commands (command.h).
#pragma once

#include "base/address.h"
#include "base/ids.h"
#include "config/config.h"
#include "services/cfg/messages.h"
#include "services/cmap/value.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace baton {

class Outside {
public:
    virtual ~Outside() = default;

    // One per link of the node, in the order of the links; empty: no such node.
    [[nodiscard]] virtual std::vector<IpAddress> addresses(NodeId) const { return {}; }
    // One per link of this node.
    [[nodiscard]] virtual std::vector<cfg::LinkText> links() const { return {}; }
    // None: no such node.
    [[nodiscard]] virtual std::optional<cfg::NodeStatus> node_status(NodeId) const { return {}; }

    // Why the network could not use this configuration, for people: an encryption, say, of which
    // this machine has no library. Nothing changes.
    [[nodiscard]] virtual std::vector<std::string> refusals(const config::Config&) const {
        return {};
    }

    // How much of this machine's memory is in use, in percent, and its average load of the last 15
    // minutes. None: it cannot be told.
    [[nodiscard]] virtual std::optional<std::uint32_t> memory_used() const { return {}; }
    [[nodiscard]] virtual std::optional<double> load_15min() const { return {}; }

    // Counters that the core does not have itself: stats.knet., stats.ipcs., stats.schedmiss.
    using Statistic = std::function<void(std::string key, cmap::Value value)>;
    virtual void statistics(const Statistic& /*take*/) const {}
};

} // namespace baton
