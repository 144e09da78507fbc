// tools/compat/called_as.h - under which name was the program called? Under the names of Corosync's
// tools it is one of them: their options, their text, their exit codes.
#pragma once

#include <string_view>

namespace baton::tool::compat {

enum class Tool { baton, cfgtool, quorumtool, cmapctl, cpgtool, keygen, notifyd };

// `name` may have folders before it. Anything unknown is baton.
Tool called_as(std::string_view name);

} // namespace baton::tool::compat
