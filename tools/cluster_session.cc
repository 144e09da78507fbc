// tools/cluster_session.cc - see cluster_session.h.
#include "cluster_session.h"

#include "time_limit.h"

namespace baton::tool {

Trouble opening_trouble(cs_error_t error, const char* doing) {
    if (error == CS_ERR_LIBRARY) return {Trouble::Kind::not_running};
    return trouble_of(error, doing);
}

Answer<CfgSession> open_cfg() {
    const TimeLimit limit;
    corosync_cfg_handle_t handle = 0;
    const cs_error_t error = corosync_cfg_initialize(&handle, nullptr);
    if (error != CS_OK) return tl::make_unexpected(opening_trouble(error, "connect"));
    return CfgSession(handle);
}

// A second lies between two tries.
Answer<MapSession> open_map(const Context& context, cmap_map_t map) {
    auto session = MapSession::open(map, context.daemon.time_limit_s);
    if (!session) return tl::make_unexpected(opening_trouble(session.error(), "connect"));
    return std::move(*session);
}

} // namespace baton::tool
