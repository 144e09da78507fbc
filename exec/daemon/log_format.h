// exec/daemon/log_format.h - the form of a log line for each target. Tools parse these.
//
//   standard error  Nov 21 19:36:38 notice  [TOTEM ] text
//   file            Nov 21 19:36:38 [4711] host corosync notice  [TOTEM ] text
//   syslog          [TOTEM ] text, two blanks in front, under the identity corosync[4711]
#pragma once

#include "base/log.h"
#include "config/config.h"

#include <chrono>
#include <string>
#include <string_view>

namespace baton {

inline constexpr std::string_view kLogIdentity = "corosync";

std::string_view name_of(LogPart part);       // as logger_subsys knows it
std::string_view name_of(LogLevel level);     // as lines show it
config::Priority priority_of(LogLevel level); // trace counts as debug
// Whether these targets take the line: `lowest` is that of the target, debug and trace pass when
// they are switched on.
bool passes(LogLevel level, config::Priority lowest, config::DebugMode debug);

using WallTime = std::chrono::system_clock::time_point;
std::string timestamp(WallTime when, config::Timestamp form); // with a blank at its end, or empty
std::string format_for_stderr(const LogLine& line, WallTime when, config::Timestamp form);
std::string format_for_file(const LogLine& line, WallTime when, config::Timestamp form, int pid,
                            std::string_view host);
std::string format_for_syslog(const LogLine& line, WallTime when, int facility, int pid);

// What comes from outside into a line (names, errors) must not make a second line or move a
// terminal's cursor: control characters become '?'.
std::string printable(std::string text);

} // namespace baton
