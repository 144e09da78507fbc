// tools/status_text.h - the report of the daemon as a page for people.
#pragma once

#include "status_report.h"

#include <string>

namespace baton::tool {

// The verdict, what is wrong, the members, then the figures. `now` in seconds since 1970.
std::string status_text(const StatusReport& report, double now);

// The daemon's own JSON with "healthy" and "problems" after it, on one line. `json` is the text
// that `report` was read from.
std::string status_json(std::string_view json, const StatusReport& report);

} // namespace baton::tool
