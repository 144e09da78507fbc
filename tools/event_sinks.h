// tools/event_sinks.h - where events go to: the system log, a program, D-Bus.
#pragma once

#include "cluster_event.h"

#include <memory>
#include <string>
#include <tl/expected.hpp>

struct sd_bus;

namespace baton::tool {

// To the system log, facility daemon, which systemd's journal reads.
void log_event(const std::string& name, const ClusterEvent& event);

// Runs it with the event in its environment and waits for its end: events never overtake each
// other. False if it could not be run.
bool run_program(const std::string& program, const ClusterEvent& event);

// Signals of org.corosync on the system bus.
class BusSink {
public:
    static tl::expected<BusSink, std::string> open();
    // A bus that has gone loses the signal, and is connected anew at the next one.
    void send(const ClusterEvent& event);

private:
    struct Close {
        void operator()(sd_bus* bus) const noexcept;
    };
    explicit BusSink(sd_bus* bus) : bus_(bus) {}
    std::unique_ptr<sd_bus, Close> bus_;
};

} // namespace baton::tool
