// tools/command_notify.cc - baton notify: events as they come, to whoever wants them.
#include "cluster_commands.h"
#include "cluster_session.h"
#include "event_sinks.h"
#include "event_source.h"
#include "text.h"

#include <chrono>
#include <systemd/sd-daemon.h>

namespace baton::tool {

namespace {

double unix_now() {
    return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch())
        .count();
}

void show(const Context& context, const NotifyOptions& options, BusSink* bus,
          const ClusterEvent& event) {
    if (!options.quiet)
        say(context.json ? event_json(event, unix_now()) : event_line(event) + "\n");
    if (options.log) log_event("baton", event);
    if (bus != nullptr) bus->send(event);
    if (!options.program.empty() && !run_program(options.program, event))
        report(context, {Trouble::Kind::unable, "cannot run " + printable(options.program)});
}

} // namespace

ExitCode run_notify(const Context& context, const NotifyOptions& options) {
    std::optional<BusSink> bus;
    if (options.bus) {
        auto opened = BusSink::open();
        if (!opened)
            return report(
                context, {Trouble::Kind::unable, "cannot reach the system bus: " + opened.error()});
        bus.emplace(std::move(*opened));
    }
    const auto ended = watch_events(
        {.look_up_names = options.look_up_names}, [] { sd_notify(0, "READY=1"); },
        [&](const ClusterEvent& event) { show(context, options, bus ? &*bus : nullptr, event); });
    if (ended) return ExitCode::good;
    const bool running = ended.error().call == EventTrouble::Call::dispatch;
    return report(context, running ? trouble_of(ended.error().error, "wait for events")
                                   : opening_trouble(ended.error().error, "watch the cluster"));
}

} // namespace baton::tool
