// exec/services/cmap/messages.h - requests, replies and events of the cmap service as values.
// ipc/ turns them into the bytes of the local protocol and back. Every request has one reply.
#pragma once

#include "services/cmap/value.h"
#include "services/cs_error.h"

#include <cstdint>
#include <string>
#include <variant>

namespace baton::cmap {

// ---- requests. Names are what stands before the first NUL, at most 256 bytes.

struct SetRequest {
    std::string key;
    Value value; // as the client sent it: neither checked nor ended by a NUL
};
struct DeleteRequest {
    std::string key;
};
struct GetRequest {
    std::string key;
    std::uint64_t room = 0; // what the client's buffer holds; 0: length and type alone
};
struct AdjustRequest {
    std::string key;
    std::int32_t step = 0;
};
struct IterationStartRequest {
    std::string prefix; // empty: all keys
};
struct IterationNextRequest {
    std::uint64_t handle = 0;
};
struct IterationEndRequest {
    std::uint64_t handle = 0;
};
struct TrackRequest {
    std::string key;          // or prefix; empty: all keys
    std::int32_t kinds = 0;   // bits of map.h
    std::uint64_t cookie = 0; // the client's own name for it, part of every event
};
struct UntrackRequest {
    std::uint64_t handle = 0;
};
struct ChooseMapRequest {
    std::int32_t map = 0; // 0 configuration, 1 statistics
};
using Request = std::variant<SetRequest, DeleteRequest, GetRequest, AdjustRequest,
                             IterationStartRequest, IterationNextRequest, IterationEndRequest,
                             TrackRequest, UntrackRequest, ChooseMapRequest>;

// ---- replies

enum class ReplyTo : std::uint8_t { // what a plain status answers
    set,
    remove,
    adjust,
    iteration_end,
    choose_map,
};
struct StatusReply {
    ReplyTo to = ReplyTo::set;
    CsError error = CsError::ok;
};
struct GetReply {
    CsError error = CsError::ok;
    Type type = Type::absent;
    std::uint64_t length = 0; // of the value, also when it is not sent along
    std::string bytes;        // empty if only length and type were asked for
};
struct IterationStartReply {
    CsError error = CsError::ok;
    std::uint64_t handle = 0;
};
struct IterationNextReply {
    CsError error = CsError::ok;
    std::string key;
    Type type = Type::absent;
    std::uint64_t length = 0;
};
struct TrackReply {
    CsError error = CsError::ok;
    std::uint64_t handle = 0;
};
struct UntrackReply {
    CsError error = CsError::ok;
    std::uint64_t cookie = 0;
};
using Reply = std::variant<StatusReply, GetReply, IterationStartReply, IterationNextReply,
                           TrackReply, UntrackReply>;

// ---- events

struct NotifyEvent {
    std::uint64_t cookie = 0;
    std::string key;
    unsigned kind = 0; // kDelete, kModify or kAdd of map.h
    Value before;      // absent of an added key
    Value after;       // absent of a deleted one
};
using Event = std::variant<NotifyEvent>;

} // namespace baton::cmap
