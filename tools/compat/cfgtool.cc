// tools/compat/cfgtool.cc - corosync-cfgtool: links, reload, log files, shutdown, kill, addresses.
#include "compat/help.h"
#include "compat/old_tool.h"
#include "compat/old_tools.h"
#include "context.h"
#include "link_query.h"
#include "node_address.h"
#include "session.h"
#include "shutdown_time.h"

#include <cerrno>
#include <chrono>
#include <getopt.h>
#include <iostream>
#include <optional>
#include <thread>

namespace baton::tool::compat {

namespace {

constexpr unsigned kShutdownTries = 30; // a second apart, while the daemon says "try again"

struct Cfgtool {
    char action = 'h';
    bool brief = false;
    bool json = false;
    std::uint32_t node = 0;
    corosync_cfg_shutdown_flags_t shutdown = COROSYNC_CFG_SHUTDOWN_FLAG_REQUEST;
    OldTool tool{"corosync-cfgtool", "Could not initialize corosync configuration API error 5\n"};
};

// Two forms of one message: some actions name the error, others have its number.
int no_cfg(const Cfgtool& run, cs_error_t error, bool by_name) {
    const std::string which = by_name ? error_name(error) : std::to_string(error);
    return run.tool.failed(
        fmt::format("Could not initialize corosync configuration API error {}\n", which), error);
}

int links_failed(const Cfgtool& run, const LinkTrouble& trouble) {
    const int number = trouble.error;
    switch (trouble.call) {
    case LinkTrouble::Call::cfg:
        return no_cfg(run, trouble.error, false);
    case LinkTrouble::Call::map:
        return run.tool.failed(
            fmt::format("Could not initialize corosync cmap API error {}\n", number),
            trouble.error);
    case LinkTrouble::Call::local_node:
        return run.tool.failed(
            fmt::format("Could not get the local node id, the error is: {}\n", number),
            trouble.error);
    case LinkTrouble::Call::nodelist:
        return run.tool.failed(fmt::format("Could not get nodelist from cmap. error {}\n", number),
                               trouble.error);
    case LinkTrouble::Call::no_nodes:
        break;
    }
    return run.tool.failed("No nodes found in nodelist\n", CS_OK);
}

int show_links(const Cfgtool& run) {
    const auto view = query_links([](std::uint32_t node, cs_error_t error) {
        std::cerr << fmt::format("Could not get the node status for nodeid {}, the error is: {}\n",
                                 node, static_cast<int>(error));
    });
    if (!view) return links_failed(run, view.error());
    say(run.json            ? links_json(*view)
        : run.action == 's' ? cfgtool_links(*view, run.brief)
                            : cfgtool_nodes(*view));
    return EXIT_SUCCESS;
}

// A call that waits for the daemon.
template <class Call>
auto limited(Call call) {
    const TimeLimit limit;
    return call();
}

// Calls `use` with a connection.
template <class Use>
int with_cfg(const Cfgtool& run, bool by_name, Use use) {
    corosync_cfg_handle_t handle = 0;
    const cs_error_t error = limited([&] { return corosync_cfg_initialize(&handle, nullptr); });
    if (error != CS_OK) return no_cfg(run, error, by_name);
    const Session<corosync_cfg_finalize> cfg(handle);
    return use(cfg.handle());
}

int done_or_failed(const Cfgtool& run, const char* what, cs_error_t error) {
    if (error == CS_OK) return EXIT_SUCCESS;
    static_cast<void>(run.tool.failed(fmt::format("{} {}\n", what, error_name(error)), error));
    return error;
}

// The exit code of a failure is the number of the error.
int reload(const Cfgtool& run) {
    say("Reloading corosync.conf...\n");
    return with_cfg(run, true, [&](corosync_cfg_handle_t cfg) {
        const cs_error_t error = limited([&] { return corosync_cfg_reload_config(cfg); });
        if (error == CS_OK) say("Done\n");
        return done_or_failed(run, "Could not reload configuration. Error", error);
    });
}

int reopen(const Cfgtool& run) {
    return with_cfg(run, true, [&](corosync_cfg_handle_t cfg) {
        return done_or_failed(run, "Could not reopen corosync logging files. Error",
                              limited([&] { return corosync_cfg_reopen_log_files(cfg); }));
    });
}

int kill_node(const Cfgtool& run) {
    say(fmt::format("Killing node {}\n", run.node));
    return with_cfg(run, false, [&](corosync_cfg_handle_t cfg) {
        const cs_error_t error = limited(
            [&] { return corosync_cfg_kill_node(cfg, run.node, "Killed by corosync-cfgtool"); });
        if (error == CS_OK) return EXIT_SUCCESS;
        return run.tool.failed(fmt::format("Could not kill node (error = {})\n", error_name(error)),
                               error);
    });
}

int addresses(const Cfgtool& run) {
    return with_cfg(run, false, [&](corosync_cfg_handle_t cfg) {
        const auto found = limited([&] { return node_addresses(cfg, run.node); });
        if (!found)
            return run.tool.failed(
                fmt::format("Could not get node address for nodeid {}\n", run.node), found.error());
        std::string line;
        for (const std::string& address : *found) line += (line.empty() ? "" : " ") + address;
        say(line + "\n");
        return EXIT_SUCCESS;
    });
}

// A refusal is told, and is no failure: the unit file and scripts have lived with that.
int shut_down(const Cfgtool& run) {
    return with_cfg(run, false, [&](corosync_cfg_handle_t cfg) {
        say("Shutting down corosync\n");
        run.tool.limit_answers(kTimeLimit_s + shutdown_time_s());
        cs_error_t error = CS_OK;
        for (unsigned attempt = 1;; ++attempt) {
            const TimeLimit limit;
            error = corosync_cfg_try_shutdown(cfg, run.shutdown);
            if (error != CS_ERR_TRY_AGAIN || attempt >= kShutdownTries) break;
            std::this_thread::sleep_for(std::chrono::seconds(1));
        }
        if (error != CS_OK)
            std::cerr << fmt::format("Could not shutdown (error = {})\n", static_cast<int>(error));
        return EXIT_SUCCESS;
    });
}

std::optional<std::uint32_t> node_id(const char* text) {
    char* end = nullptr;
    errno = 0;
    const long long number = std::strtoll(text, &end, 10);
    if (errno != 0 || end == text || *end != '\0' || number < 1 || number > UINT32_MAX)
        return std::nullopt;
    return static_cast<std::uint32_t>(number);
}

int help() {
    say(cfgtool_help());
    return EXIT_SUCCESS;
}

// An exit code if the run ends here.
std::optional<int> parse(Cfgtool& run, int count, char** arguments) {
    constexpr int kForce = 256;
    static const option kLong[] = {
        {"if", required_argument, nullptr, 'i'},   {"status", no_argument, nullptr, 's'},
        {"nodes", no_argument, nullptr, 'n'},      {"brief", no_argument, nullptr, 'b'},
        {"reload", no_argument, nullptr, 'R'},     {"reopen", no_argument, nullptr, 'L'},
        {"kill", required_argument, nullptr, 'k'}, {"address", required_argument, nullptr, 'a'},
        {"shutdown", no_argument, nullptr, 'H'},   {"force", no_argument, nullptr, kForce},
        {"help", no_argument, nullptr, 'h'},       {nullptr, 0, nullptr, 0}};
    for (int letter = 0;
         (letter = getopt_long(count, arguments, "i:snbrRLk:a:hH", kLong, nullptr)) != -1;) {
        if (letter == '?') return EXIT_FAILURE;
        if (letter == 'h') return help();
        if (letter == 'b') run.brief = true;
        if (letter == kForce) run.shutdown = COROSYNC_CFG_SHUTDOWN_FLAG_REGARDLESS;
        if (letter == 'k' || letter == 'a') {
            const auto node = node_id(optarg);
            if (!node) {
                std::cerr << "The nodeid was not valid, try a positive number\n";
                return EXIT_FAILURE;
            }
            run.node = *node;
        }
        if (std::string_view("snRLkaH").find(static_cast<char>(letter)) != std::string_view::npos &&
            letter < kForce)
            run.action = static_cast<char>(letter);
    }
    return std::nullopt;
}

} // namespace

int cfgtool(int count, char** arguments) {
    Cfgtool run;
    run.json = take_json(count, arguments);
    if (const auto code = parse(run, count, arguments)) return *code;
    switch (run.action) {
    case 's':
    case 'n':
        return show_links(run);
    case 'R':
        return reload(run);
    case 'L':
        return reopen(run);
    case 'k':
        return kill_node(run);
    case 'a':
        return addresses(run);
    case 'H':
        return shut_down(run);
    default:
        return help();
    }
}

} // namespace baton::tool::compat
