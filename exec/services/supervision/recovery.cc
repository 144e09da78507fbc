// exec/services/supervision/recovery.cc - a look at one resource, and what is done if it is bad.
#include "services/supervision/keys.h"
#include "services/supervision/limits.h"
#include "services/supervision/watchdog.h"

#include <fmt/format.h>
#include <utility>

namespace baton::supervision {

void WatchdogService::look(const std::string& prefix, Resource& resource) {
    const Duration silence = silence_of(prefix, resource);
    const Duration allowed = resource.period * 3 / 2;
    if (silence > allowed && !std::exchange(resource.doubted, true)) {
        resource.due = effects_.now() + kSecondLook;
        return;
    }
    resource.doubted = false;
    resource.due = effects_.now() + resource.period;
    resource.failed = silence > allowed || map_.text(prefix + "state") == kFailed;
    if (silence > allowed)
        log(LogLevel::error,
            fmt::format("{} has given no sign of life for {} ms; {} ms are allowed, 1.5 times "
                        "{}poll_period",
                        name_of(prefix), silence / milliseconds{1}, allowed / milliseconds{1},
                        prefix));
    if (resource.failed) recover(prefix, resource);
}

Duration WatchdogService::silence_of(const std::string& prefix, const Resource& resource) const {
    const auto told = map_.number<std::uint64_t>(prefix + "last_updated").value_or(0);
    const auto now = static_cast<std::uint64_t>(effects_.now().time_since_epoch().count());
    if (told == 0) return effects_.now() - resource.since;
    return Duration{told < now ? static_cast<Duration::rep>(now - told) : 0};
}

void WatchdogService::recover(const std::string& prefix, const Resource& resource) {
    const bool is_known = stops_feeding(resource.recovery) || resource.recovery == "reboot" ||
                          resource.recovery == "shutdown";
    log(LogLevel::error,
        fmt::format("{} resource \"{}\" failed!{}", resource.recovery, name_of(prefix),
                    is_known ? ""
                             : " Nothing is done about it: " + prefix +
                                   "recovery is none of watchdog, quit, reboot, shutdown"));
    if (resource.recovery == "reboot") effects_.command(EndMachine{.power_off = false});
    if (resource.recovery == "shutdown") effects_.command(EndMachine{.power_off = true});
}

} // namespace baton::supervision
