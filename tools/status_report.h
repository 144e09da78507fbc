// tools/status_report.h - what the daemon says of itself (exec/daemon/status_report.h has the
// JSON), read into a struct, and judged.
#pragma once

#include "trouble.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace baton::tool {

struct NodeEntry {
    std::uint32_t id = 0;
    std::string name{};
    std::string address{};
    bool member = false;
};

// "node 2 (beta)", or "node 2" for one without a name.
std::string node_text(const NodeEntry& node);

struct LastChange {
    double when = 0; // seconds since 1970
    std::string cause;
    std::vector<std::uint32_t> joined;
    std::vector<std::uint32_t> left;
    double formed_in_ms = 0;
    std::uint64_t count = 0;
};

struct NamedNumber {
    std::string name;
    std::uint64_t value = 0;
};

// Datagrams that the kernel takes in one go.
struct TrainsEntry {
    bool sent = false;
    bool received = false;
    std::string why; // not, or not all
};

struct StatusReport {
    std::string version;
    std::uint64_t pid = 0;
    double uptime_s = 0;
    std::string instance;
    std::string cluster_name;
    std::string transport;
    bool interface_up = false;
    NodeEntry node;
    std::string ring_id;
    std::uint32_t representative = 0;
    std::string state;
    bool synchronised = false;
    std::vector<NodeEntry> members;
    std::vector<NodeEntry> nodes; // of the configuration
    double rotation_us = 0;       // 0: not measured yet
    std::vector<NamedNumber> token;
    std::vector<NamedNumber> messages;
    std::vector<NamedNumber> ring_counters;
    std::vector<NamedNumber> network;
    std::vector<NamedNumber> timers_ms;
    std::optional<TrainsEntry> trains;     // none: its transport does not tell
    std::optional<LastChange> last_change; // none: no membership yet
    std::uint64_t clients = 0;
    std::uint64_t waiting_bytes = 0;
    bool safe_delivery = false;
    std::string safe_delivery_why;
    std::uint64_t stalls = 0;
    std::vector<std::string> warnings;
};

// A text that is no such report, or of a schema we do not know, is trouble.
Answer<StatusReport> read_status(std::string_view json);

// What keeps this node from being well, the worst first; empty: it is well. A missing node counts,
// what the start refused (warnings) does not.
std::vector<std::string> problems_of(const StatusReport& report);

} // namespace baton::tool
