// tools/names.cc - see names.h.
#include "names.h"

#include "text.h"

#include <fmt/format.h>

namespace baton::tool {

NodeNames::NodeNames(const std::optional<StatusReport>& report) {
    if (!report) return;
    for (const auto* nodes : {&report->nodes, &report->members})
        for (const NodeEntry& node : *nodes)
            if (!node.name.empty()) names_[node.id] = printable(node.name);
}

std::string NodeNames::of(std::uint32_t node) const {
    const auto found = names_.find(node);
    return found == names_.end() ? std::to_string(node) : found->second;
}

std::string NodeNames::process(std::uint32_t node, std::uint32_t pid) const {
    return fmt::format("{}:{}", of(node), pid);
}

} // namespace baton::tool
