// tools/compat/help.h - what the tools with Corosync's names print for -h. Two of them begin with
// the name under which they were called.
#pragma once

#include <string>
#include <string_view>

namespace baton::tool::compat {

std::string_view cfgtool_help();
std::string quorumtool_help(const char* program);
std::string_view cmapctl_help();
std::string cpgtool_help(const char* program);
std::string_view keygen_help();
std::string_view notifyd_help();

} // namespace baton::tool::compat
