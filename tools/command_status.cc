// tools/command_status.cc - baton status: how is the ring?
#include "commands.h"
#include "status_request.h"
#include "status_text.h"

#include <chrono>
#include <thread>
#include <unistd.h>

namespace baton::tool {

namespace {

double unix_now() {
    return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch())
        .count();
}

ExitCode show(const Context& context, const char* before) {
    const auto json = request_status(context.daemon.instance);
    say(before);
    if (!json) return report(context, json.error());
    const auto status = read_status(*json);
    if (!status) return report(context, status.error());
    say(context.json ? status_json(*json, *status) : status_text(*status, unix_now()));
    return problems_of(*status).empty() ? ExitCode::good : ExitCode::unhealthy;
}

} // namespace

// Trouble does not end the watching: whoever watches waits for the daemon to come back.
ExitCode run_status(const Context& context, double every_s) {
    if (every_s <= 0) return show(context, "");
    const bool terminal = !context.json && isatty(STDOUT_FILENO) == 1;
    const char* before = terminal ? "\033[H\033[2J" : context.json ? "" : "\n";
    for (;;) {
        show(context, before);
        std::this_thread::sleep_for(std::chrono::duration<double>(every_s));
    }
}

} // namespace baton::tool
