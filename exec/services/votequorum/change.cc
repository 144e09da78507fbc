// exec/services/votequorum/change.cc - the membership changes, and time passes.
#include "services/votequorum/state.h"

#include <algorithm>
#include <utility>

namespace baton::votequorum {

void VotequorumService::State::begin(const SyncView& view, Effects& effects) {
    remember_or_go_back();
    synchronising = true;
    sent = false;
    awaiting_poll = false;
    reports.clear();
    if (view.members.size() > 1) us().put(flags::kFirst, false);
    const bool somebody_left = bury_those_who_left(view.members);
    if (options.last_man_standing) start_window(somebody_left, view.members.size(), effects);
    members = view.members;
    ring = view.ring;
    if (us().has(flags::kDeviceRegistered) && us().has(flags::kDeviceAlive)) wait_for_poll(effects);
}

void VotequorumService::State::remember_or_go_back() {
    if (!synchronising) {
        settled = {us().expected_votes, device_votes, needed, waiting_for_all};
        return;
    }
    us().expected_votes = settled.expected_votes;
    device_votes = settled.device_votes;
    needed = settled.needed;
    quorate = was_quorate;
    us().put(flags::kQuorate, quorate);
    if (options.wait_for_all) set_waiting(settled.waiting_for_all);
}

bool VotequorumService::State::bury_those_who_left(const std::vector<NodeId>& now) {
    bool any = false;
    for (const NodeId id : members) {
        if (std::ranges::binary_search(now, id)) continue;
        any = true;
        const auto found = nodes.find(id);
        if (found != nodes.end()) found->second.state = NodeState::dead;
    }
    return any;
}

void VotequorumService::State::start_window(bool somebody_left, std::size_t now, Effects& effects) {
    const bool enough_remain = somebody_left && now >= needed;
    const bool tie =
        now <= needed && options.tie_breaker != TieBreaker::none && lowest && is_member(*lowest);
    if (enough_remain || tie)
        window_end = effects.now() + milliseconds(options.last_man_standing_window_ms);
}

// False: not done yet. That a device must speak first holds the synchronisation back.
bool VotequorumService::State::send(Effects& effects) {
    if (!std::exchange(sent, true)) {
        send_info(effects);
        send_device_info(effects);
        if (!device_name.empty())
            send_registration(wire::DeviceOperation::register_device, device_name, effects);
        tell_nodes(effects);
    }
    return !awaiting_poll;
}

void VotequorumService::State::activate(Effects& effects) {
    recalculate(false, false, effects);
    if (majority_is_here) publish_extremes(); // not before: a tie is broken by what held until now
    report(effects);
    tell_quorum(effects);
    synchronising = false;
}

void VotequorumService::State::advance(Effects& effects) {
    const auto due = [&](std::optional<TimePoint>& deadline) {
        if (!deadline || *deadline > effects.now()) return false;
        deadline.reset();
        return true;
    };
    if (due(device_deadline)) device_is_silent(effects);
    // Who is heard of only while nodes change over is not all that is left.
    if (!synchronising && due(window_end) && quorate) recalculate(true, true, effects);
}

} // namespace baton::votequorum
