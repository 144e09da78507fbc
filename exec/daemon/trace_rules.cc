// exec/daemon/trace_rules.cc - see trace_rules.h.
#include "daemon/trace_rules.h"

#include "config/value.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <utility>

namespace baton {

namespace {

constexpr std::uint64_t kMillisecond = 1'000'000; // in nanoseconds

// By node id.
std::map<std::uint32_t, std::uint32_t> votes_of(const config::Config& config) {
    std::map<std::uint32_t, std::uint32_t> votes;
    for (const config::Node& node : config.nodes) votes[node.id.value] = node.votes;
    return votes;
}

std::uint32_t device_votes(const config::Quorum& quorum) {
    return quorum.device.model.empty() ? 0 : quorum.device.votes.value_or(0);
}

// The breaker's name, and its list as it was written.
std::pair<std::string, std::string> tie_of(const config::Quorum& quorum) {
    const std::string& who = quorum.auto_tie_breaker_node;
    if (!quorum.auto_tie_breaker) return {"none", "-"};
    if (who.empty() || who == "lowest") return {"lowest", "-"};
    if (who == "highest") return {"highest", "-"};
    const auto ids = config::read_node_ids(who);
    if (!ids) return {"none", "-"};
    std::string order;
    for (const NodeId node : *ids)
        order += fmt::format("{}{}", order.empty() ? "" : ",", node.value);
    return {"list", order};
}

// In nanoseconds; 0 if there is no last man.
std::uint64_t window_of(const config::Quorum& quorum) {
    if (!quorum.last_man_standing) return 0;
    return std::max<std::uint64_t>(quorum.last_man_standing_window_ms * kMillisecond, 1);
}

bool follows_from_nodes(const config::Quorum& quorum, std::uint64_t votes, std::uint32_t tracked) {
    if (votes == 0 || (quorum.expected_votes != 0 && quorum.expected_votes != votes)) return false;
    return !quorum.expected_votes_tracking || tracked <= votes;
}

} // namespace

std::string trace_rules(const config::Config& config, std::uint32_t tracked) {
    const config::Quorum& quorum = config.quorum;
    if (quorum.provider != "corosync_votequorum") return "";
    std::uint64_t sum = device_votes(quorum);
    std::string shares;
    for (const auto& [node, votes] : votes_of(config)) {
        sum += votes;
        shares += fmt::format("{}{}:{}", shares.empty() ? "" : ",", node, votes);
    }
    if (shares.empty() || !follows_from_nodes(quorum, sum, tracked)) return "revote";
    const auto [tie, order] = tie_of(quorum);
    return fmt::format("rules votes={} two_node={:d} wait={:d} tie={} order={} window={} "
                       "downscale={:d} device={}",
                       shares, quorum.two_node && !quorum.auto_tie_breaker, quorum.wait_for_all,
                       tie, order, window_of(quorum), quorum.allow_downscale, device_votes(quorum));
}

} // namespace baton
