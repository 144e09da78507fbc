// exec/daemon/reload_report.cc - field by field.
#include "daemon/reload_report.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace baton {

namespace {

using Json = nlohmann::ordered_json;

const char* word_of(reload::NodeResult::Verdict verdict) {
    switch (verdict) {
    case reload::NodeResult::Verdict::good:
        return "ok";
    case reload::NodeResult::Verdict::refused:
        return "refused";
    case reload::NodeResult::Verdict::no_baton:
        return "not a Baton";
    case reload::NodeResult::Verdict::unknown:
        return "unknown";
    case reload::NodeResult::Verdict::no_answer:
        break;
    }
    return "no answer";
}

Json json_of(const reload::NodeResult& node) {
    return {{"id", node.node.value},           {"name", node.name},
            {"result", word_of(node.verdict)}, {"old_version", node.old_version},
            {"new_version", node.new_version}, {"hash", fmt::format("{:016x}", node.digest)},
            {"complaints", node.complaints},   {"needs_restart", node.needs_restart}};
}

} // namespace

std::string reload_report(const reload::Report& report) {
    Json json = {{"schema_version", 1},
                 {"check_only", report.check_only},
                 {"two_phase", report.two_phase},
                 {"applied", report.applied},
                 {"why", report.why}};
    json["nodes"] = Json::array();
    for (const reload::NodeResult& node : report.nodes) json["nodes"].push_back(json_of(node));
    // Complaints quote files that need not be UTF-8: what is not is replaced.
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

} // namespace baton
