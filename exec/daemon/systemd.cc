// exec/daemon/systemd.cc - sd_notify. The watchdog is fed by the main loop: if that hangs, systemd
// ends the daemon and starts it afresh.
#include "daemon/systemd.h"

#include <algorithm>
#include <cstdlib>
#include <sys/stat.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

namespace baton {

// A line break would begin another message.
void show_status(std::string text) {
    std::ranges::replace(text, '\n', ' ');
    sd_notify(0, ("STATUS=" + text).c_str());
}

// The service manager names the stream that it gave us; it may have been redirected since.
bool stderr_is_journal() {
    const char* stream = std::getenv("JOURNAL_STREAM"); // "DEVICE:INODE"
    struct stat ours {};
    if (stream == nullptr || fstat(STDERR_FILENO, &ours) != 0) return false;
    return stream == std::to_string(ours.st_dev) + ":" + std::to_string(ours.st_ino);
}

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

void ServiceManager::stopping() { sd_notify(0, "STOPPING=1\nSTATUS=leaving the ring"); }

} // namespace baton
