// exec/services/cpg/messages.h - requests, replies and events of the cpg service as values.
// ipc/ turns them into the bytes of the local protocol and back.
#pragma once

#include "base/buffer.h"
#include "base/group_name.h"
#include "base/ids.h"
#include "services/cs_error.h"
#include "wire/cpg.h"

#include <cstdint>
#include <variant>
#include <vector>

namespace baton::cpg {

using baton::CsError;

// A client message above this makes an event that no client library can take.
constexpr std::size_t kMessageMax = 1048392;
constexpr std::size_t kPartMax = 1048376; // the same for a part of a message

// ---- requests

struct JoinRequest {
    GroupName group;
    bool name_too_long = false; // the length field said more than 128
    std::uint32_t pid = 0;
    std::uint32_t flags = 0; // 1: deliver the initial totem configuration
};
struct LeaveRequest {
    GroupName group;
    std::uint32_t pid = 0;
};
struct MulticastRequest {
    std::uint32_t guarantee = 2; // 3 safe, anything else agreed
    bool zero_copy = false;      // zero-copy execution has a reply, a plain multicast has none
    Bytes data;
};
// Several of one guarantee, one behind the other.
struct MulticastRun {
    bool safe = false;
    Bytes records; // as in wire/cpg_batch.h; checked, at least one
};
struct PartialMulticastRequest {
    std::uint32_t guarantee = 2;
    std::uint32_t total_length = 0;
    std::uint32_t part = 0; // 1 first, 2 continued, 3 last
    Bytes data;
};
struct MembershipRequest {
    GroupName group;
};
struct LocalGetRequest {};
struct IterationStartRequest {
    GroupName group;
    std::uint32_t type = 0; // 1 names only, 2 one group, 3 all
};
struct IterationNextRequest {
    std::uint64_t handle = 0;
};
struct IterationEndRequest {
    std::uint64_t handle = 0;
};
struct FinalizeRequest {};

using Request = std::variant<JoinRequest, LeaveRequest, MulticastRequest, PartialMulticastRequest,
                             MembershipRequest, LocalGetRequest, IterationStartRequest,
                             IterationNextRequest, IterationEndRequest, FinalizeRequest>;

// ---- replies

enum class ReplyTo : std::uint8_t { // what a plain status answers
    join,
    leave,
    finalize,
    iteration_end,
    zero_copy,
    partial_multicast,
    refused, // the generic refusal, any request
};
struct Address {
    NodeId node;
    std::uint32_t pid = 0;
    wire::CpgReason reason = wire::CpgReason::undefined;
    friend bool operator==(const Address&, const Address&) = default;
};
struct StatusReply {
    ReplyTo to = ReplyTo::refused;
    CsError error = CsError::ok;
};
struct MembershipReply {
    std::vector<Address> members;
};
struct LocalGetReply {
    NodeId node;
};
struct IterationStartReply {
    CsError error = CsError::ok;
    std::uint64_t handle = 0;
};
struct IterationNextReply {
    CsError error = CsError::ok;
    GroupName group;
    NodeId node;
    std::uint32_t pid = 0;
};
using Reply = std::variant<StatusReply, MembershipReply, LocalGetReply, IterationStartReply,
                           IterationNextReply>;

// ---- events

struct ConfigurationEvent {
    GroupName group;
    std::vector<Address> members; // ascending by node and pid, reason 0
    std::vector<Address> left;
    std::vector<Address> joined;
};
struct DeliverEvent {
    GroupName group;
    NodeId node;
    std::uint32_t pid = 0;
    Slice data;
};
struct PartialDeliverEvent {
    GroupName group;
    NodeId node;
    std::uint32_t pid = 0;
    std::uint32_t total_length = 0;
    std::uint32_t part = 0;
    Slice data;
};
struct TotemConfigurationEvent {
    RingId ring;
    std::vector<NodeId> members;
};
using Event =
    std::variant<ConfigurationEvent, DeliverEvent, PartialDeliverEvent, TotemConfigurationEvent>;

} // namespace baton::cpg
