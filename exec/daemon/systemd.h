// exec/daemon/systemd.h - what the service manager is told. Without one, nothing happens.
#pragma once

#include "loop/timer.h"

#include <optional>
#include <string>

namespace baton {

class ServiceManager {
public:
    explicit ServiceManager(loop::Loop& loop);

    void ready();                         // serves clients; starts the watchdog. Once is enough.
    void status(const std::string& text); // a line for "systemctl status"
    void stopping();

private:
    void feed();

    std::optional<Duration> watchdog_; // feed it this often
    loop::Timer feeding_;
    bool is_ready_ = false;
};

} // namespace baton
