// exec/services/reload/knet_options.cc - the map's keys as if a file had said them.
#include "services/reload/knet_options.h"

#include "config/directives.h"
#include "config/sections.h"
#include "config/value_checks.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <string>

namespace baton::reload {

namespace {

using config::Diagnostics;
using config::ValueType;

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

bool is_among(const auto& names, std::string_view name) {
    return std::ranges::find(names, name) != names.end();
}

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

std::optional<std::string> text_of(const cmap::Value& value, ValueType wanted) {
    const auto number = [](auto found) -> std::optional<std::string> {
        if (!found) return std::nullopt;
        return std::to_string(*found);
    };
    switch (wanted) {
    case ValueType::u8:
        return number(value.as<std::uint8_t>());
    case ValueType::i32:
        return number(value.as<std::int32_t>());
    case ValueType::text:
        return value.text() ? std::optional<std::string>(*value.text()) : std::nullopt;
    default:
        return number(value.as<std::uint32_t>());
    }
}

std::string_view name_of(ValueType type) {
    switch (type) {
    case ValueType::u8:
        return "u8";
    case ValueType::i32:
        return "i32";
    case ValueType::text:
        return "str";
    default:
        return "u32";
    }
}

void take(const cmap::Map::Entry& entry, config::Reading& reading, Diagnostics& diagnostics) {
    const config::Directive* directive = directive_of(entry.key);
    if (directive == nullptr) return;
    const config::Place place{std::string(entry.key), 0};
    const ValueType type = config::stored_type(directive->kind);
    const auto text = text_of(entry.value, type);
    if (!text)
        return diagnostics.error(place, "the value has the wrong type",
                                 "write it as " + std::string(name_of(type)));
    config::Setting setting{type, *text, place, 0};
    if (config::check_value(*directive, setting, diagnostics))
        reading.settings.set(std::string(entry.key), std::move(setting));
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
    reading.settings.set("totem.version", {ValueType::u32, "2", {}, 2});
    map.for_each(kTotem, [&](const cmap::Map::Entry& entry) { take(entry, reading, diagnostics); });
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
