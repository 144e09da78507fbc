// tools/chat_text.cc - see chat_text.h.
#include "chat_text.h"

#include "text.h"

#include <corosync/cpg.h>
#include <fmt/format.h>

namespace baton::tool {

namespace {

const char* reason_text(std::uint32_t reason) {
    switch (reason) {
    case CPG_REASON_JOIN:
        return "joined";
    case CPG_REASON_LEAVE:
        return "left";
    case CPG_REASON_NODEDOWN:
        return "is lost with its node";
    case CPG_REASON_NODEUP:
        return "came with its node";
    case CPG_REASON_PROCDOWN:
        return "ended without leaving";
    default:
        return "changed";
    }
}

Json process_json(const Process& process) { return {{"node", process.node}, {"pid", process.pid}}; }

Json processes_json(const std::vector<Process>& processes, bool with_reason) {
    Json all = Json::array();
    for (const Process& process : processes) {
        Json one = process_json(process);
        if (with_reason) one["reason"] = reason_name(process.reason);
        all.push_back(std::move(one));
    }
    return all;
}

Json event(const char* type) { return {{"schema_version", 1}, {"type", type}}; }

} // namespace

const char* reason_name(std::uint32_t reason) {
    switch (reason) {
    case CPG_REASON_JOIN:
        return "join";
    case CPG_REASON_LEAVE:
        return "leave";
    case CPG_REASON_NODEDOWN:
        return "nodedown";
    case CPG_REASON_NODEUP:
        return "nodeup";
    case CPG_REASON_PROCDOWN:
        return "procdown";
    default:
        return "undefined";
    }
}

std::string ChatWriter::message(Process from, std::string_view bytes) const {
    if (!json_)
        return fmt::format("{}> {}\n", names_.process(from.node, from.pid), printable(bytes));
    Json line = event("message");
    put_bytes(line, "group", group_);
    line["node"] = from.node;
    line["pid"] = from.pid;
    put_bytes(line, "text", bytes);
    return json_line(line);
}

std::string ChatWriter::membership_json(const GroupChange& change) const {
    Json line = event("membership");
    put_bytes(line, "group", group_);
    line["members"] = processes_json(change.members, false);
    line["joined"] = processes_json(change.joined, true);
    line["left"] = processes_json(change.left, true);
    return json_line(line);
}

std::string ChatWriter::membership(const GroupChange& change) const {
    if (json_) return membership_json(change);
    std::string text;
    for (const Process& each : change.joined)
        text +=
            fmt::format("+ {} {}\n", names_.process(each.node, each.pid), reason_text(each.reason));
    for (const Process& each : change.left)
        text +=
            fmt::format("- {} {}\n", names_.process(each.node, each.pid), reason_text(each.reason));
    text +=
        fmt::format("= {} member{}", change.members.size(), change.members.size() == 1 ? "" : "s");
    const char* before = ": ";
    for (const Process& each : change.members) {
        text += before + names_.process(each.node, each.pid);
        before = " ";
    }
    return text + "\n";
}

std::string ChatWriter::ring(std::uint32_t representative, std::uint64_t sequence,
                             const std::vector<std::uint32_t>& nodes) const {
    const std::string id = fmt::format("{}.{:x}", representative, sequence);
    if (json_) {
        Json line = event("ring");
        line["id"] = id;
        line["nodes"] = nodes;
        return json_line(line);
    }
    std::string text = fmt::format("~ ring {}: nodes", id);
    for (const std::uint32_t node : nodes) text += " " + names_.of(node);
    return text + "\n";
}

std::string ChatWriter::note(const std::string& text) const {
    if (!json_) return "* " + text + "\n";
    Json line = event("note");
    put_bytes(line, "text", text);
    return json_line(line);
}

} // namespace baton::tool
