// tools/shutdown_time.cc - see shutdown_time.h.
#include "shutdown_time.h"

#include "map_session.h"

namespace baton::tool {

namespace {

constexpr std::uint32_t kDefault_ms = 5000; // the daemon's, where the map has none

} // namespace

unsigned shutdown_time_s() {
    const auto map = MapSession::open(CMAP_MAP_ICMAP);
    const auto set_ms = map ? map->number32("cfg.shutdown_timeout") : std::nullopt;
    return set_ms.value_or(kDefault_ms) / 1000 + 1;
}

} // namespace baton::tool
