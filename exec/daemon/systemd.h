// exec/daemon/systemd.h - what the service manager is told. Without one, nothing happens.
#pragma once

#include "loop/timer.h"

#include <optional>
#include <string>

namespace baton {

// The line that "systemctl status" shows. It stays after the end of the daemon: the last one should
// say how it ended.
void show_status(std::string text);

// Standard error leads to the journal, which takes what goes to syslog as well.
bool stderr_is_journal();

class ServiceManager {
public:
    explicit ServiceManager(loop::Loop& loop);

    void ready(); // serves clients; starts the watchdog. Once is enough.
    void stopping();

private:
    void feed();

    std::optional<Duration> watchdog_; // feed it this often
    loop::Timer feeding_;
    bool is_ready_ = false;
};

} // namespace baton
