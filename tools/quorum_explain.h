// tools/quorum_explain.h - why this node is quorate or is not, and what to do about it.
#pragma once

#include "quorum_view.h"

#include <string>
#include <vector>

namespace baton::tool {

struct QuorumExplanation {
    std::string verdict{};              // one sentence
    std::vector<std::string> reasons{}; // the facts behind it
    std::vector<std::string> advice{};  // what to do; commands stand behind a colon
};

QuorumExplanation explain_quorum(const QuorumView& view);

std::string explanation_text(const QuorumExplanation& explanation);
std::string explanation_json(const QuorumView& view, const QuorumExplanation& explanation);

} // namespace baton::tool
