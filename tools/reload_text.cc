// tools/reload_text.cc - see reload_text.h.
#include "reload_text.h"

#include "text.h"

#include <algorithm>
#include <fmt/format.h>

namespace baton::tool {

namespace {

ReloadNode node_in(const Json& json) {
    return {.id = json.at("id"),
            .name = json.value("name", ""),
            .result = json.at("result"),
            .old_version = json.value("old_version", std::uint64_t{0}),
            .new_version = json.value("new_version", std::uint64_t{0}),
            .complaints = json.value("complaints", std::vector<std::string>()),
            .needs_restart = json.value("needs_restart", std::vector<std::string>())};
}

std::string verdict(const ReloadReport& report) {
    if (report.check_only)
        return went_well(report) ? "OK: every node can apply its file; nothing was changed\n"
                                 : "ATTENTION: not every node can apply its file; nothing was "
                                   "changed\n";
    if (!report.applied) return "ATTENTION: refused; nothing was changed on any node\n";
    if (went_well(report)) return "OK: every node has applied its file\n";
    return "ATTENTION: applied, but not on every node\n";
}

std::string versions(const ReloadNode& node) {
    if (node.old_version == node.new_version) return std::to_string(node.new_version);
    return fmt::format("{} -> {}", node.old_version, node.new_version);
}

std::string remarks(const ReloadNode& node) {
    const std::string who = node.name.empty()
                                ? fmt::format("node {}", node.id)
                                : fmt::format("node {} ({})", node.id, printable(node.name));
    std::string text;
    for (const std::string& complaint : node.complaints)
        text += fmt::format("  ! {}: {}\n", who, printable(complaint));
    for (const std::string& key : node.needs_restart)
        text += fmt::format("  - {}: {} changes only with a restart\n", who, printable(key));
    return text;
}

} // namespace

Answer<ReloadReport> read_reload(std::string_view text) {
    const Json json = Json::parse(text, nullptr, false);
    try {
        if (json.at("schema_version") != 1)
            return trouble(Trouble::Kind::failed, "its answer has a schema that is not known here");
        ReloadReport report{.check_only = json.at("check_only"),
                            .two_phase = json.at("two_phase"),
                            .applied = json.at("applied"),
                            .why = json.value("why", "")};
        for (const Json& node : json.at("nodes")) report.nodes.push_back(node_in(node));
        return report;
    } catch (const Json::exception& wrong) {
        return trouble(Trouble::Kind::failed,
                       std::string("its answer is not understood: ") + wrong.what());
    }
}

std::string reload_text(const ReloadReport& report) {
    std::string text = verdict(report);
    if (!report.why.empty()) text += "  ! " + printable(report.why) + "\n";
    if (!report.two_phase)
        text +=
            "  warning: not all members are Batons, so nobody was asked before it was applied\n";
    for (const ReloadNode& node : report.nodes) text += remarks(node);
    Table table({Align::right, Align::left, Align::left, Align::left}, 2);
    table.row({"id", "name", "result", "config_version"});
    for (const ReloadNode& node : report.nodes)
        table.row({std::to_string(node.id), printable(node.name), printable(node.result),
                   versions(node)});
    return text + "\n" + table.text();
}

bool went_well(const ReloadReport& report) {
    if (!report.check_only && !report.applied) return false;
    return std::ranges::all_of(report.nodes, [](const ReloadNode& node) {
        return node.result == "ok" || node.result == "not a Baton";
    });
}

} // namespace baton::tool
