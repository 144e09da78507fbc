// exec/services/supervision/watchdog.h - the service that does something about what has failed, and
// keeps the watchdog.
//
// What is looked after: resources.system.NAME (gauge.h) and resources.process.PID, which libsam
// writes and any client may. One that has a `recovery` and runs, or has failed, is looked at every
// `poll_period`: it has failed if its `state` says so, or if `last_updated` is older than one and a
// half periods, also half a second later. Then, once, what its recovery says:
//
//   watchdog, quit   the watchdog is not fed while this lasts: it resets the machine
//   reboot           the machine restarts at once
//   shutdown         the machine is switched off at once
//   anything else    a line in the log
//
// What runs again, or gets another recovery, has a new chance: the next look decides. The watchdog
// is armed when this node has synchronised for the first time.
#pragma once

#include "services/cmap/map.h"
#include "services/service.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace baton::supervision {

// Whether a failure with this recovery ends the feeding.
constexpr bool stops_feeding(std::string_view recovery) {
    return recovery == "watchdog" || recovery == "quit";
}

class WatchdogService final : public Service {
public:
    // Both must outlive it.
    WatchdogService(cmap::Map& map, Effects& effects);
    WatchdogService(const WatchdogService&) = delete; // the map knows its address
    WatchdogService& operator=(const WatchdogService&) = delete;

    [[nodiscard]] wire::ServiceId id() const override { return wire::ServiceId::wd; }
    void on_start(Effects& effects) override;
    void on_message(NodeId, const Slice&, Effects&) override {}
    void advance(Effects& effects) override;
    [[nodiscard]] std::optional<TimePoint> next_deadline() const override { return next_; }
    void on_synchronised();

private:
    struct Resource {
        std::string recovery;
        Duration period;
        TimePoint since; // where it gives no sign at all, it is silent from here on
        TimePoint due;   // the next look; none of one that has failed
        bool doubted = false;
        bool failed = false;
    };
    using Resources = std::map<std::string, Resource, std::less<>>; // by prefix of their keys

    void on_change(const cmap::Change& change);
    void show_period(const std::string& prefix);
    void refresh(std::string_view resource);
    void take(const std::string& prefix, std::string_view recovery);
    void take_period(const std::string& prefix, Resource& resource);
    void look(const std::string& prefix, Resource& resource);
    [[nodiscard]] Duration silence_of(const std::string& prefix, const Resource& resource) const;
    void recover(const std::string& prefix, const Resource& resource);
    void take_timeout();
    void plan();
    void keep_watchdog();
    void log(LogLevel level, std::string text) const {
        effects_.log({level, LogPart::wd, std::move(text)});
    }

    cmap::Map& map_;
    Effects& effects_;
    Resources resources_;
    std::optional<TimePoint> next_;
    std::uint32_t timeout_s_;
    bool synchronised_ = false; // once, at least
    bool full_ = false;         // and the log has said so
    std::optional<KeepWatchdog> kept_;
};

} // namespace baton::supervision
