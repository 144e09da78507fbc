// tools/cluster_session.h - connections of the sub-commands to the services of the daemon, and
// their refusals as trouble.
#pragma once

#include "context.h"
#include "cpg_session.h"
#include "map_session.h"
#include "session.h"

#include <corosync/cfg.h>

namespace baton::tool {

using CfgSession = Session<corosync_cfg_finalize>;

// While connecting, "library error" means that nobody is there.
Trouble opening_trouble(cs_error_t error, const char* doing);

Answer<CfgSession> open_cfg();
Answer<MapSession> open_map(const Context& context, cmap_map_t map = CMAP_MAP_ICMAP);

} // namespace baton::tool
