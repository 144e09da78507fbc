// tools/check_text.h - what the check of a configuration found, for people and as JSON.
#pragma once

#include "config/diagnostics.h"

#include <string>

namespace baton::tool {

// One line each, as compilers and editors know them, then the sum.
std::string check_text(const std::string& file, const config::Diagnostics& diagnostics);
// {"schema_version": 1, "file": "...", "good": false, "errors": 1, "warnings": 0, "exit_code": 8,
//  "diagnostics": [{"severity": "error", "file": "...", "line": 3, "what": "...", "instead": ""}]}
std::string check_json(const std::string& file, const config::Diagnostics& diagnostics);

} // namespace baton::tool
