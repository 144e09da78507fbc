// tools/status_text.cc - lays the page out.
#include "status_text.h"

#include "text.h"

#include <algorithm>
#include <fmt/format.h>

namespace baton::tool {

namespace {

std::uint64_t number(const std::vector<NamedNumber>& numbers, std::string_view name) {
    const auto found = std::ranges::find(numbers, name, &NamedNumber::name);
    return found == numbers.end() ? 0 : found->value;
}

// "name value, name value" in the order of the report.
std::string list(const std::vector<NamedNumber>& numbers) {
    std::string text;
    for (const NamedNumber& each : numbers) {
        std::string name = printable(each.name);
        std::ranges::replace(name, '_', ' ');
        text += fmt::format("{}{} {}", text.empty() ? "" : ", ", name, each.value);
    }
    return text;
}

// A counter that has counted nothing is noise.
std::string list_counted(std::vector<NamedNumber> numbers) {
    std::erase_if(numbers, [](const NamedNumber& each) { return each.value == 0; });
    return numbers.empty() ? "nothing yet" : list(numbers);
}

std::string line(std::string_view name, std::string_view value) {
    return fmt::format("{:<17}{}\n", name, value);
}

std::string verdict(const StatusReport& report, const std::vector<std::string>& problems) {
    const auto members = report.members.size();
    std::string text = problems.empty()
                           ? fmt::format("OK: all {} nodes are in the ring\n", members)
                           : fmt::format("ATTENTION: {} of {} nodes are in the ring\n", members,
                                         std::max(report.nodes.size(), members));
    for (const std::string& problem : problems) text += "  ! " + problem + "\n";
    for (const std::string& warning : report.warnings)
        text += "  warning: " + printable(warning) + "\n";
    return text;
}

std::string remark(const StatusReport& report, const NodeEntry& node) {
    std::string text = node.id == report.node.id ? "this node" : "";
    if (node.id == report.representative)
        text += text.empty() ? "leads the ring" : ", leads the ring";
    return text;
}

// Everybody who is a member, then everybody who should be one.
std::string members(const StatusReport& report) {
    Table table({Align::right, Align::left, Align::left, Align::left, Align::left}, 2);
    table.row({"id", "name", "address", "state", ""});
    const auto row = [&](const NodeEntry& node, const char* state) {
        table.row({std::to_string(node.id), printable(node.name), printable(node.address), state,
                   remark(report, node)});
    };
    for (const NodeEntry& node : report.members) row(node, "member");
    for (const NodeEntry& node : report.nodes)
        if (!node.member) row(node, "MISSING");
    return table.text();
}

std::string ids(const std::vector<std::uint32_t>& nodes) {
    return fmt::format("{}", fmt::join(nodes, " "));
}

std::string last_change(const StatusReport& report, double now) {
    if (!report.last_change) return "none yet";
    const LastChange& change = *report.last_change;
    std::string text = fmt::format("{}\n{:17}{} ({} ago), formed in {}", printable(change.cause),
                                   "", time_text(change.when), span_text(now - change.when),
                                   microseconds_text(change.formed_in_ms * 1000));
    if (!change.joined.empty()) text += "; joined: " + ids(change.joined);
    if (!change.left.empty()) text += "; left: " + ids(change.left);
    return text + fmt::format("; change {} since the start", change.count);
}

std::string token(const StatusReport& report) {
    const std::string rotation = report.rotation_us > 0
                                     ? "once round in " + microseconds_text(report.rotation_us)
                                     : "not yet measured";
    return fmt::format("{}; lost {}, repeated {}", rotation, number(report.token, "lost"),
                       number(report.token, "repeated"));
}

std::string trains(const TrainsEntry& trains) {
    if (trains.sent && trains.received && trains.why.empty())
        return "sent and received many at a time";
    const auto how = [](bool yes) { return yes ? "many at a time" : "one by one"; };
    return fmt::format("sent {}, received {}: {}", how(trains.sent), how(trains.received),
                       printable(trains.why));
}

std::string figures(const StatusReport& report) {
    std::string text;
    text += line("Token", token(report));
    text += line("Messages",
                 fmt::format("delivered {}, sent {}; send queue {} %",
                             number(report.messages, "delivered"), number(report.messages, "sent"),
                             number(report.messages, "send_queue_percent")));
    text +=
        line("Retransmissions", fmt::format("requested {}, resent {}; dropped by the kernel {}",
                                            number(report.ring_counters, "retransmits_requested"),
                                            number(report.ring_counters, "multicasts_resent"),
                                            number(report.network, "kernel_drops")));
    if (report.trains) text += line("Datagrams", trains(*report.trains));
    text += line("Safe delivery", fmt::format("{}: {}", report.safe_delivery ? "on" : "off",
                                              printable(report.safe_delivery_why)));
    text += line("Clients", fmt::format("{} of process groups, {} bytes wait for them",
                                        report.clients, report.waiting_bytes));
    text += line("Timers (ms)", list(report.timers_ms));
    return text;
}

std::string counters(const StatusReport& report) {
    std::string text = line("Ring counters", list_counted(report.ring_counters));
    text += line("Network", list_counted(report.network));
    if (report.stalls != 0)
        text += line("Stalls", fmt::format("{} times this process was found to have been stopped",
                                           report.stalls));
    const std::string instance =
        report.instance.empty() ? "" : ", instance " + printable(report.instance);
    return text + line("Daemon", fmt::format("baton {}, pid {}, up {}{}", printable(report.version),
                                             report.pid, span_text(report.uptime_s), instance));
}

} // namespace

std::string status_text(const StatusReport& report, double now) {
    std::string text = verdict(report, problems_of(report));
    text += "\n";
    text += line("Node", fmt::format("{}  {}  {}", report.node.id, printable(report.node.name),
                                     printable(report.node.address)));
    text += line(
        "Ring",
        fmt::format("{}, {}{}; cluster '{}' over {}", printable(report.ring_id),
                    printable(report.state),
                    report.synchronised && report.state == "operational" ? " and synchronised" : "",
                    printable(report.cluster_name), printable(report.transport)));
    text += line("Last change", last_change(report, now));
    text += "\n" + members(report) + "\n";
    return text + figures(report) + counters(report);
}

std::string status_json(std::string_view json, const StatusReport& report) {
    Json object = Json::parse(json, nullptr, false);
    const std::vector<std::string> problems = problems_of(report);
    object["healthy"] = problems.empty();
    object["problems"] = problems;
    return json_line(object);
}

} // namespace baton::tool
