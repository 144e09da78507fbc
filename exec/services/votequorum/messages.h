// exec/services/votequorum/messages.h - requests, replies and events of votequorum as values.
// ipc/ turns them into the bytes of the local protocol and back. Every request has one reply; that
// to a device's registration comes when it is ordered.
#pragma once

#include "base/ids.h"
#include "services/cs_error.h"

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace baton::votequorum {

// ---- requests. Device names are what stands before the first NUL, at most 254 bytes.

struct GetInfoRequest {
    NodeId node; // 0: this one
};
struct SetExpectedRequest {
    std::uint32_t votes = 0;
};
struct SetVotesRequest {
    NodeId node;
    std::uint32_t votes = 0;
};
struct TrackRequest {
    std::uint64_t context = 0; // the client's own, part of every event
    std::uint32_t flags = 0;   // bits as in quorum/messages.h
};
struct UntrackRequest {};
struct DeviceRegisterRequest {
    std::string name;
};
struct DeviceUnregisterRequest {
    std::string name;
};
struct DeviceUpdateRequest {
    std::string old_name;
    std::string new_name;
};
struct DevicePollRequest {
    std::string name;
    bool cast_vote = false;
    RingId ring;
};
struct DeviceMasterWinsRequest {
    std::string name;
    bool allow = false;
};
using Request = std::variant<GetInfoRequest, SetExpectedRequest, SetVotesRequest, TrackRequest,
                             UntrackRequest, DeviceRegisterRequest, DeviceUnregisterRequest,
                             DeviceUpdateRequest, DevicePollRequest, DeviceMasterWinsRequest>;

// ---- replies

struct StatusReply {
    CsError error = CsError::ok;
};

// Flags of an InfoReply, as clients know them.
namespace info_flags {
constexpr std::uint32_t kTwoNode = 1;
constexpr std::uint32_t kQuorate = 2;
constexpr std::uint32_t kWaitForAll = 4;
constexpr std::uint32_t kLastManStanding = 8;
constexpr std::uint32_t kAutoTieBreaker = 16;
constexpr std::uint32_t kAllowDownscale = 32;
constexpr std::uint32_t kDeviceRegistered = 64;
constexpr std::uint32_t kDeviceAlive = 128;
constexpr std::uint32_t kDeviceCastsVote = 256;
constexpr std::uint32_t kDeviceMasterWins = 512;
} // namespace info_flags

enum class NodeState : std::uint32_t { none = 0, member = 1, dead = 2, leaving = 3 };

struct InfoReply {
    CsError error = CsError::ok; // not_exist: no such node, the rest is zero
    NodeId node;
    NodeState state = NodeState::none;
    std::uint32_t votes = 0;
    std::uint32_t expected_votes = 0;
    std::uint32_t highest_expected = 0;
    std::uint32_t total_votes = 0;
    std::uint32_t quorum = 0;
    std::uint32_t flags = 0;
    std::uint32_t device_votes = 0;
    std::string device_name; // at most 254 bytes
};
using Reply = std::variant<StatusReply, InfoReply>;

// ---- events

struct QuorumEvent {
    std::uint64_t context = 0;
    bool quorate = false;
    struct Node {
        NodeId id;
        NodeState state = NodeState::none;
    };
    std::vector<Node> nodes; // all that were ever seen, then 0 if there is a device
};
struct ExpectedVotesEvent {
    std::uint64_t context = 0;
    std::uint32_t expected_votes = 0;
};
struct NodeListEvent {
    std::uint64_t context = 0;
    RingId ring;
    std::vector<NodeId> members;
};
using Event = std::variant<QuorumEvent, ExpectedVotesEvent, NodeListEvent>;

} // namespace baton::votequorum
