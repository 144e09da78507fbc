// tools/cluster_event.h - what happens in a cluster and somebody may want to be told: in the words
// of corosync-notifyd, as JSON, and as the environment of a program.
#pragma once

#include "map_watch.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace baton::tool {

struct ClusterEvent {
    enum class Kind { member, quorum, client, link } kind = Kind::member;
    // Of the member that the event is about; else of this node.
    std::string host{};
    std::uint32_t node = 0;
    bool good = false;       // joined, quorate, connected, operational
    std::string address{};   // of the member
    std::string client{};    // CONNECTION.PID.NAME
    std::uint32_t other = 0; // the node at the other end of the link
    std::uint32_t link = 0;
};

// "alpha[1] ip:10.90.0.1 joined", "alpha[1] has lost quorum", ...
std::string event_line(const ClusterEvent& event);
// "joined", "left", "quorate", "not quorate", "connected", "disconnected", "operational"
std::string event_state(const ClusterEvent& event);
std::string event_json(const ClusterEvent& event, double when);
// "BATON_EVENT=member", "BATON_STATE=joined", ... for a program that is run for each event.
std::vector<std::string> event_environment(const ClusterEvent& event);

// What a change of the map means; `host` and `node` are filled in by whoever knows them. The
// address of a member is "r(0) ip(10.90.0.1) r(1) ip(10.91.0.1) " in the map: its last one counts.
std::optional<ClusterEvent> event_in(const MapChange& change);
std::string last_address(const std::string& links);

} // namespace baton::tool
