// exec/services/supervision/gauge.cc - settings, measuring, states.
#include "services/supervision/gauge.h"

#include "services/supervision/keys.h"
#include "services/supervision/limits.h"

#include <fmt/format.h>
#include <utility>

namespace baton::supervision {

Gauge::Gauge(std::string_view prefix, const cmap::Value& zero, Read read, cmap::Map& map,
             Effects& effects)
    : name_(name_of(prefix)), prefix_(prefix), read_(std::move(read)), map_(map), effects_(effects),
      period_(milliseconds{kPeriodMs}) {
    map_.set(key("current"), zero);
    map_.set(key("last_updated"), std::uint64_t{0});
    map_.set(key("state"), kStopped);
    if (map_.find(key("poll_period")) == nullptr) map_.set(key("poll_period"), kPeriodMs);
}

void Gauge::start() {
    take_period();
    if (map_.find(key("max")) != nullptr) take_limit();
    map_.watch(key("max"), cmap::kAny, [this](const cmap::Change&) { take_limit(); });
    map_.watch(key("poll_period"), cmap::kAny, [this](const cmap::Change&) { take_period(); });
}

void Gauge::take_limit() {
    const cmap::Value* value = map_.find(key("max"));
    limit_ = value == nullptr ? std::nullopt : limit_of(value->text().value_or(""));
    if (value != nullptr && !limit_)
        effects_.log({LogLevel::error, LogPart::mon,
                      fmt::format("{} is {}, which is no limit: {} is not supervised; set it to a "
                                  "number like '80' (a text, not below 0)",
                                  key("max"), shown(*value), name_)});
    if (!limit_) return stop();
    set_state(kRunning);
    measure();
}

// A period that cannot be used does not stay in the map: the one in effect does.
void Gauge::take_period() {
    const cmap::Value* value = map_.find(key("poll_period"));
    const auto period = value == nullptr ? Duration{milliseconds{kPeriodMs}} : period_of(*value);
    if (!period)
        effects_.log(
            {LogLevel::warning, LogPart::mon, no_period(key("poll_period"), *value, period_)});
    const bool changes = period.value_or(period_) != period_;
    period_ = period.value_or(period_);
    map_.set(key("poll_period"), static_cast<std::uint64_t>(period_ / milliseconds{1}));
    if (due_ && changes) due_ = effects_.now() + period_;
}

void Gauge::stop() {
    due_.reset();
    set_state(kStopped);
}

void Gauge::advance() {
    if (due_ && *due_ <= effects_.now()) measure();
}

void Gauge::measure() {
    due_ = effects_.now() + period_;
    const auto reading = read_();
    const bool was_unreadable = std::exchange(unreadable_, !reading);
    const bool has_failed = map_.text(key("state")) == kFailed;
    if (!reading) {
        if (!was_unreadable)
            effects_.log({LogLevel::error, LogPart::mon,
                          name_ + " cannot be measured: until it can, it is not supervised"});
        if (!has_failed) set_state(kStopped);
        return;
    }
    if (was_unreadable && !has_failed) set_state(kRunning);
    map_.set(key("current"), reading->shown);
    map_.set(key("last_updated"),
             static_cast<std::uint64_t>(effects_.now().time_since_epoch().count()));
    if (reading->number <= *limit_ || has_failed) return;
    effects_.log(
        {LogLevel::error, LogPart::mon,
         fmt::format("{} is {:g}, above the limit of {:g}", name_, reading->number, *limit_)});
    set_state(kFailed);
}

void Gauge::set_state(std::string_view state) {
    const std::string before(map_.text(key("state")).value_or(""));
    if (before == state) return;
    effects_.log({LogLevel::info, LogPart::mon, fmt::format("{}: {} -> {}", name_, before, state)});
    map_.set(key("state"), state);
}

} // namespace baton::supervision
