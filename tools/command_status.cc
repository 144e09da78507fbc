// tools/command_status.cc - baton status: how is the ring?
#include "commands.h"
#include "status_request.h"
#include "status_text.h"
#include "time_limit.h"

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <sys/prctl.h>
#include <sys/wait.h>
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

constexpr int kLate = 64; // beyond the exit codes: the time limit has passed, and nothing was said

[[noreturn]] void be_round(const Context& context, const char* before) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    TimeLimit::set(context.daemon.time_limit_s, "", STDERR_FILENO, kLate);
    show(context, before);
    _exit(0);
}

// A process of its own: a call that gets no answer can be ended only with the one that made it.
void show_round(const Context& context, const char* before) {
    const pid_t child = fork();
    if (child == 0) be_round(context, before);
    if (child < 0) {
        report(context, {Trouble::Kind::unable, std::strerror(errno)});
        return;
    }
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {}
    if (WIFSIGNALED(status)) raise(WTERMSIG(status)); // nobody reads any more, most likely
    if (!WIFEXITED(status) || WEXITSTATUS(status) != kLate) return;
    say(before);
    report(context, {Trouble::Kind::not_answering});
}

} // namespace

// Trouble does not end the watching: whoever watches waits for the daemon to come back.
ExitCode run_status(const Context& context, double every_s) {
    if (every_s <= 0) return show(context, "");
    const bool terminal = !context.json && isatty(STDOUT_FILENO) == 1;
    const char* before = terminal ? "\033[H\033[2J" : context.json ? "" : "\n";
    for (;;) {
        show_round(context, before);
        std::this_thread::sleep_for(std::chrono::duration<double>(every_s));
    }
}

} // namespace baton::tool
