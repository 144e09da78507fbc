// exec/daemon/systemd.cc - sd_notify. The watchdog is fed by the main loop: if that hangs, systemd
// ends the daemon and starts it afresh.
#include "daemon/systemd.h"

#include <systemd/sd-daemon.h>

namespace baton {

ServiceManager::ServiceManager(loop::Loop& loop) : feeding_(loop, [this] { feed(); }) {
    std::uint64_t interval_us = 0;
    if (sd_watchdog_enabled(0, &interval_us) > 0)
        watchdog_ = std::chrono::microseconds{interval_us} / 2;
}

void ServiceManager::ready() {
    if (is_ready_) return;
    is_ready_ = true;
    sd_notify(0, "READY=1");
    feed();
}

void ServiceManager::feed() {
    if (!watchdog_) return;
    sd_notify(0, "WATCHDOG=1");
    feeding_.fire_in(*watchdog_);
}

void ServiceManager::status(const std::string& text) { sd_notify(0, ("STATUS=" + text).c_str()); }

void ServiceManager::stopping() { sd_notify(0, "STOPPING=1"); }

} // namespace baton
