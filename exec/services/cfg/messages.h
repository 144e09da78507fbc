// exec/services/cfg/messages.h - requests, replies and events of the cfg service as values.
// ipc/ turns them into the bytes of the local protocol and back. Every request has one reply; those
// to a shutdown and a reload come when it is decided.
#pragma once

#include "base/address.h"
#include "base/ids.h"
#include "services/cs_error.h"

#include <array>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace baton::cfg {

constexpr std::size_t kLinksMax = 8;

// ---- requests

struct RingStatusRequest {};
struct RingReenableRequest {}; // means nothing today: not supported
struct KillNodeRequest {
    NodeId node;
    std::string reason; // without a NUL, at most 255 bytes
};
enum class ShutdownKind : std::uint32_t {
    request = 0,    // clients may refuse
    regardless = 1, // they are asked, and what they say does not count
    immediate = 2,  // nobody is asked
};
struct ShutdownRequest {
    ShutdownKind kind = ShutdownKind::request;
};
struct ShutdownAnswer {
    bool yes = false;
};
struct AddressesRequest {
    NodeId node; // 0: this one
};
struct LocalGetRequest {};
struct ReloadRequest {};
struct ReopenLogsRequest {};
struct NodeStatusRequest {
    NodeId node;
    std::uint32_t version = 1;
};
struct TrackRequest {};
struct UntrackRequest {};
using Request =
    std::variant<RingStatusRequest, RingReenableRequest, KillNodeRequest, ShutdownRequest,
                 ShutdownAnswer, AddressesRequest, LocalGetRequest, ReloadRequest,
                 ReopenLogsRequest, NodeStatusRequest, TrackRequest, UntrackRequest>;

// ---- replies

enum class ReplyTo : std::uint8_t { // what a plain status answers
    ring_reenable,
    kill_node,
    shutdown,
    shutdown_answer,
    reload,
    reopen_logs,
    track,
    untrack,
};
struct StatusReply {
    ReplyTo to = ReplyTo::kill_node;
    CsError error = CsError::ok;
};
// One link of this node: "0 10.89.0.1", and a character for each known node, or "OK".
struct LinkText {
    std::string name;
    std::string status;
};
struct RingStatusReply {
    CsError error = CsError::ok;
    std::vector<LinkText> links;
};
struct AddressesReply {
    CsError error = CsError::ok; // not_exist: no such node
    std::vector<IpAddress> addresses;
};
struct LocalGetReply {
    NodeId node;
};
struct LinkStatus {
    bool enabled = false;
    bool connected = false;
    bool dynconnected = false;
    std::uint32_t mtu = 0;
    std::string source; // addresses as text
    std::string destination;
};
struct NodeStatus {
    NodeId node;
    bool reachable = false;
    bool remote = false;
    bool external = false;
    std::uint8_t onwire_min = 0;
    std::uint8_t onwire_max = 0;
    std::uint8_t onwire_ver = 0;
    std::array<LinkStatus, kLinksMax> links;
};
struct NodeStatusReply {
    CsError error = CsError::ok; // failed_operation: no such node, not_supported: the version
    std::uint32_t version = 1;
    NodeStatus status;
};
using Reply =
    std::variant<StatusReply, RingStatusReply, AddressesReply, LocalGetReply, NodeStatusReply>;

// ---- events

struct TestShutdownEvent {
    CsError error = CsError::ok; // ok: please answer
    ShutdownKind kind = ShutdownKind::request;
};
using Event = std::variant<TestShutdownEvent>;

} // namespace baton::cfg
