// exec/services/reload/messages.h - a reload as the shell sees it: what it read, and what it is
// told when all is decided.
#pragma once

#include "base/ids.h"
#include "config/config.h"
#include "services/cmap/value.h"

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace baton::reload {

using Keys = std::vector<std::pair<std::string, cmap::Value>>;

// What came of ReadConfiguration.
struct ConfigurationRead {
    std::shared_ptr<const config::Config> config; // none: the files cannot be used
    Keys keys;                                    // the same as the map shows it
    std::vector<std::string> complaints;          // errors if there is no config, else warnings
    std::uint64_t digest = 0;                     // of the main file
};

// One node's part.
struct NodeResult {
    // unknown: it was gone when the decision came, and has applied it or not.
    enum class Verdict : std::uint8_t { good, refused, no_answer, no_baton, unknown };
    NodeId node;
    std::string name;
    Verdict verdict = Verdict::no_answer;
    std::uint64_t old_version = 0;
    std::uint64_t new_version = 0;
    std::uint64_t digest = 0;
    std::vector<std::string> complaints;
    std::vector<std::string> needs_restart; // keys that differ and stay as they are
};

struct Report {
    bool check_only = false;
    bool two_phase = false; // all apply or none; else each node for itself
    bool applied = false;
    std::string why; // nothing was applied, if that is not in the nodes' complaints
    std::vector<NodeResult> nodes;
};

} // namespace baton::reload
