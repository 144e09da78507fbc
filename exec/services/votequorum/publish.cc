// exec/services/votequorum/publish.cc - what can be watched in the configuration map.
#include "services/votequorum/state.h"

namespace baton::votequorum {

namespace {

std::string key(std::string_view name) { return "runtime.votequorum." + std::string(name); }

} // namespace

void VotequorumService::State::publish_settings() {
    map.set(key("two_node"), static_cast<std::uint8_t>(options.two_node));
    publish_barriers();
    if (!options.device) return;
    map.set(key("qdevice_can_operate"), static_cast<std::uint8_t>(options.device_can_operate));
    map.set(key("qdevice_master_wins"), static_cast<std::uint8_t>(options.device_master_wins));
}

void VotequorumService::State::publish_tie_breaker() {
    map.set(key("atb_type"), static_cast<std::uint32_t>(options.tie_breaker));
}

void VotequorumService::State::publish_barriers() {
    map.set(key("ev_barrier"), barrier);
    if (options.expected_votes_tracking) map.set(key("ev_tracking_barrier"), tracked);
}

// Of the members, while they are the majority: a tie breaker goes by these later.
void VotequorumService::State::publish_extremes() {
    lowest = highest = self;
    for (const auto& [id, node] : nodes) {
        if (node.state != NodeState::member) continue;
        lowest = std::min(*lowest, id);
        highest = std::max(*highest, id);
    }
    map.set(key("lowest_node_id"), lowest->value);
    map.set(key("highest_node_id"), highest->value);
}

} // namespace baton::votequorum
