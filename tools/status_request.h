// tools/status_request.h - asks the daemon for its report, over libqb.
#pragma once

#include "status_report.h"
#include "trouble.h"

#include <optional>
#include <string>

namespace baton::tool {

// The JSON text. Ends the process if the daemon does not answer in time (time_limit.h).
Answer<std::string> request_status(const std::string& instance);

// Asks for a reload of the configuration in the whole cluster, or only what it would bring. The
// JSON text of reload_text.h; nothing from a daemon that does not know this request.
Answer<std::optional<std::string>> request_reload(const std::string& instance, bool check_only);

// None from a Corosync, or where anything else is wrong: for what is good to know but not needed.
std::optional<StatusReport> try_status(const std::string& instance);

} // namespace baton::tool
