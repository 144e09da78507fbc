// exec/services/quorum/messages.h - requests, replies and events of the quorum service as values.
// ipc/ turns them into the bytes of the local protocol and back. Every request has one reply.
#pragma once

#include "base/ids.h"
#include "services/cs_error.h"

#include <cstdint>
#include <variant>
#include <vector>

namespace baton::quorum {

// Bits of a track request, as all services with views know them.
constexpr std::uint32_t kTrackCurrent = 1;     // the state now
constexpr std::uint32_t kTrackChanges = 2;     // the state now, and every change
constexpr std::uint32_t kTrackChangesOnly = 4; // every change from now on

// ---- requests

struct GetQuorateRequest {};
struct TrackRequest {
    std::uint32_t flags = 0;
};
struct UntrackRequest {};
struct GetTypeRequest {};
struct ModelGetTypeRequest { // also says which events the client gets from now on
    std::uint32_t model = 0; // 0: quorum alone, 1: quorum with ring id, and node list
};
using Request = std::variant<GetQuorateRequest, TrackRequest, UntrackRequest, GetTypeRequest,
                             ModelGetTypeRequest>;

// ---- replies

enum class ReplyTo : std::uint8_t { track, untrack };
struct StatusReply {
    ReplyTo to = ReplyTo::track;
    CsError error = CsError::ok;
};
struct QuorateReply {
    bool quorate = false;
};
struct TypeReply {
    std::uint32_t type = 0; // 0 no provider, 1 there is one
};
struct ModelTypeReply {
    CsError error = CsError::ok; // invalid_param: no such model
    std::uint32_t type = 0;
};
using Reply = std::variant<StatusReply, QuorateReply, TypeReply, ModelTypeReply>;

// ---- events

// To clients of model 0, and of model 1 with the whole ring id.
struct QuorumEvent {
    std::uint32_t model = 0;
    bool quorate = false;
    RingId ring;
    std::vector<NodeId> members;
};
struct NodeListEvent { // model 1
    RingId ring;
    std::vector<NodeId> members;
    std::vector<NodeId> joined;
    std::vector<NodeId> left;
};
using Event = std::variant<QuorumEvent, NodeListEvent>;

} // namespace baton::quorum
