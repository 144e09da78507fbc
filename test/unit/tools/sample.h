// test/unit/tools/sample.h - a report as the daemon sends it, to be spoilt by the tests.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace baton::tool::sample {

using Json = nlohmann::ordered_json;

// Three nodes, all is well.
inline Json healthy() {
    return Json::parse(R"({
      "schema_version": 1, "version": "0.1.0", "pid": 4711, "uptime_s": 3725.5, "instance": "",
      "cluster_name": "prod", "transport": "udpu", "interface_up": true,
      "node": {"id": 1, "name": "alpha", "address": "10.90.0.1"},
      "ring": {"id": "1.2f", "representative": 1, "sequence": 47},
      "state": "operational", "synchronised": true,
      "members": [{"id": 1, "name": "alpha", "address": "10.90.0.1"},
                  {"id": 2, "name": "beta", "address": "10.90.0.2"},
                  {"id": 10, "name": "gamma", "address": "10.90.0.10"}],
      "nodes": [{"id": 1, "name": "alpha", "address": "10.90.0.1", "member": true},
                {"id": 2, "name": "beta", "address": "10.90.0.2", "member": true},
                {"id": 10, "name": "gamma", "address": "10.90.0.10", "member": true}],
      "token": {"rotation_us": 812.5, "sent": 9, "received": 9, "repeated": 1, "lost": 2},
      "messages": {"delivered": 5, "sent": 2, "send_queue_percent": 7, "send_queue_frames": 0},
      "ring_counters": {"multicasts_sent": 2, "multicasts_received": 3, "multicasts_resent": 4,
                        "retransmits_requested": 6, "received_dropped": 0, "pauses": 0},
      "network": {"datagrams_sent": 7, "bytes_sent": 700, "kernel_drops": 8},
      "trains": {"sent": true, "received": true, "why": ""},
      "last_change": {"when": 1700000000.123, "cause": "node 10 joined", "joined": [10],
                      "left": [], "formed_in_ms": 22.5, "count": 4},
      "timers_ms": {"token": 1000, "token_retransmit": 238},
      "clients": {"cpg": 2, "waiting_bytes": 0},
      "safe_delivery": {"on": true, "why": "every member can do it"},
      "stalls": 0, "warnings": []})");
}

// Node 2 has died.
inline Json without_beta() {
    Json report = healthy();
    report["members"].erase(1);
    report["nodes"][1]["member"] = false;
    report["last_change"]["cause"] = "node 2 did not answer";
    report["last_change"]["joined"] = Json::array();
    report["last_change"]["left"] = {2};
    return report;
}

} // namespace baton::tool::sample
