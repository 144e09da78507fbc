// tools/reload_text.h - what each node said to a reload of the configuration.
//
// The daemon's answer: {"schema_version":1,"check_only":true,"two_phase":true,"applied":false,
//   "why":"text","nodes":[{"id":1,"name":"a","result":"ok","old_version":4,"new_version":5,"hash":"...",
//             "complaints":["text"],"needs_restart":["key"]}]}
// result: "ok", "refused", "no answer", "unknown" (lost while it was decided) or "not a Baton".
#pragma once

#include "trouble.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace baton::tool {

struct ReloadNode {
    std::uint32_t id = 0;
    std::string name{};
    std::string result{};
    std::uint64_t old_version = 0;
    std::uint64_t new_version = 0;
    std::vector<std::string> complaints{};
    std::vector<std::string> needs_restart{};
};

struct ReloadReport {
    bool check_only = false;
    bool two_phase = false; // all nodes were asked before any of them applied it
    bool applied = false;
    std::string why{}; // it was not, if no node's complaint says it
    std::vector<ReloadNode> nodes{};
};

Answer<ReloadReport> read_reload(std::string_view json);

std::string reload_text(const ReloadReport& report);

// Done, or for a check: could be done. Nobody refused or kept silent.
bool went_well(const ReloadReport& report);

} // namespace baton::tool
