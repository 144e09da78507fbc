// exec/daemon/membership_text.cc - words for NodeStatus.
#include "daemon/membership_text.h"

#include <fmt/format.h>

namespace baton {

namespace {

std::string list(const std::vector<NodeId>& nodes) {
    std::string text;
    for (const NodeId node : nodes) text += fmt::format(" {}", node.value);
    return text;
}

} // namespace

std::string text_of(const RingId& ring) {
    return fmt::format("{}.{:x}", ring.representative.value, ring.seq);
}

std::string describe_change(const NodeStatus& status, std::uint32_t token_ms) {
    const NodeStatus::Change& change = status.last_change;
    std::string text = "members" + list(status.members);
    std::string differences;
    if (!change.left.empty()) differences += "lost" + list(change.left);
    if (!change.joined.empty())
        differences += (differences.empty() ? "joined" : ", joined") + list(change.joined);
    if (!differences.empty()) text += " (" + differences + ")";
    return text + fmt::format(": {}; token {} ms, formed in {} ms", change.cause, token_ms,
                              std::chrono::duration_cast<milliseconds>(change.took).count());
}

std::string describe_members(const NodeStatus& status) {
    return fmt::format("{} member{}:{}, ring {}", status.members.size(),
                       status.members.size() == 1 ? "" : "s", list(status.members),
                       text_of(status.ring));
}

} // namespace baton
