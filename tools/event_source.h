// tools/event_source.h - waits for what happens in the cluster.
#pragma once

#include "cluster_event.h"
#include "map_session.h"
#include "session.h"

#include <corosync/cfg.h>
#include <corosync/quorum.h>
#include <functional>

namespace baton::tool {

struct EventTrouble {
    enum class Call { map, statistics, cfg, quorum, track, dispatch } call = Call::map;
    cs_error_t error = CS_OK;
};

struct EventOptions {
    bool look_up_names = true; // names of members by the resolver; else their addresses
    std::function<void(const std::string& line)> problem{}; // a name that could not be found
};

// Calls `happened` for each event. Returns true after SIGTERM and SIGINT, else trouble; `ready` is
// called once, when everything is watched.
tl::expected<void, EventTrouble>
watch_events(const EventOptions& options, const std::function<void()>& ready,
             const std::function<void(const ClusterEvent&)>& happened);

} // namespace baton::tool
