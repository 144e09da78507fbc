// exec/services/reload/knet_options.cc - which keys they are, and what follows from them together.
#include "services/reload/knet_options.h"

#include "config/sections.h"
#include "services/reload/map_reading.h"

#include <array>
#include <charconv>
#include <optional>
#include <string>

namespace baton::reload {

namespace {

using config::Diagnostics;

constexpr std::string_view kTotem = "totem.";
constexpr std::string_view kInterface = "totem.interface.";
constexpr std::array<std::string_view, 6> kOptions = {
    "block_unlisted_ips",
    "knet_compression_level",
    "knet_compression_model",
    "knet_compression_threshold",
    "knet_mtu",
    "knet_pmtud_interval",
};
constexpr std::array<std::string_view, 5> kLinkOptions = {
    "knet_link_priority", "knet_ping_interval", "knet_ping_precision",
    "knet_ping_timeout",  "knet_pong_count",
};

std::optional<std::uint8_t> link_number(std::string_view text) {
    unsigned number = 0;
    const auto [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (wrong != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    if (number >= config::kLinksMax) return std::nullopt;
    return static_cast<std::uint8_t>(number);
}

const config::Directive* directive_of(std::string_view key) {
    if (!key.starts_with(kTotem)) return nullptr;
    if (!key.starts_with(kInterface)) {
        key.remove_prefix(kTotem.size());
        return is_among(kOptions, key) ? config::find_directive("totem", key) : nullptr;
    }
    key.remove_prefix(kInterface.size());
    const std::size_t dot = key.find('.');
    if (dot == std::string_view::npos || !link_number(key.substr(0, dot))) return nullptr;
    const std::string_view name = key.substr(dot + 1);
    return is_among(kLinkOptions, name) ? config::find_directive("totem.interface", name) : nullptr;
}

// The links that some node has: "nodelist.node.7.ring1_addr".
std::vector<config::Node> links_in(const cmap::Map& map) {
    config::Node all;
    map.for_each("nodelist.node.", [&](const cmap::Map::Entry& entry) {
        const std::string_view name = entry.key.substr(entry.key.rfind('.') + 1);
        if (!name.starts_with("ring") || !name.ends_with("_addr")) return;
        if (const auto link = link_number(name.substr(4, name.size() - 9)))
            all.ring_text[*link] = "named";
    });
    return {all};
}

} // namespace

bool enters_knet_options(std::string_view key) { return directive_of(key) != nullptr; }

config::Totem knet_options_of(const cmap::Map& map, std::uint32_t token_ms,
                              Diagnostics& diagnostics) {
    config::Reading reading;
    reading.settings = read_map(map, kTotem, directive_of, diagnostics);
    reading.settings.set("totem.version", {config::ValueType::u32, "2", {}, 2});
    const config::Lookup lookup({}, reading);
    config::Config config;
    config.nodes = links_in(map);
    config.totem = config::build_totem(lookup, diagnostics);
    config.totem.interfaces = config::build_interfaces(lookup, config, diagnostics);
    for (config::Interface& link : config.totem.interfaces)
        config::derive_ping_times(lookup, token_ms, link);
    return std::move(config.totem);
}

void show_knet_options(const config::Totem& totem, cmap::Map& map) {
    const std::string prefix = "runtime.config.totem.";
    map.set(prefix + "block_unlisted_ips", std::uint32_t{totem.block_unlisted_ips});
    map.set(prefix + "knet_pmtud_interval", totem.knet_pmtud_interval_s);
    map.set(prefix + "knet_mtu", totem.knet_mtu);
    map.set(prefix + "knet_compression_threshold", totem.knet_compression_threshold);
    map.set(prefix + "knet_compression_level", totem.knet_compression_level);
    map.set(prefix + "knet_compression_model", std::string_view(totem.knet_compression_model));
    for (const config::Interface& link : totem.interfaces) {
        const std::string name = prefix + "interface." + std::to_string(link.link) + '.';
        map.set(name + "knet_ping_interval", link.knet_ping_interval_ms);
        map.set(name + "knet_ping_timeout", link.knet_ping_timeout_ms);
    }
}

} // namespace baton::reload
