// exec/services/cmap/connection.h - what one client has open: walks through keys, and trackers.
#pragma once

#include "base/ids.h"
#include "services/cmap/map.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace baton::cmap {

// Where it stands is a name, not a place: keys may come and go meanwhile.
struct Walk {
    std::string prefix;
    std::string last; // empty: at the beginning
};

struct Tracker {
    std::string key;
    std::uint64_t cookie = 0;
    std::optional<WatchId> watch; // in the client's map
    // Of one statistic of which changes are to be told: its value when it was looked at last.
    bool compares = false;
    std::optional<Value> seen;
};

struct Connection {
    explicit Connection(ClientId its_client) : client(its_client) {}

    ClientId client;
    bool statistics = false; // the map that it has chosen
    std::map<std::uint64_t, Walk> walks;
    std::map<std::uint64_t, Tracker> trackers;
};

} // namespace baton::cmap
