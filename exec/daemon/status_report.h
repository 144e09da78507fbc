// exec/daemon/status_report.h - the state of the daemon as a JSON text, for "baton status".
//
// {
//   "schema_version": 1,               grows when a name changes its meaning or goes
//   "version": "0.1.0", "pid": 4711, "uptime_s": 360.5, "instance": "",
//   "cluster_name": "prod", "transport": "udpu", "interface_up": true,
//   "node": {"id": 1, "name": "alpha", "address": "10.90.0.1"},
//   "ring": {"id": "1.2f", "representative": 1, "sequence": 47},
//   "state": "operational",            or gather, commit, recovery
//   "synchronised": true,              services agree; clients are served
//   "members": [{"id": 1, "name": "alpha", "address": "10.90.0.1"}],
//   "nodes": [{"id": 1, "name": "alpha", "address": "10.90.0.1", "member": true}],   configured
//   "token": {"rotation_us": 812.5, "sent": 9, "received": 9, "repeated": 0, "lost": 0},
//   "messages": {"delivered": 5, "sent": 2, "send_queue_percent": 0, "send_queue_frames": 0},
//   "ring_counters": {"multicasts_sent": 2, "multicasts_received": 3, "multicasts_resent": 0,
//                     "retransmits_requested": 0, "received_dropped": 0, "pauses": 0},
//   "network": {"datagrams_sent": 7, "bytes_sent": 700, "send_dropped": 0, "send_errors": 0,
//               "datagrams_received": 7, "bytes_received": 700, "refused_source": 0,
//               "refused_datagram": 0, "kernel_drops": 0},
//   "trains": {"sent": true, "received": true, "why": ""},   datagrams that the kernel takes in one
//                                      go; null where the transport does not decide that
//   "last_change": {"when": 1700000000.123, "cause": "node 2 did not answer", "joined": [],
//                   "left": [2], "formed_in_ms": 2210.0, "count": 4},   null before the first one
//   "timers_ms": {"token": 1000, "token_retransmit": 238, "hold": 180, "join": 50,
//                 "consensus": 1200, "merge": 200, "downcheck": 1000},
//   "clients": {"cpg": 2, "waiting_bytes": 0},
//   "safe_delivery": {"on": false, "why": "not every member has said that it can"},
//   "stalls": 0,                       times this process was found to have been stopped
//   "warnings": ["real-time scheduling was refused ..."]
// }
#pragma once

#include "config/config.h"
#include "node/status.h"
#include "transport/transport.h"

#include <optional>
#include <string>
#include <vector>

namespace baton {

struct StatusInputs {
    const config::Config& config;
    const NodeStatus& node;
    const transport::Counters& network;
    std::optional<transport::TrainUse> trains = {};
    std::string instance;
    bool interface_up = false;
    unsigned send_queue_percent = 0;
    std::size_t cpg_clients = 0;
    std::size_t waiting_bytes = 0;
    std::uint64_t stalls = 0;
    double uptime_s = 0;
    double last_change_unix = 0;
    std::vector<std::string> warnings;
};

std::string status_report(const StatusInputs& inputs);

} // namespace baton
