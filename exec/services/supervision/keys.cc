// exec/services/supervision/keys.cc - see keys.h.
#include "services/supervision/keys.h"

#include "config/diagnostics.h"
#include "config/syntax.h"
#include "services/supervision/limits.h"

#include <charconv>
#include <cmath>
#include <fmt/format.h>

namespace baton::supervision {

std::optional<ResourceKey> resource_key(std::string_view key) {
    const std::size_t prefix = key.starts_with(kSystem)    ? kSystem.size()
                               : key.starts_with(kProcess) ? kProcess.size()
                                                           : 0;
    const std::size_t dot = key.find('.', prefix);
    if (prefix == 0 || dot == std::string_view::npos || dot == prefix) return std::nullopt;
    const std::string_view part = key.substr(dot + 1);
    if (part.empty() || part.find('.') != std::string_view::npos) return std::nullopt;
    return ResourceKey{key.substr(0, dot + 1), part};
}

std::string_view name_of(std::string_view resource) {
    resource.remove_suffix(1);
    return resource.substr(resource.rfind('.') + 1);
}

std::optional<double> limit_of(std::string_view text) {
    const std::string_view number = config::trimmed(text);
    const char* const end = number.data() + number.size();
    double value = 0;
    const auto [stopped, error] = std::from_chars(number.data(), end, value);
    if (error != std::errc() || stopped != end || !std::isfinite(value) || value < 0)
        return std::nullopt;
    return value;
}

std::optional<Duration> period_of(const cmap::Value& value) {
    const auto ms = value.as<std::uint64_t>();
    if (!ms || *ms < kPeriodMinMs || *ms > kPeriodMaxMs) return std::nullopt;
    return milliseconds{*ms};
}

std::string shown(const cmap::Value& value) {
    if (const auto text = value.text()) return config::quoted(*text);
    if (const auto number = value.as<std::uint64_t>()) return std::to_string(*number);
    if (const auto number = value.as<std::uint32_t>()) return std::to_string(*number);
    return "a value of another type";
}

std::string no_period(std::string_view key, const cmap::Value& value, Duration holds) {
    return fmt::format("{} is {}: it must be a number of type u64 between {} and {} milliseconds; "
                       "{} ms holds",
                       key, shown(value), kPeriodMinMs, kPeriodMaxMs, holds / milliseconds{1});
}

} // namespace baton::supervision
