// exec/config/config.h - the one checked configuration value that the daemon works with.
// All defaults are filled in and all formulas done: nobody else needs to know what "unset" means.
#pragma once

#include "base/address.h"
#include "base/ids.h"
#include "base/secret.h"
#include "config/diagnostics.h"
#include "config/settings.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace baton::config {

constexpr std::size_t kLinksMax = 8;
constexpr std::size_t kNodesMax = 384;

enum class Transport : std::uint8_t { udp, udpu, knet };
enum class IpVersion : std::uint8_t { ipv4, ipv6, ipv6_then_ipv4, ipv4_then_ipv6 };
enum class LinkMode : std::uint8_t { passive, active, round_robin };

// One link. Present for every link that the nodelist or an interface section names.
struct Interface {
    std::uint8_t link = 0;
    std::uint16_t port = 5405;  // udp uses this one and the one below
    std::string multicast_text; // mcastaddr as written
    IpAddress multicast;        // udp: where to send; from mcastaddr, broadcast or cluster_name
    bool broadcast = false;
    std::uint8_t ttl = 1;
    std::string bind_text; // bindnetaddr as written; the nodelist decides
    std::string knet_transport = "udp";
    std::uint8_t knet_link_priority = 1;
    std::uint32_t knet_ping_interval_ms = 0;
    std::uint32_t knet_ping_timeout_ms = 0;
    std::uint32_t knet_ping_precision = 2048;
    std::uint32_t knet_pong_count = 2;
    Place place;
};

// Timers and windows in effect, after defaults and formulas.
struct Timing {
    std::uint32_t token_ms = 3000; // with the coefficient for nodes beyond the second
    std::uint32_t token_warning_percent = 75;
    std::uint32_t token_warning_ms = 2250; // 0: off
    std::uint32_t token_retransmits_before_loss = 4;
    std::uint32_t token_retransmit_ms = 714;
    std::uint32_t hold_ms = 561;
    std::uint32_t join_ms = 50;
    std::uint32_t send_join_ms = 0;
    std::uint32_t consensus_ms = 3600;
    std::uint32_t merge_ms = 200;
    std::uint32_t downcheck_ms = 1000;
    std::uint32_t pause_ms = 2400; // a step that comes this late means that we did not run
    std::uint32_t fail_recv_const = 2500;
    std::uint32_t seqno_unchanged_const = 30;
    std::uint32_t miss_count_const = 5;
    std::uint32_t window_size = 50;
    std::uint32_t max_messages = 17;
    bool window_size_given = false; // not by default
    bool max_messages_given = false;
    std::uint32_t heartbeat_failures_allowed = 0;
    std::uint32_t max_network_delay_ms = 50;
    bool cancel_token_hold_on_retransmit = false;
};

struct Totem {
    std::uint32_t version = 2;
    std::string cluster_name;
    std::uint64_t config_version = 0; // 0: not compared
    Transport transport = Transport::knet;
    IpVersion ip_version = IpVersion::ipv6_then_ipv4;
    LinkMode link_mode = LinkMode::passive;
    std::uint32_t netmtu = 1500; // largest datagram, or message of knet, headers included
    bool block_unlisted_ips = true;
    bool clear_node_high_bit = false;
    std::string crypto_model = "nss";
    std::string crypto_cipher = "none";
    std::string crypto_hash = "none";
    std::string keyfile = "/etc/corosync/authkey";
    std::string key;
    Secret key_bytes; // of one or the other, if it encrypts
    std::uint32_t knet_pmtud_interval_s = 30;
    std::uint32_t knet_mtu = 0;
    std::string knet_compression_model = "none";
    std::uint32_t knet_compression_threshold = 0;
    std::int32_t knet_compression_level = 0;
    std::optional<std::uint8_t> ip_dscp; // traffic class of knet's packets; none: not set
    std::vector<Interface> interfaces;   // by rising link number
};

