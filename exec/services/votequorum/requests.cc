// exec/services/votequorum/requests.cc - what clients ask.
#include "services/votequorum/limits.h"
#include "services/votequorum/state.h"

#include "services/quorum/messages.h"

#include <algorithm>

namespace baton::votequorum {

// ---- how things stand

void VotequorumService::State::request(ClientId from, const GetInfoRequest& request,
                                       Effects& effects) {
    const NodeId id = request.node.value == 0 ? self : request.node;
    const auto found = nodes.find(id);
    InfoReply reply;
    reply.error = CsError::not_exist;
    if (found != nodes.end()) reply = info_of(id, found->second);
    effects.reply(from, Reply{std::move(reply)});
}

InfoReply VotequorumService::State::info_of(NodeId id, const Record& record) const {
    const Tally sum = tally(record.has(flags::kDeviceCastsVote));
    return {.error = CsError::ok,
            .node = id,
            .state = record.state,
            .votes = record.votes,
            .expected_votes = record.expected_votes,
            .highest_expected = clamped(sum.highest_expected),
            .total_votes = clamped(sum.votes),
            .quorum = clamped(needed),
            .flags = info_flags_of(record),
            .device_votes = device_votes,
            .device_name = device_name};
}

std::uint32_t VotequorumService::State::info_flags_of(const Record& record) const {
    std::uint32_t all = 0;
    const auto add = [&all](std::uint32_t flag, bool on) { all |= on ? flag : 0; };
    add(info_flags::kTwoNode, options.two_node);
    add(info_flags::kQuorate, quorate);
    add(info_flags::kWaitForAll, options.wait_for_all);
    add(info_flags::kLastManStanding, options.last_man_standing);
    add(info_flags::kAutoTieBreaker, options.tie_breaker != TieBreaker::none);
    add(info_flags::kAllowDownscale, options.allow_downscale);
    add(info_flags::kDeviceRegistered, record.has(flags::kDeviceRegistered));
    add(info_flags::kDeviceAlive, record.has(flags::kDeviceAlive));
    add(info_flags::kDeviceCastsVote, record.has(flags::kDeviceCastsVote));
    add(info_flags::kDeviceMasterWins, record.has(flags::kDeviceMasterWins));
    return all;
}

// ---- what is to change

CsError VotequorumService::State::may_set_expected(std::uint32_t votes) const {
    Tally sum = tally();
    const std::uint64_t here = sum.votes;
    sum.highest_expected = votes;
    const std::uint64_t fresh = votes_needed(sum, true);
    return votes < here || (quorate && fresh > here) ? CsError::invalid_param : CsError::ok;
}

void VotequorumService::State::request(ClientId from, const SetExpectedRequest& request,
                                       Effects& effects) {
    CsError error = may_set_expected(request.votes);
    if (error == CsError::ok && !effects.room_for(wire::kReconfigureSize))
        error = CsError::no_resources;
    if (error == CsError::ok)
        send_reconfigure(self, request.votes, wire::QuorumParameter::expected_votes, effects);
    effects.reply(from, Reply{StatusReply{error}});
}

CsError VotequorumService::State::may_set_votes(NodeId node, std::uint32_t votes) {
    const auto found = nodes.find(node);
    if (found == nodes.end()) return CsError::name_not_found;
    const std::uint32_t before = std::exchange(found->second.votes, votes);
    const Tally sum = tally();
    const std::uint64_t fresh = votes_needed(sum, true);
    found->second.votes = before; // until it is ordered
    return fresh < sum.votes / 2 || fresh > sum.votes ? CsError::invalid_param : CsError::ok;
}

void VotequorumService::State::request(ClientId from, const SetVotesRequest& request,
                                       Effects& effects) {
    const NodeId node = request.node.value == 0 ? self : request.node;
    CsError error = may_set_votes(node, request.votes);
    if (error == CsError::ok && !effects.room_for(wire::kReconfigureSize))
        error = CsError::no_resources;
    if (error == CsError::ok)
        send_reconfigure(node, request.votes, wire::QuorumParameter::node_votes, effects);
    effects.reply(from, Reply{StatusReply{error}});
}

// ---- tracking

// What is asked for at once goes out before the reply, also to those who track already.
void VotequorumService::State::request(ClientId from, const TrackRequest& request,
                                       Effects& effects) {
    Connection& connection = connections.at(from);
    const bool twice = connection.tracking;
    const Connection asked{twice, request.context};
    if ((request.flags & (quorum::kTrackCurrent | quorum::kTrackChanges)) != 0) {
        effects.event(from, Event{node_list_event(asked)});
        effects.event(from, Event{quorum_event(asked)});
    }
    if (!twice && (request.flags & (quorum::kTrackChanges | quorum::kTrackChangesOnly)) != 0) {
        connection = {true, request.context};
        trackers.insert(trackers.begin(), from);
    }
    effects.reply(from, Reply{StatusReply{twice ? CsError::exist : CsError::ok}});
}

void VotequorumService::State::request(ClientId from, const UntrackRequest&, Effects& effects) {
    const bool tracked_until_now = std::exchange(connections.at(from).tracking, false);
    std::erase(trackers, from);
    effects.reply(from, Reply{StatusReply{tracked_until_now ? CsError::ok : CsError::not_exist}});
}

void VotequorumService::State::disconnected(ClientId client) {
    std::erase(trackers, client);
    connections.erase(client);
    if (registering == client) registering.reset(); // what was ordered for it counts for nothing
}

} // namespace baton::votequorum
