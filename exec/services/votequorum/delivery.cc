// exec/services/votequorum/delivery.cc - what the nodes tell each other about votes.
#include "services/votequorum/limits.h"
#include "services/votequorum/state.h"

#include <algorithm>
#include <bit>

namespace baton::votequorum {

// ---- about nodes

// A node speaks of itself and of its quorum device (node 0), of nobody else.
void VotequorumService::State::deliver(NodeId from, const wire::NodeInfo& info, Effects& effects) {
    if (info.node.value == 0) return device_info(from, info, effects);
    if (info.node != from) return malformed(from, "it speaks for another node", effects);
    node_info(info, effects);
}

// Corosync sends what it knows of the device after what it says of itself; should the order be
// another one, the sender is one that is not quorate.
void VotequorumService::State::device_info(NodeId from, const wire::NodeInfo& info,
                                           Effects& effects) {
    const Record* sender = record_of(from);
    const std::uint32_t before = device_votes;
    const bool theirs = !quorate && sender != nullptr && sender->has(flags::kQuorate);
    device_votes = theirs ? info.votes : std::max(device_votes, info.votes);
    if (device_votes != before) recalculate(false, false, effects);
}

void VotequorumService::State::node_info(const wire::NodeInfo& info, Effects& effects) {
    const bool is_new = !nodes.contains(info.node);
    Record* record = record_of(info.node);
    if (record == nullptr) return;
    note_report(info);
    const Record before = *record;
    const bool leaving = info.node != self && (info.flags & flags::kLeaving) != 0;
    const bool they_know = !quorate && (info.flags & flags::kQuorate) != 0;
    // What is on its way about ourselves is older than what we know.
    if (info.node != self) note(*record, info, effects);
    if (is_new || info.node == self || record->has(flags::kFirst) || *record != before)
        recalculate(leaving || they_know, leaving, effects);
    if (options.wait_for_all &&
        (info.flags & (flags::kQuorate | flags::kWaitForAll)) == flags::kQuorate)
        set_waiting(false);
}

void VotequorumService::State::note(Record& record, const wire::NodeInfo& info, Effects& effects) {
    record.flags = info.flags;
    record.votes = info.votes;
    record.state = record.has(flags::kLeaving) ? NodeState::leaving : NodeState::member;
    const bool is_quorate = record.has(flags::kQuorate);
    if (!quorate && is_quorate) us().expected_votes = info.expected_votes;
    record.expected_votes =
        is_quorate || options.expected_votes_tracking ? info.expected_votes : us().expected_votes;
    if (!options.last_man_standing || record.votes <= 1) return;
    effects.log({LogLevel::warning, LogPart::votequorum,
                 "node " + std::to_string(info.node.value) +
                     " has more than one vote: last_man_standing is off"});
    options.last_man_standing = false;
    window_end.reset();
}

// None if there is no place for it.
Record* VotequorumService::State::record_of(NodeId id) {
    const auto known = nodes.find(id);
    if (known != nodes.end()) return &known->second;
    if (nodes.size() >= kRecordsMax) {
        const auto gone = std::ranges::find_if(nodes, [this](const auto& entry) {
            return entry.first != self && !std::ranges::binary_search(members, entry.first);
        });
        if (gone == nodes.end()) return nullptr;
        nodes.erase(gone);
    }
    return &nodes[id];
}

void VotequorumService::State::deliver(NodeId from, const wire::Reconfigure& change,
                                       Effects& effects) {
    switch (change.parameter) {
    case wire::QuorumParameter::expected_votes:
        expect_of_members(change.value);
        settled.expected_votes = change.value;
        settled.needed = 0;
        // Somebody who asks for this number decides who goes on; a configuration does not.
        if (change.value != options.configured_votes) reports.clear();
        tell_expected(effects);
        barrier = change.value;
        if (options.expected_votes_tracking)
            us().expected_votes = std::max(us().expected_votes, tracked);
        publish_barriers();
        return recalculate(true, false, effects);
    case wire::QuorumParameter::node_votes: {
        const auto found = nodes.find(change.node);
        if (found == nodes.end())
            return malformed(from, "it gives votes to an unknown node", effects);
        found->second.votes = change.value;
        return recalculate(true, false, effects);
    }
    case wire::QuorumParameter::cancel_wait_for_all:
        if (options.wait_for_all) set_waiting(settled.waiting_for_all = false);
        return recalculate(false, false, effects);
    }
}

// ---- about the quorum device

void VotequorumService::State::deliver(NodeId from, const wire::DeviceRegistration& registration,
                                       Effects& effects) {
    if (registration.operation == wire::DeviceOperation::unregister_device) {
        if (std::ranges::none_of(nodes, [](const auto& entry) {
                return entry.second.state == NodeState::member &&
                       entry.second.has(flags::kDeviceRegistered);
            }))
            device_name.clear();
        return;
    }
    if (from == self) return own_registration(registration.name, effects);
    if (device_name.empty()) device_name = registration.name;
}

void VotequorumService::State::deliver(NodeId, const wire::DeviceRename& rename, Effects&) {
    if (!device_name.empty() && device_name == rename.old_name && !rename.new_name.empty())
        device_name = rename.new_name;
}

// ---- what cannot be right

void VotequorumService::State::malformed(NodeId from, const std::string& what, Effects& effects) {
    if (!std::has_single_bit(++malformed_messages)) return;
    effects.log({LogLevel::warning, LogPart::votequorum,
                 "dropped a message of node " + std::to_string(from.value) + ": " + what + " (" +
                     std::to_string(malformed_messages) + " by now)"});
}

// ---- what this node says

void VotequorumService::State::send_info(Effects& effects) const {
    const auto message =
        wire::encode(wire::NodeInfo{self, us().votes, us().expected_votes, us().flags});
    effects.multicast({Bytes(message)}, false);
}

void VotequorumService::State::send_device_info(Effects& effects) const {
    const auto message = wire::encode(wire::NodeInfo{NodeId{0}, device_votes, 0, 0});
    effects.multicast({Bytes(message)}, false);
}

void VotequorumService::State::send_reconfigure(NodeId node, std::uint32_t value,
                                                wire::QuorumParameter parameter,
                                                Effects& effects) const {
    const auto message = wire::encode(wire::Reconfigure{node, value, parameter});
    effects.multicast({Bytes(message)}, false);
}

} // namespace baton::votequorum
