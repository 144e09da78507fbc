// exec/services/supervision/recovery.cc - a look at one resource, and what is done if it is bad.
#include "services/supervision/keys.h"
#include "services/supervision/watchdog.h"

#include <fmt/format.h>

namespace baton::supervision {

void WatchdogService::look(const std::string& prefix, Resource& resource) {
    const bool was_failed = resource.failed;
    resource.failed = is_bad(prefix, resource);
    resource.due = effects_.now() + resource.period;
    if (resource.failed && !was_failed) recover(prefix, resource);
}

bool WatchdogService::is_bad(const std::string& prefix, const Resource& resource) {
    const auto updated = map_.number<std::uint64_t>(prefix + "last_updated");
    const auto now = static_cast<std::uint64_t>(effects_.now().time_since_epoch().count());
    const auto allowed = static_cast<std::uint64_t>((resource.period * 3 / 2).count());
    if (updated && *updated < now && now - *updated > allowed) {
        log(LogLevel::error,
            fmt::format("{} has given no sign of life for {} ms; {} ms are allowed, 1.5 times "
                        "{}poll_period",
                        name_of(prefix), (now - *updated) / 1'000'000, allowed / 1'000'000,
                        prefix));
        return true;
    }
    return map_.text(prefix + "state") == kFailed;
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
