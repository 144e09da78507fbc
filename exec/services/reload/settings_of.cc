// exec/services/reload/settings_of.cc - which keys they are, and what follows from them together.
#include "services/reload/settings_of.h"

#include "config/sections.h"
#include "services/reload/map_reading.h"

#include <array>
#include <string>
#include <utility>

namespace baton::reload {

namespace {

using config::Diagnostics;
using config::Reading;

constexpr std::string_view kTotem = "totem.";
constexpr std::string_view kLogging = "logging.";
constexpr std::string_view kSubsystem = "logging.logger_subsys.";

constexpr std::array<std::string_view, 19> kTiming = {
    "token",
    "token_coefficient",
    "token_warning",
    "token_retransmits_before_loss_const",
    "token_retransmit",
    "hold",
    "join",
    "consensus",
    "send_join",
    "merge",
    "downcheck",
    "fail_recv_const",
    "seqno_unchanged_const",
    "miss_count_const",
    "window_size",
    "max_messages",
    "heartbeat_failures_allowed",
    "max_network_delay",
    "cancel_token_hold_on_retransmit",
};

const config::Directive* timing_directive(std::string_view key) {
    if (!key.starts_with(kTotem)) return nullptr;
    key.remove_prefix(kTotem.size());
    return is_among(kTiming, key) ? config::find_directive("totem", key) : nullptr;
}

// "logging.logger_subsys.QUORUM.debug" as QUORUM and debug; without the former: of all.
std::pair<std::string_view, std::string_view> logging_name(std::string_view key) {
    if (!key.starts_with(kSubsystem)) return {{}, key.substr(kLogging.size())};
    key.remove_prefix(kSubsystem.size());
    const std::size_t dot = key.rfind('.');
    if (dot == std::string_view::npos) return {};
    return {key.substr(0, dot), key.substr(dot + 1)};
}

const config::Directive* logging_directive(std::string_view key) {
    const auto [subsystem, name] = logging_name(key);
    return config::find_directive(subsystem.empty() ? "logging" : "logging.logger_subsys", name);
}

std::size_t nodes_on_first_link(const cmap::Map& map) {
    std::size_t count = 0;
    map.for_each("nodelist.node.", [&](const cmap::Map::Entry& entry) {
        if (entry.key.ends_with(".ring0_addr")) ++count;
    });
    return count;
}

} // namespace

bool enters_timing(std::string_view key) { return timing_directive(key) != nullptr; }

config::Timing timing_of(const cmap::Map& map, Diagnostics& diagnostics) {
    Reading reading;
    reading.settings = read_map(map, kTotem, timing_directive, diagnostics);
    config::Config nodes;
    nodes.nodes.resize(nodes_on_first_link(map));
    for (config::Node& node : nodes.nodes) node.ring_text[0] = "named";
    return config::build_timing(config::Lookup({}, reading), nodes, diagnostics);
}

config::Logging logging_of(const cmap::Map& map, Diagnostics& diagnostics) {
    Reading reading;
    reading.settings = read_map(map, kLogging, logging_directive, diagnostics);
    for (const auto& [key, setting] : reading.settings.all()) {
        std::string name(logging_name(key).first);
        if (!name.empty() && !is_among(reading.subsystems, name))
            reading.subsystems.push_back(std::move(name));
    }
    return config::build_logging(config::Lookup({}, reading), diagnostics);
}

void show_timing(const config::Timing& timing, cmap::Map& map) {
    const std::pair<std::string_view, std::uint32_t> shown[] = {
        {"token", timing.token_ms},
        {"token_warning", timing.token_warning_percent},
        {"token_retransmit", timing.token_retransmit_ms},
        {"token_retransmits_before_loss_const", timing.token_retransmits_before_loss},
        {"hold", timing.hold_ms},
        {"join", timing.join_ms},
        {"consensus", timing.consensus_ms},
        {"send_join", timing.send_join_ms},
        {"merge", timing.merge_ms},
        {"downcheck", timing.downcheck_ms},
        {"fail_recv_const", timing.fail_recv_const},
        {"seqno_unchanged_const", timing.seqno_unchanged_const},
        {"miss_count_const", timing.miss_count_const},
        {"heartbeat_failures_allowed", timing.heartbeat_failures_allowed},
        {"max_network_delay", timing.max_network_delay_ms},
        {"window_size", timing.window_size},
        {"max_messages", timing.max_messages},
        {"cancel_token_hold_on_retransmit",
         timing.cancel_token_hold_on_retransmit ? std::uint32_t{1} : std::uint32_t{0}},
    };
    for (const auto& [name, value] : shown)
        map.set("runtime.config.totem." + std::string(name), value);
}

} // namespace baton::reload
