// exec/services/reload/applying.cc - keys change, and what follows from them.
#include "services/reload/applying.h"

#include "services/reload/knet_options.h"
#include "services/reload/settings_of.h"

#include <utility>

namespace baton::reload {

namespace {

constexpr std::string_view kReading = "config.totemconfig_reload_in_progress";
constexpr std::string_view kReplacing = "config.reload_in_progress";
constexpr std::string_view kStatus = "config.reload_status";
constexpr std::string_view kMessage = "config.reload_error_message";
constexpr unsigned kAnyOfPrefix = cmap::kAny | cmap::kPrefix;

void complain(const config::Diagnostics& diagnostics, Effects& effects) {
    for (const config::Diagnostic& each : diagnostics.all())
        effects.log({each.severity == config::Severity::error ? LogLevel::error : LogLevel::warning,
                     LogPart::cfg, each.text()});
}

} // namespace

Applying::Applying(NodeId self, cmap::Map& map, const Outside& outside, cfg::KeyChange& key_change,
                   Retune retune, Effects& effects)
    : self_(self), map_(map), outside_(outside), key_change_(key_change),
      retune_(std::move(retune)), effects_(effects) {
    config::Diagnostics diagnostics;
    if (const auto timing = timing_of(map_, diagnostics); diagnostics.good()) {
        token_ms_ = timing.token_ms;
        show_timing(timing, map_);
    }
    map_.watch("totem.", kAnyOfPrefix, [this](const cmap::Change& change) { on_timing(change); });
    map_.watch("totem.", kAnyOfPrefix,
               [this](const cmap::Change& change) { on_knet_option(change); });
    map_.watch("logging.", kAnyOfPrefix,
               [this](const cmap::Change& change) { on_logging(change); });
}

std::uint64_t Applying::version() const {
    return map_.number<std::uint64_t>("totem.config_version").value_or(0);
}

// ---- a whole configuration

void Applying::begin() {
    map_.remove(kMessage);
    map_.set(kReading, std::uint8_t{1});
}

std::vector<std::string> Applying::refusals(const ConfigurationRead& read) const {
    if (!read.config) return read.complaints;
    std::vector<std::string> all = reload::refusals(map_, read.keys, self_);
    if (std::string busy = key_change_.refusal(read.config->totem, effects_.now()); !busy.empty())
        all.push_back(std::move(busy));
    for (std::string& each : outside_.refusals(*read.config)) all.push_back(std::move(each));
    return all;
}

std::vector<std::string> Applying::needs_restart(const ConfigurationRead& read) const {
    return read.config ? compare(map_, read.keys).fixed : std::vector<std::string>{};
}

void Applying::apply(const ConfigurationRead& read) {
    begin();
    map_.set(kReplacing, std::uint8_t{1});
    const Difference difference = compare(map_, read.keys);
    for (const std::string& key : difference.fixed)
        effects_.log(
            {LogLevel::notice, LogPart::cfg,
             "Modified entry '" + key + "' in corosync.conf cannot be changed at run-time"});
    replace_keys(difference);
    take_timing();
    effects_.command(ApplyConfiguration{read.config});
    key_change_.apply(read.config->totem, effects_);
    end(CsError::ok);
}

void Applying::replace_keys(const Difference& difference) {
    replacing_ = true;
    for (const std::string& key : difference.removed) map_.remove(key);
    for (const auto& [key, value] : difference.set)
        if (map_.set(key, value) != CsError::ok)
            effects_.log({LogLevel::error, LogPart::cfg, "the map cannot take key " + key});
    replacing_ = false;
}

void Applying::refuse(const std::string& why) {
    map_.set(kMessage, std::string_view(why).substr(0, cmap::kValueMax));
    end(CsError::invalid_param);
}

// Those who watch act when the last one falls to 0. Which never rose if nothing was replaced.
void Applying::end(CsError result) {
    map_.set(kStatus, static_cast<std::int32_t>(result));
    for (const std::string_view key : {kReading, kReplacing})
        if (map_.find(key) != nullptr) map_.set(key, std::uint8_t{0});
}

// ---- single keys

bool Applying::take_timing() {
    config::Diagnostics diagnostics;
    const config::Timing timing = timing_of(map_, diagnostics);
    complain(diagnostics, effects_);
    if (!diagnostics.good()) return false;
    token_ms_ = timing.token_ms;
    retune_(timing);
    show_timing(timing, map_);
    effects_.command(ApplyTiming{timing});
    return true;
}

// The pings follow the token time where nobody said how long they take.
void Applying::on_timing(const cmap::Change& change) {
    if (replacing_ || !enters_timing(change.key)) return;
    if (!take_timing()) return put_back(change);
    take_knet_options();
}

bool Applying::take_knet_options() {
    if (map_.text("totem.transport").value_or("knet") != "knet") return true;
    config::Diagnostics diagnostics;
    config::Totem totem = knet_options_of(map_, token_ms_, diagnostics);
    complain(diagnostics, effects_);
    if (!diagnostics.good()) return false;
    show_knet_options(totem, map_);
    effects_.command(ApplyKnetOptions{std::move(totem)});
    return true;
}

void Applying::on_knet_option(const cmap::Change& change) {
    if (replacing_ || !enters_knet_options(change.key) || take_knet_options()) return;
    put_back(change);
}

void Applying::on_logging(const cmap::Change& change) {
    if (replacing_) return;
    config::Diagnostics diagnostics;
    config::Logging logging = logging_of(map_, diagnostics);
    complain(diagnostics, effects_);
    if (diagnostics.good()) return effects_.command(ApplyLogging{std::move(logging)});
    put_back(change);
}

// A value that cannot be used does not stay in the map either: what is there holds. That is a
// change like any other, told after this one.
void Applying::put_back(const cmap::Change& change) {
    effects_.log({LogLevel::error, LogPart::cfg,
                  "key " + std::string(change.key) +
                      " was set to what cannot be used; it is as it was before"});
    const std::string key(change.key);
    if (change.before != nullptr)
        map_.set(key, *change.before);
    else
        map_.remove(key);
}

} // namespace baton::reload
