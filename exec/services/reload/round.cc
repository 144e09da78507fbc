// exec/services/reload/round.cc - answers counted and told.
#include "services/reload/round.h"

#include <algorithm>

namespace baton::reload {

NodeResult result_of(NodeId node, const wire::ReloadAnswer& answer) {
    return {.node = node,
            .name = {},
            .verdict = answer.good ? NodeResult::Verdict::good : NodeResult::Verdict::refused,
            .old_version = answer.old_version,
            .new_version = answer.new_version,
            .digest = answer.digest,
            .complaints = answer.complaints,
            .needs_restart = answer.needs_restart};
}

bool Round::all_good() const {
    return complete() &&
           std::ranges::all_of(answers, [](const auto& each) { return each.second.good; });
}

Report Round::report() const {
    Report report{
        .check_only = check_only, .two_phase = true, .applied = false, .why = {}, .nodes = {}};
    for (const NodeId node : members) {
        const auto found = answers.find(node);
        if (found != answers.end())
            report.nodes.push_back(result_of(node, found->second));
        else
            report.nodes.emplace_back().node = node;
    }
    return report;
}

void Round::doubt_the_gone(Report& report) const {
    if (!here) return;
    for (NodeResult& node : report.nodes) {
        if (std::ranges::binary_search(*here, node.node)) continue;
        node.verdict = NodeResult::Verdict::unknown;
        node.complaints.emplace_back("it was lost while this was decided, and may not have applied "
                                     "it; reload again when it is back");
    }
}

std::string complaints_of(const Report& report) {
    std::string text = report.why;
    const auto add = [&text](const NodeResult& node, const std::string& what) {
        if (!text.empty()) text += '\n';
        text += "node " + std::to_string(node.node.value);
        if (!node.name.empty()) text += " (" + node.name + ")";
        text += ": " + what;
    };
    for (const NodeResult& node : report.nodes) {
        if (report.two_phase && node.verdict == NodeResult::Verdict::no_answer)
            add(node, "did not answer");
        if (node.verdict != NodeResult::Verdict::refused) continue;
        for (const std::string& complaint : node.complaints) add(node, complaint);
        if (node.complaints.empty()) add(node, "refused");
    }
    return text;
}

} // namespace baton::reload
