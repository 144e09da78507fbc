// tools/compat/notifyd.cc - corosync-notifyd: events to the log, to D-Bus, to standard error.
#include "compat/help.h"
#include "compat/old_tool.h"
#include "compat/old_tools.h"
#include "event_sinks.h"
#include "event_source.h"

#include <getopt.h>
#include <iostream>
#include <optional>
#include <systemd/sd-daemon.h>
#include <unistd.h>

namespace baton::tool::compat {

namespace {

struct Notifyd {
    bool foreground = false;
    bool log = false;
    bool print = false;
    bool bus = false;
    bool traps = false;
    bool look_up_names = true;
};

// An exit code if the run ends here.
std::optional<int> parse(Notifyd& run, int count, char** arguments) {
    for (int letter = 0; (letter = getopt(count, arguments, "c:floshdnm:")) != -1;) {
        switch (letter) {
        case 'f':
            run.foreground = true;
            break;
        case 'l':
            run.log = true;
            break;
        case 'o':
            run.print = run.log = true;
            break;
        case 'd':
            run.bus = true;
            break;
        case 's':
            run.traps = true;
            break;
        case 'n':
            run.look_up_names = false;
            break;
        case 'c':
        case 'm':
            break; // of use with -s only
        default:
            std::cerr << notifyd_help();
            return EXIT_FAILURE;
        }
    }
    return std::nullopt;
}

int refuse(const char* line) {
    std::cerr << "[error] " << line << "\n";
    return EXIT_FAILURE;
}

// Corosync's says nothing without -o; ours says on standard error why it ends.
std::optional<int> judge(const Notifyd& run) {
    if (run.traps)
        return refuse("SNMP traps are not supported here; -d sends D-Bus signals, and "
                      "\"baton notify --run PROGRAM\" runs a program such as snmptrap");
    if (!run.log && !run.bus)
        return refuse("no event type enabled, see corosync-notifyd -h, exiting.");
    if (run.print && !run.foreground)
        return refuse("configured to print to stdout and run in the background, exiting");
    return std::nullopt;
}

std::string line_for(const EventTrouble& trouble) {
    using Call = EventTrouble::Call;
    const int number = trouble.error;
    switch (trouble.call) {
    case Call::map:
        return fmt::format("[error] Failed to initialize the cmap API. Error {}\n", number);
    case Call::statistics:
        return fmt::format("[error] Failed to initialize the cmap stats API. Error {}\n", number);
    case Call::cfg:
        return fmt::format("[error] Failed to initialize the cfg API. Error {}\n", number);
    case Call::quorum:
        return "[error] Could not connect to corosync(quorum)\n";
    case Call::track:
        return fmt::format("[error] Failed to track the members key. Error {}\n", number);
    case Call::dispatch:
        break;
    }
    return fmt::format("[error] Could not dispatch cmap events. Error {}\n", number);
}

void show(const Notifyd& run, BusSink* bus, const ClusterEvent& event) {
    if (run.print) std::cerr << "[notice] " << event_line(event) << "\n";
    if (run.log) log_event("notifyd", event);
    if (bus != nullptr) bus->send(event);
}

int watch(const Notifyd& run) {
    const OldTool tool("corosync-notifyd", "[error] Failed to initialize the cmap API. Error 5\n");
    std::optional<BusSink> bus;
    if (run.bus) {
        auto opened = BusSink::open();
        if (!opened) return refuse(("dbus_bus_get: " + opened.error()).c_str());
        bus.emplace(std::move(*opened));
    }
    const auto ended = watch_events(
        {.look_up_names = run.look_up_names,
         .problem =
             [&](const std::string& line) {
                 if (run.print) std::cerr << "[error] " << line << "\n";
             }},
        [] { sd_notify(0, "READY=1"); },
        [&](const ClusterEvent& event) { show(run, bus ? &*bus : nullptr, event); });
    if (ended) return EXIT_SUCCESS;
    return tool.failed(line_for(ended.error()), ended.error().error);
}

} // namespace

int notifyd(int count, char** arguments) {
    Notifyd run;
    if (const auto code = parse(run, count, arguments)) return *code;
    if (const auto code = judge(run)) return *code;
    if (!run.foreground && daemon(0, 0) != 0) return refuse("daemon() failed");
    return watch(run);
}

} // namespace baton::tool::compat
