// exec/node/explain.cc - see explain.h.
#include "node/explain.h"

#include <algorithm>
#include <fmt/format.h>

namespace baton {

namespace {

std::string nodes(const std::vector<NodeId>& list) {
    std::string text = list.size() == 1 ? "node" : "nodes";
    for (const NodeId node : list) text += fmt::format(" {}", node.value);
    return text;
}

std::string outcome(const std::vector<NodeId>& joined, const std::vector<NodeId>& left) {
    if (!joined.empty() && !left.empty())
        return fmt::format("{} joined, {} left", nodes(joined), nodes(left));
    if (!joined.empty()) return nodes(joined) + " joined";
    if (!left.empty()) return nodes(left) + " did not answer";
    return "the same members again";
}

} // namespace

std::string explain(const ring::GatherCause& cause, const std::vector<NodeId>& joined,
                    const std::vector<NodeId>& left) {
    using Kind = ring::GatherCause::Kind;
    const bool its_node_left = std::find(left.begin(), left.end(), cause.node) != left.end();
    switch (cause.kind) {
    case Kind::start:
        return "this node started";
    case Kind::interface:
        return "this node's network address changed";
    case Kind::failed_receive:
        return "this node did not receive what the others sent";
    case Kind::broken_order:
        return "a message carried a number that was never given out";
    case Kind::asked:
        return "asked for by an operator";
    case Kind::leave:
        if (its_node_left && left.size() == 1) return nodes(left) + " left in good order";
        break;
    case Kind::token_lost:
        if (left.empty() && joined.empty()) return "the token was lost, all members answered";
        break;
    case Kind::foreign:
        if (!joined.empty() && left.empty()) return "merged with " + nodes(joined);
        break;
    case Kind::none:
    case Kind::join:
    case Kind::commit_failed:
    case Kind::recovery_failed:
    case Kind::consensus:
        break;
    }
    return outcome(joined, left);
}

} // namespace baton