struct Node {
    NodeId id; // after resolution never 0 with udp and udpu
    std::string name;
    std::array<std::string, kLinksMax> ring_text; // ringN_addr as written; empty: not on this link
    std::array<IpAddress, kLinksMax> address;     // after resolution; empty: does not resolve
    std::uint32_t votes = 1;
    Place place;
    std::array<Place, kLinksMax> ring_place;
};

struct QuorumDevice {
    std::string model; // empty: no device
    std::optional<std::uint32_t> votes;
    std::uint32_t timeout_ms = 10000;
    std::uint32_t sync_timeout_ms = 30000;
    bool master_wins = false;
};

struct Quorum {
    std::string provider; // empty: no votes are counted, always quorate
    std::uint32_t expected_votes = 0;
    std::uint32_t votes = 1;
    bool two_node = false;
    bool wait_for_all = false;
    bool last_man_standing = false;
    std::uint32_t last_man_standing_window_ms = 10000;
    bool auto_tie_breaker = false;
    std::string auto_tie_breaker_node = "lowest";
    bool allow_downscale = false;
    bool expected_votes_tracking = false;
    QuorumDevice device;
};

// As syslog counts: the higher, the less important.
enum class Priority : std::uint8_t { emerg, alert, crit, error, warning, notice, info, debug };
enum class DebugMode : std::uint8_t { off, on, trace };
enum class Timestamp : std::uint8_t { off, seconds, milliseconds };

struct LogTargets {
    bool to_stderr = true;
    bool to_syslog = true;
    bool to_logfile = false;
    std::string logfile;
    Priority syslog_priority = Priority::info;
    Priority logfile_priority = Priority::info; // standard error uses it too
    DebugMode debug = DebugMode::off;
};

struct LogSubsystem {
    std::string name; // QUORUM, TOTEM, ...
    LogTargets targets;
};

struct Logging {
    LogTargets targets;
    std::string syslog_facility = "daemon";
    Timestamp timestamp = Timestamp::milliseconds;
    bool fileline = false;
    bool function_name = false;
    bool blackbox = true;
    std::vector<LogSubsystem> subsystems; // what is not given there is inherited

    // What holds for one subsystem.
    [[nodiscard]] const LogTargets& targets_of(std::string_view subsystem) const {
        for (const LogSubsystem& each : subsystems)
            if (each.name == subsystem) return each.targets;
        return targets;
    }
};

enum class MoveToRootCgroup : std::uint8_t { no, yes, automatic };
enum class IpcType : std::uint8_t { native, shm, socket };

struct System {
    bool sched_rr = true;
    int nice = 0; // -20..19, when sched_rr is no
    MoveToRootCgroup move_to_root_cgroup = MoveToRootCgroup::automatic;
    IpcType ipc_type = IpcType::native;
    bool allow_knet_handle_fallback = false;
    std::string state_dir; // empty: the daemon's own default
    std::string instance;  // empty: the plain names of sockets and state files
    std::string node;      // name or node id of this node; empty: found by address and host name
};

// Who besides root may use the local interface.
struct AccessEntry {
    bool is_group = false;
    std::string text;                // as written: a name or a number
    std::optional<std::uint32_t> id; // of a name: filled in when it was looked up
    Place place;
};

struct Config {
    std::string file; // the main file, as it was named to us
    Totem totem;
    Timing timing;
    std::vector<Node> nodes;
    Quorum quorum;
    Logging logging;
    System system;
    std::vector<AccessEntry> access;
    Settings settings;                     // all of it, in the form of the configuration database
    std::optional<std::size_t> local_node; // index into nodes, after resolution

    // Null if neither the nodelist nor an interface section names the link.
    [[nodiscard]] const Interface* interface(std::size_t link) const {
        for (const Interface& each : totem.interfaces)
            if (each.link == link) return &each;
        return nullptr;
    }
    [[nodiscard]] const Node* local() const {
        return local_node && *local_node < nodes.size() ? &nodes[*local_node] : nullptr;
    }
};

} // namespace baton::config
