// exec/daemon/status_report.cc - makes the JSON text.
#include "daemon/status_report.h"

#include "daemon/membership_text.h"
#include "daemon/options.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <unistd.h>

namespace baton {

namespace {

using Json = nlohmann::ordered_json;

const char* name_of(config::Transport transport) {
    switch (transport) {
    case config::Transport::udp:
        return "udp";
    case config::Transport::udpu:
        return "udpu";
    case config::Transport::knet:
        return "knet";
    }
    return "";
}

Json node(const config::Config& config, NodeId id) {
    for (const config::Node& each : config.nodes)
        if (each.id == id)
            return {{"id", id.value}, {"name", each.name}, {"address", each.address[0].text()}};
    return {{"id", id.value}, {"name", ""}, {"address", ""}}; // of another configuration
}

Json numbers(const std::vector<NodeId>& ids) {
    Json all = Json::array();
    for (const NodeId id : ids) all.push_back(id.value);
    return all;
}

Json members(const StatusInputs& inputs) {
    Json all = Json::array();
    for (const NodeId id : inputs.node.members) all.push_back(node(inputs.config, id));
    return all;
}

Json configured(const StatusInputs& inputs) {
    Json all = Json::array();
    for (const config::Node& each : inputs.config.nodes) {
        Json one = node(inputs.config, each.id);
        one["member"] =
            std::ranges::find(inputs.node.members, each.id) != inputs.node.members.end();
        all.push_back(std::move(one));
    }
    return all;
}

Json token(const NodeStatus& status) {
    const ring::Statistics& ring = status.ring_statistics;
    return {
        {"rotation_us", std::chrono::duration<double, std::micro>(status.token_rotation).count()},
        {"sent", ring.token_sent},
        {"received", ring.token_received},
        {"repeated", ring.token_repeated},
        {"lost", ring.token_lost_operational + ring.token_lost_gather + ring.token_lost_commit +
                     ring.token_lost_recovery}};
}

Json ring_counters(const ring::Statistics& ring) {
    return {{"multicasts_sent", ring.multicasts_sent},
            {"multicasts_received", ring.multicasts_received},
            {"multicasts_resent", ring.multicasts_resent},
            {"retransmits_requested", ring.retransmits_requested},
            {"received_dropped", ring.received_dropped},
            {"pauses", ring.pauses}};
}

Json network(const transport::Counters& counters) {
    return {{"datagrams_sent", counters.datagrams_sent},
            {"bytes_sent", counters.bytes_sent},
            {"send_dropped", counters.send_dropped},
            {"send_errors", counters.send_errors},
            {"datagrams_received", counters.datagrams_received},
            {"bytes_received", counters.bytes_received},
            {"refused_source", counters.refused_source},
            {"refused_datagram", counters.refused_datagram},
            {"kernel_drops", counters.kernel_drops}};
}

Json trains(const std::optional<transport::TrainUse>& use) {
    if (!use) return nullptr;
    return {{"sent", use->sent}, {"received", use->received}, {"why", use->why}};
}

Json last_change(const StatusInputs& inputs) {
    if (inputs.node.changes == 0) return nullptr;
    const NodeStatus::Change& change = inputs.node.last_change;
    return {{"when", inputs.last_change_unix},
            {"cause", change.cause},
            {"joined", numbers(change.joined)},
            {"left", numbers(change.left)},
            {"formed_in_ms", std::chrono::duration<double, std::milli>(change.took).count()},
            {"count", inputs.node.changes}};
}

Json timers(const config::Timing& timing) {
    return {{"token", timing.token_ms},         {"token_retransmit", timing.token_retransmit_ms},
            {"hold", timing.hold_ms},           {"join", timing.join_ms},
            {"consensus", timing.consensus_ms}, {"merge", timing.merge_ms},
            {"downcheck", timing.downcheck_ms}};
}

Json safe_delivery(const NodeStatus& status) {
    const char* why = "every member can do it";
    if (!status.synchronised)
        why = "the services are being synchronised";
    else if (!status.safe_delivery)
        why = "not every member has said that it can";
    return {{"on", status.safe_delivery}, {"why", why}};
}

} // namespace

std::string status_report(const StatusInputs& inputs) {
    const NodeStatus& status = inputs.node;
    Json report;
    report["schema_version"] = 1;
    report["version"] = version_number();
    report["pid"] = getpid();
    report["uptime_s"] = inputs.uptime_s;
    report["instance"] = inputs.instance;
    report["cluster_name"] = inputs.config.totem.cluster_name;
    report["transport"] = name_of(inputs.config.totem.transport);
    report["interface_up"] = inputs.interface_up;
    report["node"] = node(inputs.config, status.self);
    report["ring"] = {{"id", text_of(status.ring)},
                      {"representative", status.ring.representative.value},
                      {"sequence", status.ring.seq}};
    report["state"] = ring::name_of(status.state);
    report["synchronised"] = status.synchronised;
    report["members"] = members(inputs);
    report["nodes"] = configured(inputs);
    report["token"] = token(status);
    report["messages"] = {{"delivered", status.messages_delivered},
                          {"sent", status.messages_sent},
                          {"send_queue_percent", inputs.send_queue_percent},
                          {"send_queue_frames", status.send_queue_frames}};
    report["ring_counters"] = ring_counters(status.ring_statistics);
    report["network"] = network(inputs.network);
    report["trains"] = trains(inputs.trains);
    report["last_change"] = last_change(inputs);
    report["timers_ms"] = timers(inputs.config.timing);
    report["clients"] = {{"cpg", inputs.cpg_clients}, {"waiting_bytes", inputs.waiting_bytes}};
    report["safe_delivery"] = safe_delivery(status);
    report["stalls"] = inputs.stalls;
    report["warnings"] = inputs.warnings;
    // Names come from a file that need not be UTF-8: what is not is replaced.
    return report.dump(-1, ' ', false, Json::error_handler_t::replace);
}

} // namespace baton
