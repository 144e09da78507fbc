// exec/services/supervision/watchdog.cc - who is looked after, and when; the watchdog's settings.
// What is looked at, and what is done then: recovery.cc.
#include "services/supervision/watchdog.h"

#include "services/supervision/keys.h"
#include "services/supervision/limits.h"

#include <algorithm>
#include <fmt/format.h>
#include <set>

namespace baton::supervision {

namespace {

constexpr std::string_view kDevice = "resources.watchdog_device";
constexpr std::string_view kTimeout = "resources.watchdog_timeout";

bool matters(std::string_view part) {
    return part == "state" || part == "recovery" || part == "poll_period";
}

} // namespace

WatchdogService::WatchdogService(cmap::Map& map, Effects& effects)
    : map_(map), effects_(effects), timeout_s_(kTimeoutS) {
    if (map_.find(kTimeout) == nullptr) map_.set(kTimeout, kTimeoutS);
}

void WatchdogService::on_start(Effects& /*effects*/) {
    take_timeout();
    std::set<std::string> found;
    for (const std::string_view prefix : {kSystem, kProcess}) {
        map_.for_each(prefix, [&](const cmap::Map::Entry& entry) {
            if (const auto key = resource_key(entry.key)) found.emplace(key->resource);
        });
        map_.watch(prefix, cmap::kAny | cmap::kPrefix,
                   [this](const cmap::Change& change) { on_change(change); });
    }
    for (const std::string& prefix : found) refresh(prefix);
    map_.watch(kTimeout, cmap::kAny, [this](const cmap::Change&) {
        take_timeout();
        keep_watchdog();
    });
    map_.watch(kDevice, cmap::kAny, [this](const cmap::Change&) { keep_watchdog(); });
}

void WatchdogService::on_synchronised() {
    if (std::exchange(synchronised_, true)) return;
    keep_watchdog();
}

// ---- who is looked after

// A sign of life comes often and changes nothing here: the next look finds it.
void WatchdogService::on_change(const cmap::Change& change) {
    const auto key = resource_key(change.key);
    if (!key || !matters(key->part)) return;
    if (key->part == "state" && change.kind == cmap::kAdd) show_period(std::string(key->resource));
    refresh(key->resource);
}

// One that comes without a period is shown with the one that it gets.
void WatchdogService::show_period(const std::string& prefix) {
    const std::string key = prefix + "poll_period";
    if (map_.find(key) == nullptr) map_.set(key, kProcessPeriodMs);
}

void WatchdogService::refresh(std::string_view resource) {
    const std::string prefix(resource);
    const auto state = map_.text(prefix + "state");
    const auto recovery = map_.text(prefix + "recovery");
    if (recovery && (state == kRunning || state == kFailed))
        take(prefix, *recovery);
    else if (resources_.erase(prefix) != 0)
        full_ = false;
    plan();
    keep_watchdog();
}

void WatchdogService::take(const std::string& prefix, std::string_view recovery) {
    const bool is_gauge = prefix == kMemory || prefix == kLoad;
    if (!is_gauge && !resources_.contains(prefix) && resources_.size() >= kResourcesMax) {
        if (!std::exchange(full_, true))
            log(LogLevel::error, fmt::format("{} and whatever comes after it is not supervised: "
                                             "there are {} resources already",
                                             name_of(prefix), kResourcesMax));
        return;
    }
    const auto [found, is_new] = resources_.try_emplace(prefix);
    Resource& known = found->second;
    const bool runs = map_.text(prefix + "state") == kRunning;
    const bool anew = known.failed && (runs || known.recovery != recovery);
    known.recovery = recovery;
    if (is_new) known.period = milliseconds{kProcessPeriodMs};
    take_period(prefix, known);
    if (is_new) {
        known.since = effects_.now();
        known.due = known.since + std::max<Duration>(kFirstLook, known.period);
    }
    if (!anew) return;
    known.failed = false;
    known.since = effects_.now();
    known.due = effects_.now() + known.period;
    if (!runs) look(prefix, known);
}

void WatchdogService::take_period(const std::string& prefix, Resource& resource) {
    const cmap::Value* value = map_.find(prefix + "poll_period");
    if (value == nullptr) return;
    const auto period = period_of(*value);
    if (!period && !prefix.starts_with(kSystem)) // of these the gauge speaks
        log(LogLevel::warning, no_period(prefix + "poll_period", *value, resource.period));
    if (!period || *period == resource.period) return;
    // Who writes the signs of life has the longer of both to follow.
    resource.due = effects_.now() + std::max(*period, resource.period);
    resource.period = *period;
}

void WatchdogService::plan() {
    next_.reset();
    for (const auto& [prefix, resource] : resources_)
        if (!resource.failed && (!next_ || resource.due < *next_)) next_ = resource.due;
}

void WatchdogService::advance(Effects& /*effects*/) {
    if (!next_ || effects_.now() < *next_) return;
    for (auto& [prefix, resource] : resources_)
        if (!resource.failed && resource.due <= effects_.now()) look(prefix, resource);
    plan();
    keep_watchdog();
}

// ---- the watchdog

// A time-out that cannot be used does not stay in the map: the one in effect does.
void WatchdogService::take_timeout() {
    const cmap::Value* value = map_.find(kTimeout);
    const auto seconds = value == nullptr ? std::nullopt : value->as<std::uint32_t>();
    if (seconds && *seconds >= kTimeoutMinS && *seconds <= kTimeoutMaxS) {
        timeout_s_ = *seconds;
        return;
    }
    log(LogLevel::warning,
        fmt::format("{} is {}: it must be a number of type u32 between {} and {} seconds; {} s "
                    "holds",
                    kTimeout, value == nullptr ? "gone" : shown(*value), kTimeoutMinS, kTimeoutMaxS,
                    timeout_s_));
    map_.set(kTimeout, timeout_s_);
}

void WatchdogService::keep_watchdog() {
    if (!synchronised_) return;
    KeepWatchdog wanted{.device = std::string(map_.text(kDevice).value_or("")),
                        .timeout = std::chrono::seconds{timeout_s_},
                        .feed = std::ranges::none_of(resources_, [](const auto& entry) {
                            return entry.second.failed && stops_feeding(entry.second.recovery);
                        })};
    if (wanted.device == "off") wanted.device.clear();
    if (kept_ == wanted || (!kept_ && wanted.device.empty() && wanted.feed)) return;
    kept_ = wanted;
    effects_.command(std::move(wanted));
}

} // namespace baton::supervision
