// exec/services/cmap/version.cc - every node tells the version of its configuration when a ring
// forms and when the version changes. A node that joins others with an older one than theirs ends:
// somebody forgot to copy the file to it.
#include "services/cmap/limits.h"
#include "services/cmap/state.h"
#include "wire/cmap.h"

#include <algorithm>

namespace baton::cmap {

namespace {
constexpr int kConfigurationIsOld = 8; // the exit code of all that is wrong with the configuration
}

// No version, or one of another type, counts as 0: it is not compared.
std::uint64_t CmapService::State::own_version() const {
    return map.number<std::uint64_t>(wire::kConfigVersionKey).value_or(0);
}

// During a synchronisation it waits: the version is part of that, or is told after it.
void CmapService::State::announce_version() {
    const auto message =
        wire::encode_config_version(wire::CmapReason::new_config_version, own_version());
    version_unsent = effects.synchronising() || !effects.room_for(message.size());
    announce_due = effects.now() + kAnnounceAgain;
    if (!version_unsent) effects.multicast({Bytes(message)}, false);
}

void CmapService::State::take_version(NodeId from, std::uint64_t version) {
    map.set("runtime.members." + std::to_string(from.value) + ".config_version", version);
    if (from != self) highest_version = std::max(highest_version, version);
}

// Only when this node, and maybe others, came together from a ring that it had before: nodes that
// start at once and meet in their first ring do not know yet who of them is late.
void CmapService::State::check_version() {
    if (!came_with_others || version_checked) return;
    version_checked = true;
    const std::uint64_t own = own_version();
    if (own == 0 || highest_version <= own) return;
    effects.log({LogLevel::error, LogPart::cmap,
                 "Received config version (" + std::to_string(highest_version) +
                     ") is different than my config version (" + std::to_string(own) +
                     ")! Exiting"});
    effects.command(ShutDown{"this node's configuration is older than that of the other nodes",
                             kConfigurationIsOld});
}

} // namespace baton::cmap
