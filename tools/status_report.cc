// tools/status_report.cc - from JSON to the struct, and what is wrong with the node.
#include "status_report.h"

#include "text.h"

#include <fmt/format.h>

namespace baton::tool {

namespace {

constexpr int kSchemaVersion = 1;

// nlohmann throws where a name is missing or its type is another; read_status catches it.

NodeEntry read_node(const Json& json) {
    return {json.at("id").get<std::uint32_t>(), json.at("name").get<std::string>(),
            json.at("address").get<std::string>(), json.value("member", false)};
}

std::vector<NodeEntry> read_nodes(const Json& json) {
    std::vector<NodeEntry> nodes;
    for (const Json& each : json) nodes.push_back(read_node(each));
    return nodes;
}

// All of them, so that a counter which a later daemon adds is shown too.
std::vector<NamedNumber> read_numbers(const Json& json) {
    std::vector<NamedNumber> numbers;
    for (const auto& [name, value] : json.get_ref<const Json::object_t&>())
        if (value.is_number_integer()) numbers.push_back({name, value.get<std::uint64_t>()});
    return numbers;
}

std::optional<LastChange> read_change(const Json& json) {
    if (json.is_null()) return std::nullopt;
    LastChange change;
    json.at("when").get_to(change.when);
    json.at("cause").get_to(change.cause);
    json.at("joined").get_to(change.joined);
    json.at("left").get_to(change.left);
    json.at("formed_in_ms").get_to(change.formed_in_ms);
    json.at("count").get_to(change.count);
    return change;
}

std::optional<TrainsEntry> read_trains(const Json& json) {
    if (json.is_null()) return std::nullopt;
    TrainsEntry trains;
    json.at("sent").get_to(trains.sent);
    json.at("received").get_to(trains.received);
    json.at("why").get_to(trains.why);
    return trains;
}

void read_ring(const Json& json, StatusReport& report) {
    json.at("ring").at("id").get_to(report.ring_id);
    json.at("ring").at("representative").get_to(report.representative);
    json.at("state").get_to(report.state);
    json.at("synchronised").get_to(report.synchronised);
    report.members = read_nodes(json.at("members"));
    report.nodes = read_nodes(json.at("nodes"));
    json.at("token").at("rotation_us").get_to(report.rotation_us);
    report.token = read_numbers(json.at("token"));
    report.messages = read_numbers(json.at("messages"));
    report.ring_counters = read_numbers(json.at("ring_counters"));
    report.last_change = read_change(json.at("last_change"));
    report.timers_ms = read_numbers(json.at("timers_ms"));
}

StatusReport read(const Json& json) {
    StatusReport report;
    json.at("version").get_to(report.version);
    json.at("pid").get_to(report.pid);
    json.at("uptime_s").get_to(report.uptime_s);
    json.at("instance").get_to(report.instance);
    json.at("cluster_name").get_to(report.cluster_name);
    json.at("transport").get_to(report.transport);
    json.at("interface_up").get_to(report.interface_up);
    report.node = read_node(json.at("node"));
    read_ring(json, report);
    report.network = read_numbers(json.at("network"));
    report.trains = read_trains(json.at("trains"));
    json.at("clients").at("cpg").get_to(report.clients);
    json.at("clients").at("waiting_bytes").get_to(report.waiting_bytes);
    json.at("safe_delivery").at("on").get_to(report.safe_delivery);
    json.at("safe_delivery").at("why").get_to(report.safe_delivery_why);
    json.at("stalls").get_to(report.stalls);
    json.at("warnings").get_to(report.warnings);
    return report;
}

} // namespace

std::string node_text(const NodeEntry& node) {
    return node.name.empty() ? fmt::format("node {}", node.id)
                             : fmt::format("node {} ({})", node.id, printable(node.name));
}

Answer<StatusReport> read_status(std::string_view text) {
    try {
        const Json json = Json::parse(text);
        if (const int schema = json.at("schema_version").get<int>(); schema != kSchemaVersion)
            return trouble(Trouble::Kind::failed,
                           fmt::format("its report has schema version {} and this command knows "
                                       "{}; use the command of the daemon's release",
                                       schema, kSchemaVersion));
        return read(json);
    } catch (const Json::exception& wrong) {
        return trouble(Trouble::Kind::failed,
                       std::string("its report is not understood: ") + wrong.what());
    }
}

std::vector<std::string> problems_of(const StatusReport& report) {
    std::vector<std::string> problems;
    if (!report.interface_up)
        problems.push_back(
            fmt::format("address {} is not on this machine, or its interface is down",
                        printable(report.node.address)));
    if (report.state != "operational")
        problems.push_back(
            fmt::format("a membership is being formed (state {})", printable(report.state)));
    for (const NodeEntry& node : report.nodes)
        if (!node.member)
            problems.push_back(
                fmt::format("{} at {} is missing", node_text(node), printable(node.address)));
    if (!report.synchronised && report.state == "operational")
        problems.emplace_back("the services are being synchronised; clients wait");
    return problems;
}

} // namespace baton::tool
