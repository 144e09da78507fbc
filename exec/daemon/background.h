// exec/daemon/background.h - becoming a daemon.
#pragma once

#include "daemon/exit_codes.h"

#include <optional>

namespace baton {

// Forks; the parent ends with 0. The child has its own session, and its standard files lead
// nowhere. Nothing if all went well. No thread may run yet.
std::optional<ExitCode> go_into_background();

} // namespace baton
