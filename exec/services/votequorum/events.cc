// exec/services/votequorum/events.cc - what those who track are told, the newest of them first.
#include "services/votequorum/state.h"

namespace baton::votequorum {

// All nodes that were ever seen, also dead ones.
QuorumEvent VotequorumService::State::quorum_event(const Connection& to) const {
    QuorumEvent event{.context = to.context, .quorate = quorate, .nodes = {}};
    for (const auto& [id, node] : nodes) event.nodes.push_back({id, node.state});
    if (us().has(flags::kDeviceRegistered)) event.nodes.push_back({NodeId{0}, NodeState::none});
    return event;
}

NodeListEvent VotequorumService::State::node_list_event(const Connection& to) const {
    return {.context = to.context, .ring = ring, .members = members};
}

void VotequorumService::State::tell_quorum(Effects& effects) const {
    for (const ClientId client : trackers)
        effects.event(client, Event{quorum_event(connections.at(client))});
}

void VotequorumService::State::tell_nodes(Effects& effects) const {
    for (const ClientId client : trackers)
        effects.event(client, Event{node_list_event(connections.at(client))});
}

void VotequorumService::State::tell_expected(Effects& effects) const {
    for (const ClientId client : trackers)
        effects.event(
            client, Event{ExpectedVotesEvent{connections.at(client).context, us().expected_votes}});
}

} // namespace baton::votequorum
