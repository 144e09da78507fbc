// exec/services/cmap/access.cc - the lists.
//
// What the daemon says of itself (runtime.members, ring, quorum, votequorum; how a reload went) is
// read-only here; Corosync lets every client write it. Names of no meaning may be written by all:
// people keep notes there.
#include "services/cmap/access.h"

#include <algorithm>

namespace baton::cmap {

namespace {

constexpr std::string_view kPrefixes[] = {
    "internal_configuration.", "runtime.services.", "runtime.config.",     "runtime.totem.",
    "runtime.members.",        "runtime.ring.",     "runtime.votequorum.", "runtime.quorum.",
    "uidgid.config.",          "system.",           "nodelist.",
};

constexpr std::string_view kKeys[] = {
    "totem.version",
    "totem.transport",
    "totem.cluster_name",
    "totem.ip_version",
    "totem.ip_dscp",
    "totem.rrp_mode",
    "totem.netmtu",
    "totem.threads",
    "totem.nodeid",
    "totem.clear_node_high_bit",
    "totem.secauth",
    "totem.crypto_model",
    "totem.crypto_cipher",
    "totem.crypto_hash",
    "totem.keyfile",
    "totem.key",
    "config.reload_in_progress",
    "config.totemconfig_reload_in_progress",
    "config.reload_status",
    "config.reload_error_message",
};

constexpr std::string_view kQuorumKeys[] = {
    "quorum.allow_downscale",         "quorum.wait_for_all",
    "quorum.last_man_standing",       "quorum.last_man_standing_window",
    "quorum.expected_votes_tracking", "quorum.auto_tie_breaker",
    "quorum.auto_tie_breaker_node",
};

bool is_one(const Map& map, const std::string& key) {
    return map.number<std::uint8_t>(key) == std::uint8_t{1};
}

} // namespace

bool is_read_only(std::string_view key, bool counts_votes) {
    const auto begins = [key](std::string_view prefix) { return key.starts_with(prefix); };
    return std::ranges::any_of(kPrefixes, begins) ||
           std::ranges::find(kKeys, key) != std::end(kKeys) ||
           (counts_votes && std::ranges::find(kQuorumKeys, key) != std::end(kQuorumKeys));
}

bool allows(const Map& map, std::uint32_t user, std::uint32_t group) {
    if (user == 0 || group == 0) return true;
    const std::string uid = "uid." + std::to_string(user);
    const std::string gid = "gid." + std::to_string(group);
    return is_one(map, "uidgid." + uid) || is_one(map, "uidgid.config." + uid) ||
           is_one(map, "uidgid." + gid) || is_one(map, "uidgid.config." + gid);
}

} // namespace baton::cmap
