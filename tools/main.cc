// tools/main.cc - baton: the command line, and which sub-command it asks for.
#include "cluster_line.h"
#include "commands.h"
#include "compat/called_as.h"
#include "compat/old_tools.h"
#include "config/sections.h"
#include "daemon/options.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>
#include <fmt/format.h>
#include <iostream>

namespace baton::tool {

namespace {

constexpr const char* kExitCodes =
    "Exit codes:\n"
    "  0  done; status: everything is well\n"
    "  1  the daemon is not running, or ended meanwhile\n"
    "  2  wrong usage\n"
    "  3  the daemon does not permit this user\n"
    "  4  the daemon does not answer in time\n"
    "  5  the daemon is starting or forms a membership\n"
    "  6  another failure\n"
    "  7  check: the section logging is not usable\n"
    "  8  check: the configuration is not usable\n"
    "  9  status, quorum, nodes, links, reload: something is wrong, it says what";

struct CommandLine {
    bool json = false;
    std::string instance;
    unsigned time_limit_s = 10;
    double watch_s = 0;
    JoinOptions join;
    BenchPlan bench;
    CheckOptions check;
    bool check_elsewhere = false;
    ClusterLine cluster;
};

const char* environment(const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? "" : value;
}

CLI::App* add_common(CLI::App& app, CommandLine& line) {
    const auto instance_name = [](const std::string& name) {
        return config::is_instance_name(name) ? std::string()
                                              : std::string("write 1 to 32 of A-Z a-z 0-9 _ -");
    };
    app.add_flag("--json", line.json, "JSON instead of text, with schema_version");
    app.add_option("--instance", line.instance,
                   "which daemon of this machine; default: BATON_INSTANCE")
        ->check(CLI::Validator(instance_name, "NAME"));
    app.add_option("--time-limit", line.time_limit_s,
                   "seconds that the daemon may take to answer; default 10")
        ->check(CLI::Range(1U, 3600U));
    return &app;
}

CLI::App* add_command(CLI::App& app, const char* name, const char* what) {
    return app.add_subcommand(name, what)->fallthrough();
}

void add_status(CLI::App& app, CommandLine& line) {
    CLI::App* status = add_command(app, "status", "this node, its ring, and what is wrong");
    status->add_option("--watch", line.watch_s, "again every so many seconds; default 2")
        ->expected(0, 1)
        ->default_str("2")
        ->check(CLI::Range(0.1, 86400.0));
}

void add_join(CLI::App& app, CommandLine& line) {
    CLI::App* join = add_command(
        app, "join",
        "be a member: lines of standard input go to the group, what happens is printed");
    join->add_option("GROUP", line.join.group, "name of the group")
        ->required()
        ->check(CLI::Validator(
            [](const std::string& name) {
                return !name.empty() && name.size() <= 128 ? std::string()
                                                           : std::string("write 1 to 128 bytes");
            },
            "1..128 bytes"));
    join->add_flag("--safe", line.join.safe, "deliver my messages only when all nodes have them");
}

void add_bench(CLI::App& app, CommandLine& line) {
    CLI::App* bench = add_command(app, "bench", "measure throughput and latency");
    bench->add_option("--senders", line.bench.senders, "processes that send; default 1")
        ->check(CLI::Range(1U, kBenchSendersMax));
    bench->add_option("--size", line.bench.sizes, "bytes of a message, several: 64,1000,8000")
        ->delimiter(',')
        ->expected(1, 64)
        ->check(CLI::Range(kBenchSizeMin, kBenchSizeMax));
    bench
        ->add_option("--rate", line.bench.rate,
                     "messages per second of each sender; default: as fast as it goes")
        ->check(CLI::Range(0.01, 1e7));
    bench->add_option("--seconds", line.bench.seconds, "length of the run for each size; default 5")
        ->check(CLI::Range(0.1, 86400.0));
    bench->add_flag("--safe", line.bench.safe, "safe instead of agreed order");
}

void add_check(CLI::App& app, CommandLine& line) {
    CLI::App* check = add_command(app, "check", "all that is wrong in a configuration");
    check->add_option("FILE", line.check.file, "default: /etc/corosync/corosync.conf");
    check->add_option("--node", line.check.node, "which node this machine is: name or id");
    check->add_flag("--elsewhere", line.check_elsewhere,
                    "the file is for other machines: do not look for this one in it");
}

void fill(CLI::App& app, CommandLine& line) {
    add_common(app, line);
    app.require_subcommand(1);
    app.set_version_flag("--version", "baton " + version_number());
    app.footer(kExitCodes);
    add_status(app, line);
    add_command(app, "groups", "all process groups of the cluster and who is in them");
    add_join(app, line);
    add_bench(app, line);
    add_check(app, line);
    add_cluster_commands(app, line.cluster);
}

// The libraries look at the environment; so does whoever we start.
Context context_of(const CommandLine& line) {
    if (!line.instance.empty()) setenv("BATON_INSTANCE", line.instance.c_str(), 1);
    Context context{.json = line.json,
                    .daemon = {.instance = environment("BATON_INSTANCE"),
                               .time_limit_s = line.time_limit_s,
                               .service = service_here()}};
    limit_answers(context);
    return context;
}

ExitCode run(const CLI::App& app, CommandLine& line) {
    const Context context = context_of(line);
    const std::string& instance = context.daemon.instance;
    if (!instance.empty() && !config::is_instance_name(instance))
        return report(context,
                      {Trouble::Kind::misused, "BATON_INSTANCE: write 1 to 32 of A-Z a-z 0-9 _ -"});
    line.check.for_this_machine = !line.check_elsewhere;
    const CLI::App& chosen = *app.get_subcommands().front();
    if (const auto code = run_cluster_command(context, chosen, line.cluster)) return *code;
    const std::string command = chosen.get_name();
    if (command == "status") return run_status(context, line.watch_s);
    if (command == "groups") return run_groups(context);
    if (command == "join") return run_join(context, line.join);
    if (command == "bench") return run_bench(context, line.bench);
    return run_check(context, line.check);
}

int main_with(int count, const char* const* arguments) {
    CommandLine line;
    CLI::App app("baton: look at, use and measure the ring of this machine's batond", "baton");
    try {
        fill(app, line);
        app.parse(count, arguments);
    } catch (const CLI::ParseError& wrong) {
        const bool json = std::find(arguments, arguments + count, std::string_view("--json")) !=
                          arguments + count; // the parser has not come so far
        if (json && wrong.get_exit_code() != 0)
            return static_cast<int>(report({.json = true}, {Trouble::Kind::misused, wrong.what()}));
        // Also how --help and --version come here.
        return app.exit(wrong) == 0 ? 0 : static_cast<int>(ExitCode::usage);
    }
    return static_cast<int>(run(app, line));
}

int main_as(compat::Tool tool, int count, char** arguments) {
    switch (tool) {
    case compat::Tool::cfgtool:
        return compat::cfgtool(count, arguments);
    case compat::Tool::quorumtool:
        return compat::quorumtool(count, arguments);
    case compat::Tool::cmapctl:
        return compat::cmapctl(count, arguments);
    case compat::Tool::cpgtool:
        return compat::cpgtool(count, arguments);
    case compat::Tool::keygen:
        return compat::keygen(count, arguments);
    case compat::Tool::notifyd:
        return compat::notifyd(count, arguments);
    default:
        return main_with(count, arguments);
    }
}

} // namespace

} // namespace baton::tool

int main(int count, char** arguments) {
    try {
        const auto tool = baton::tool::compat::called_as(count > 0 ? arguments[0] : "");
        return baton::tool::main_as(tool, count, arguments);
    } catch (const std::exception& wrong) { // no memory, most likely
        std::cerr << "baton: " << wrong.what() << "\n";
        return static_cast<int>(baton::tool::ExitCode::failed);
    }
}
