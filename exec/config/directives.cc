// exec/config/directives.cc - the table of names. To add a directive, add its row, then read it in
// the file of its section (totem_section.cc, logging_section.cc, ...).
#include "config/directives.h"

#include <algorithm>

namespace baton::config {
namespace {

using enum Kind;
constexpr Status kNoEffect = Status::no_effect;
constexpr Status kObsolete = Status::obsolete;

constexpr Directive kTable[] = {
    {"totem", "version", u32},
    {"totem", "cluster_name"},
    {"totem", "cluster_uuid"}, // a mark that pcs leaves for itself
    {"totem", "config_version", u64},
    {"totem", "transport"},
    {"totem", "ip_version", word, "ipv4 ipv6 ipv6-4 ipv4-6"},
    {"totem", "link_mode"},
    {"totem", "netmtu", u32},
    {"totem", "ip_dscp"},
    {"totem", "block_unlisted_ips", truth_default_yes},
    {"totem", "clear_node_high_bit", truth_default_no},
    {"totem", "nodeid", u32, "", "write nodeid in the node's section of the nodelist", kNoEffect},
    {"totem", "threads", u32, "", "remove it", kNoEffect},
    {"totem", "token", u32},
    {"totem", "token_coefficient", u32},
    {"totem", "token_warning", u32},
    {"totem", "token_retransmits_before_loss_const", u32},
    {"totem", "token_retransmit", u32},
    {"totem", "hold", u32},
    {"totem", "join", u32},
    {"totem", "consensus", u32},
    {"totem", "send_join", u32},
    {"totem", "merge", u32},
    {"totem", "downcheck", u32},
    {"totem", "fail_recv_const", u32},
    {"totem", "seqno_unchanged_const", u32},
    {"totem", "miss_count_const", u32},
    {"totem", "window_size", u32},
    {"totem", "max_messages", u32},
    {"totem", "heartbeat_failures_allowed", u32},
    {"totem", "max_network_delay", u32},
    {"totem", "cancel_token_hold_on_retransmit", truth_default_no},
    {"totem", "knet_pmtud_interval", u32},
    {"totem", "knet_mtu", u32},
    {"totem", "knet_compression_model", word, "none zlib lz4 lz4hc lzo2 lzma bzip2 zstd"},
    {"totem", "knet_compression_threshold", u32},
    {"totem", "knet_compression_level", i32},
    {"totem", "crypto_model", word, "nss openssl"},
    {"totem", "crypto_cipher", word, "none aes256 aes192 aes128"},
    {"totem", "crypto_hash", word, "none md5 sha1 sha256 sha384 sha512"},
    {"totem", "secauth", truth_on},
    {"totem", "keyfile"},
    {"totem", "key"},
    {"totem", "rrp_*", text, "", "several links work without it (transport: knet)", kObsolete},
    {"totem", "vsftype", text, "", "remove it", kObsolete},

    {"totem.interface", "linknumber", u8},
    {"totem.interface", "mcastport", u16},
    {"totem.interface", "bindnetaddr"},
    {"totem.interface", "mcastaddr"},
    {"totem.interface", "broadcast", truth_yes},
    {"totem.interface", "ttl", u8},
    {"totem.interface", "knet_transport"},
    {"totem.interface", "knet_link_priority", u8},
    {"totem.interface", "knet_ping_interval", u32},
    {"totem.interface", "knet_ping_timeout", u32},
    {"totem.interface", "knet_ping_precision", u32},
    {"totem.interface", "knet_pong_count", u32},
    {"totem.interface", "ringnumber", text, "",
     "write 'linknumber', or the options of this section go to link 0", kObsolete},
    {"totem.interface.member", "memberaddr", text, "", "write a nodelist", kObsolete},

    {"nodelist.node", "ring0_addr"},
    {"nodelist.node", "ring1_addr"},
    {"nodelist.node", "ring2_addr"},
    {"nodelist.node", "ring3_addr"},
    {"nodelist.node", "ring4_addr"},
    {"nodelist.node", "ring5_addr"},
    {"nodelist.node", "ring6_addr"},
    {"nodelist.node", "ring7_addr"},
    {"nodelist.node", "nodeid", u32},
    {"nodelist.node", "name"},
    {"nodelist.node", "quorum_votes", u32},

    {"quorum", "provider"},
    {"quorum", "expected_votes", u32},
    {"quorum", "votes", u32, "", "write quorum_votes in the node's section of the nodelist",
     kNoEffect},
    {"quorum", "two_node", truth_number},
    {"quorum", "wait_for_all", truth_number},
    {"quorum", "last_man_standing", truth_number},
    {"quorum", "last_man_standing_window", u32},
    {"quorum", "auto_tie_breaker", truth_number},
    {"quorum", "auto_tie_breaker_node"},
    {"quorum", "allow_downscale", truth_number},
    {"quorum", "expected_votes_tracking", truth_number},
    {"quorum", "leaving_timeout", u32, "", "remove it", kNoEffect},
    {"quorum.device", "model"},
    {"quorum.device", "votes", u32},
    {"quorum.device", "timeout", u32},
    {"quorum.device", "sync_timeout", u32},
    {"quorum.device", "master_wins", truth_number},
    {"quorum.device.net", "host"},
    {"quorum.device.net", "port"},
    {"quorum.device.net", "algorithm"},
    {"quorum.device.net", "tie_breaker"},
    {"quorum.device.net", "connect_timeout"},
    {"quorum.device.net", "force_ip_version"},
    {"quorum.device.net", "tls"},
    {"quorum.device.net", "keep_active_partition_tie_breaker"},
    {"quorum.device.heuristics", "mode"},
    {"quorum.device.heuristics", "timeout"},
    {"quorum.device.heuristics", "sync_timeout"},
    {"quorum.device.heuristics", "interval"},
    {"quorum.device.heuristics", "exec_*"},

    {"logging", "to_stderr", truth_target},
    {"logging", "to_syslog", truth_target},
    {"logging", "to_logfile", truth_target},
    {"logging", "to_file", truth_target, "", "write 'to_logfile'", kObsolete},
    {"logging", "logfile"},
    {"logging", "syslog_facility"},
    {"logging", "syslog_priority"},
    {"logging", "syslog_level", text, "", "write 'syslog_priority'", kObsolete},
    {"logging", "logfile_priority"},
    {"logging", "debug"},
    {"logging", "timestamp"},
    {"logging", "fileline", truth_on_off},
    {"logging", "function_name", truth_on_off},
    {"logging", "blackbox", truth_on_off},
    {"logging.logger_subsys", "subsys"},
    {"logging.logger_subsys", "to_stderr", truth_target},
    {"logging.logger_subsys", "to_syslog", truth_target},
    {"logging.logger_subsys", "to_logfile", truth_target},
    {"logging.logger_subsys", "to_file", truth_target, "", "write 'to_logfile'", kObsolete},
    {"logging.logger_subsys", "logfile"},
    {"logging.logger_subsys", "syslog_priority"},
    {"logging.logger_subsys", "syslog_level", text, "", "write 'syslog_priority'", kObsolete},
    {"logging.logger_subsys", "logfile_priority"},
    {"logging.logger_subsys", "debug"},
    {"logging.logging_daemon", "name"},
    {"logging.logging_daemon", "subsys"},
    {"logging.logging_daemon", "*"}, // the business of the daemon that is named

    {"system", "sched_rr", truth_yes_no},
    {"system", "priority"},
    {"system", "move_to_root_cgroup", word, "yes no auto"},
    {"system", "qb_ipc_type", word, "native shm socket"},
    {"system", "allow_knet_handle_fallback", truth_yes_no},
    {"system", "state_dir"},
    {"system", "instance"}, // ours
    {"system", "node"},     // ours

    {"uidgid", "uid"},
    {"uidgid", "gid"},

    {"resources", "watchdog_device"},
    {"resources", "watchdog_timeout", u32},
    {"resources.system.memory_used", "max"},
    {"resources.system.memory_used", "poll_period", u64},
    {"resources.system.memory_used", "recovery"},
    {"resources.system.load_15min", "max"},
    {"resources.system.load_15min", "poll_period", u64},
    {"resources.system.load_15min", "recovery"},

    {"pload", "count"},
    {"pload", "size"},
    {"pload", "start"},

    {"nozzle", "name"},
    {"nozzle", "ipaddr"},
    {"nozzle", "ipprefix"},
    {"nozzle", "macaddr"},

    {"", "compatibility", text, "", "remove it", kObsolete},
};

constexpr std::string_view kPlugin = "remove it: the programs that it started are services now";

constexpr KnownSection kSections[] = {
    {"totem"},
    {"totem.interface"},
    {"totem.interface.member", kObsolete, "write a nodelist"},
    {"nodelist"},
    {"nodelist.node"},
    {"quorum"},
    {"quorum.device"},
    {"quorum.device.net"},
    {"quorum.device.heuristics"},
    {"logging"},
    {"logging.logger_subsys"},
    {"logging.logging_daemon"},
    {"system"},
    {"uidgid"},
    {"resources"},
    {"resources.system"},
    {"resources.system.memory_used"},
    {"resources.system.load_15min"},
    {"pload"},
    {"nozzle"},
    {"service", kObsolete, kPlugin},
    {"aisexec", kObsolete, "write uidgid sections to let users in"},
    {"amf", kObsolete, "remove it"},
};

bool matches(std::string_view pattern, std::string_view name) {
    if (!pattern.ends_with('*')) return pattern == name;
    return name.starts_with(pattern.substr(0, pattern.size() - 1));
}

} // namespace

const Directive* find_directive(std::string_view section, std::string_view name) {
    const auto* found = std::ranges::find_if(kTable, [&](const Directive& each) {
        return each.section == section && matches(each.name, name);
    });
    return found == std::end(kTable) ? nullptr : found;
}

const KnownSection* find_section(std::string_view path) {
    const auto* found = std::ranges::find(kSections, path, &KnownSection::path);
    return found == std::end(kSections) ? nullptr : found;
}

std::vector<std::string_view> names_in_section(std::string_view section) {
    std::vector<std::string_view> names;
    for (const Directive& each : kTable)
        if (each.section == section && !each.name.ends_with('*')) names.push_back(each.name);
    return names;
}

std::vector<std::string_view> sections_with(std::string_view name) {
    std::vector<std::string_view> sections;
    for (const Directive& each : kTable)
        if (each.name == name) sections.push_back(each.section);
    return sections;
}

std::vector<std::string_view> section_paths() {
    std::vector<std::string_view> paths;
    for (const KnownSection& each : kSections) paths.push_back(each.path);
    return paths;
}

ValueType stored_type(Kind kind) {
    switch (kind) {
    case u8:
    case truth_number:
        return ValueType::u8;
    case u16:
        return ValueType::u16;
    case u32:
        return ValueType::u32;
    case u64:
        return ValueType::u64;
    case i32:
        return ValueType::i32;
    default:
        return ValueType::text;
    }
}

} // namespace baton::config
