// exec/services/reload/settings_of.cc - the map's keys as if a file had said them.
#include "services/reload/settings_of.h"

#include "config/directives.h"
#include "config/sections.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>

namespace baton::reload {

namespace {

using config::Diagnostics;
using config::Reading;
using config::ValueType;

constexpr std::string_view kTotem = "totem.";
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

std::optional<config::Setting> setting_of(std::string_view key, const cmap::Value& value) {
    const config::Place place{std::string(key), 0};
    if (const auto text = value.text())
        return config::Setting{ValueType::text, std::string(*text), place, 0};
    if (const auto number = value.as<std::uint32_t>())
        return config::Setting{ValueType::u32, std::to_string(*number), place, *number};
    return std::nullopt;
}

// A number under another type would be passed over in silence.
void check_type(std::string_view key, std::string_view name, const cmap::Value& value,
                Diagnostics& diagnostics) {
    const config::Directive* directive = config::find_directive("totem", name);
    const bool wants_number = directive != nullptr && config::is_number(directive->kind);
    const bool good =
        wants_number ? value.as<std::uint32_t>().has_value() : value.text().has_value();
    if (!good)
        diagnostics.error({std::string(key), 0}, "the value has the wrong type",
                          wants_number ? "write it as u32" : "write it as str");
}

std::size_t nodes_on_first_link(const cmap::Map& map) {
    std::size_t count = 0;
    map.for_each("nodelist.node.", [&](const cmap::Map::Entry& entry) {
        if (entry.key.ends_with(".ring0_addr")) ++count;
    });
    return count;
}

} // namespace

bool enters_timing(std::string_view key) {
    if (!key.starts_with(kTotem)) return false;
    return std::ranges::find(kTiming, key.substr(kTotem.size())) != kTiming.end();
}

config::Timing timing_of(const cmap::Map& map, Diagnostics& diagnostics) {
    Reading reading;
    for (const std::string_view name : kTiming) {
        const std::string key = std::string(kTotem) + std::string(name);
        const cmap::Value* value = map.find(key);
        if (value == nullptr) continue;
        check_type(key, name, *value, diagnostics);
        if (auto setting = setting_of(key, *value)) reading.settings.set(key, std::move(*setting));
    }
    config::Config nodes;
    nodes.nodes.resize(nodes_on_first_link(map));
    for (config::Node& node : nodes.nodes) node.ring_text[0] = "named";
    return config::build_timing(config::Lookup({}, reading), nodes, diagnostics);
}

config::Logging logging_of(const cmap::Map& map, Diagnostics& diagnostics) {
    Reading reading;
    map.for_each("logging.", [&](const cmap::Map::Entry& entry) {
        if (auto setting = setting_of(entry.key, entry.value))
            reading.settings.set(std::string(entry.key), std::move(*setting));
        if (!entry.key.starts_with(kSubsystem)) return;
        const std::string_view rest = entry.key.substr(kSubsystem.size());
        std::string name(rest.substr(0, rest.rfind('.')));
        if (std::ranges::find(reading.subsystems, name) == reading.subsystems.end())
            reading.subsystems.push_back(std::move(name));
    });
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
