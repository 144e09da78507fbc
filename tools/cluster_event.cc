// tools/cluster_event.cc - see cluster_event.h.
#include "cluster_event.h"

#include <array>
#include <cstdio>
#include <fmt/format.h>

namespace baton::tool {

namespace {

using Kind = ClusterEvent::Kind;

const char* kind_name(Kind kind) {
    switch (kind) {
    case Kind::member:
        return "member";
    case Kind::quorum:
        return "quorum";
    case Kind::client:
        return "client";
    case Kind::link:
        break;
    }
    return "link";
}

// "runtime.members.7.status"
std::optional<ClusterEvent> member_in(const MapChange& change) {
    unsigned node = 0;
    int length = 0;
    if (std::sscanf(change.key.c_str(), "runtime.members.%u.status%n", &node, &length) != 1 ||
        static_cast<std::size_t>(length) != change.key.size() || change.event == CMAP_TRACK_DELETE)
        return std::nullopt;
    return ClusterEvent{
        .kind = Kind::member, .node = node, .good = value_text(change.now) == "joined"};
}

// "stats.ipcs.service0.4711.0x55d0.procname": it comes and goes with the connection.
std::optional<ClusterEvent> client_in(const MapChange& change) {
    int service = 0;
    int pid = 0;
    std::array<char, 64> connection{};
    int length = 0;
    if (std::sscanf(change.key.c_str(), "stats.ipcs.service%d.%d.%63[^.].procname%n", &service,
                    &pid, connection.data(), &length) != 3 ||
        static_cast<std::size_t>(length) != change.key.size() || change.event == CMAP_TRACK_MODIFY)
        return std::nullopt;
    const bool came = change.event == CMAP_TRACK_ADD;
    return ClusterEvent{.kind = Kind::client,
                        .good = came,
                        .client =
                            fmt::format("{}.{}.{}", connection.data(), pid,
                                        printable(value_text(came ? change.now : change.before)))};
}

// "stats.knet.node2.link0.connected"
std::optional<ClusterEvent> link_in(const MapChange& change) {
    unsigned node = 0;
    unsigned link = 0;
    int length = 0;
    if (std::sscanf(change.key.c_str(), "stats.knet.node%u.link%u.connected%n", &node, &link,
                    &length) != 2 ||
        static_cast<std::size_t>(length) != change.key.size() || change.event != CMAP_TRACK_MODIFY)
        return std::nullopt;
    return ClusterEvent{
        .kind = Kind::link, .good = value_text(change.now) != "0", .other = node, .link = link};
}

} // namespace

std::string event_state(const ClusterEvent& event) {
    switch (event.kind) {
    case Kind::member:
        return event.good ? "joined" : "left";
    case Kind::quorum:
        return event.good ? "quorate" : "not quorate";
    case Kind::client:
        return event.good ? "connected" : "disconnected";
    case Kind::link:
        break;
    }
    return event.good ? "operational" : "disconnected";
}

std::string event_line(const ClusterEvent& event) {
    const std::string who = fmt::format("{}[{}]", printable(event.host), event.node);
    const std::string state = event_state(event);
    switch (event.kind) {
    case Kind::member:
        return fmt::format("{} ip:{} {}", who, printable(event.address), state);
    case Kind::quorum:
        return who + (event.good ? " is now quorate" : " has lost quorum");
    case Kind::client:
        return fmt::format("{} {} is now {} {} corosync", who, printable(event.client), state,
                           event.good ? "to" : "from");
    case Kind::link:
        break;
    }
    return fmt::format("{} link {} to node {} is now {}", who, event.link, event.other, state);
}

std::string event_json(const ClusterEvent& event, double when) {
    Json json = {{"schema_version", 1},
                 {"when", when},
                 {"event", kind_name(event.kind)},
                 {"state", event_state(event)},
                 {"host", printable(event.host)},
                 {"node", event.node}};
    if (event.kind == Kind::member) json["address"] = printable(event.address);
    if (event.kind == Kind::client) json["client"] = printable(event.client);
    if (event.kind == Kind::link) {
        json["link"] = event.link;
        json["other_node"] = event.other;
    }
    return json_line(json);
}

std::vector<std::string> event_environment(const ClusterEvent& event) {
    std::vector<std::string> all = {
        fmt::format("BATON_EVENT={}", kind_name(event.kind)), "BATON_STATE=" + event_state(event),
        "BATON_HOST=" + printable(event.host), fmt::format("BATON_NODE={}", event.node),
        "BATON_TEXT=" + event_line(event)};
    if (event.kind == Kind::member) all.push_back("BATON_ADDRESS=" + printable(event.address));
    if (event.kind == Kind::client) all.push_back("BATON_CLIENT=" + printable(event.client));
    if (event.kind == Kind::link) {
        all.push_back(fmt::format("BATON_LINK={}", event.link));
        all.push_back(fmt::format("BATON_OTHER_NODE={}", event.other));
    }
    return all;
}

std::optional<ClusterEvent> event_in(const MapChange& change) {
    if (auto event = member_in(change)) return event;
    if (auto event = client_in(change)) return event;
    return link_in(change);
}

std::string last_address(const std::string& links) {
    const std::size_t begin = links.rfind("ip(");
    if (begin == std::string::npos) return "";
    const std::size_t end = links.find(')', begin);
    return links.substr(begin + 3, end == std::string::npos ? end : end - begin - 3);
}

} // namespace baton::tool
