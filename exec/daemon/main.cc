// exec/daemon/main.cc - batond: from the command line to a running node, and its exit code.
#include "config/sections.h"
#include "daemon/background.h"
#include "daemon/config_files.h"
#include "daemon/daemon.h"
#include "daemon/leftovers.h"
#include "daemon/library_check.h"
#include "daemon/options.h"
#include "daemon/pid_file.h"
#include "daemon/privileges.h"
#include "daemon/systemd.h"

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <malloc.h>
#include <memory>
#include <systemd/sd-daemon.h>
#include <unistd.h>

namespace baton {

namespace {

// At boot a name server or its network may come up later than we do.
constexpr std::chrono::seconds kResolverPatience{30};

int say(std::FILE* where, const std::string& text) { return std::fputs(text.c_str(), where); }

// The journal reads the level from the beginning of a line, if it was given standard error.
void complain(const std::string& text, config::Severity severity = config::Severity::error) {
    const char* level = severity == config::Severity::error ? SD_ERR : SD_WARNING;
    say(stderr, (stderr_is_journal() ? level : "") + text + "\n");
}

ExitCode refuse(ExitCode code, const std::string& why, const std::string& first_cause = {}) {
    show_status("not started: " + (first_cause.empty() ? why : first_cause));
    complain("batond: " + why);
    complain("Corosync Cluster Engine exiting with status " +
             std::to_string(static_cast<int>(code)));
    return code;
}

const char* environment(const char* name) {
    const char* value = std::getenv(name);
    return value != nullptr && *value != '\0' ? value : nullptr;
}

// Several daemons on one machine are told apart by this name.
Result<std::string> instance_of(const config::Config& config) {
    if (!config.system.instance.empty()) return config.system.instance;
    const char* name = environment("BATON_INSTANCE");
    if (name == nullptr) return std::string();
    if (!config::is_instance_name(name))
        return failure(Error::Kind::config, std::string("BATON_INSTANCE: '") + name +
                                                "' cannot prefix the names of files");
    return std::string(name);
}

// The configuration's, the service manager's, or our own: the system's for root, else the user's.
Result<std::string> state_folder_of(const config::Config& config) {
    if (!config.system.state_dir.empty()) return config.system.state_dir;
    if (const char* given = environment("STATE_DIRECTORY")) return std::string(given);
    std::filesystem::path folder = "/var/lib/corosync";
    if (geteuid() != 0) {
        const char* home = environment("HOME");
        const char* state = environment("XDG_STATE_HOME");
        if (state == nullptr && home == nullptr)
            return failure(Error::Kind::system, "no state folder: set system.state_dir");
        folder = (state != nullptr ? std::filesystem::path(state)
                                   : std::filesystem::path(home) / ".local/state") /
                 "baton";
    }
    std::error_code wrong;
    std::filesystem::create_directories(folder, wrong);
    if (wrong) return failure(Error::Kind::system, folder.string() + ": " + wrong.message());
    return folder.string();
}

std::string pid_file_of(const Options& options, const Surroundings& surroundings) {
    if (!options.pid_file.empty()) return options.pid_file;
    const std::string folder = geteuid() == 0 ? "/run" : surroundings.state_folder;
    // In Corosync's place the file is where programs look for Corosync's.
    const std::string name = options.called == "corosync" ? "corosync.pid" : "batond.pid";
    return folder + "/" + surroundings.prefix() + name;
}

// One line must do where the others do not fit; they may well follow from it.
std::string first_error(const config::Diagnostics& diagnostics) {
    for (const config::Diagnostic& each : diagnostics.all())
        if (each.severity == config::Severity::error) return each.text();
    return {};
}

// Prints everything that is wrong or doubtful, wherever the log goes: it is not complete yet.
ExitCode print(const config::Diagnostics& diagnostics) {
    for (const config::Diagnostic& each : diagnostics.all()) complain(each.text(), each.severity);
    return static_cast<ExitCode>(diagnostics.exit_code());
}

std::string title_of(config::Transport transport) {
    switch (transport) {
    case config::Transport::udp:
        return "UDP/IP Multicast";
    case config::Transport::udpu:
        return "UDP/IP Unicast";
    case config::Transport::knet:
        break;
    }
    return "Kronosnet";
}

ExitCode serve(std::shared_ptr<const config::Config> config, Surroundings surroundings,
               const PidFile& pid_file, LogWriter& log) {
    const auto main_line = [&](LogLevel level, const std::string& text) {
        log.write({level, LogPart::main, text});
    };
    log.start_thread();
    FlightRecorder::dump_on_crash(surroundings.state_folder);
    main_line(LogLevel::notice,
              "Corosync Cluster Engine (Baton " + version_number() + ") starting up");
    // Programs that watch the logs of a cluster know a start and an end by these two lines.
    log.write({LogLevel::notice, LogPart::totem,
               "Initializing transport (" + title_of(config->totem.transport) + ")."});
    if (const auto former = pid_file.former())
        if (const int removed = remove_leftovers(*former); removed > 0)
            main_line(LogLevel::info, "removed what clients of process " + std::to_string(*former) +
                                          " left in shared memory (" + std::to_string(removed) +
                                          ")");
    for (std::string& refused : ask_for_privileges(config->system)) {
        main_line(LogLevel::warning, refused);
        surroundings.warnings.push_back(std::move(refused));
    }
    Daemon daemon(std::move(config), std::move(surroundings), log);
    const ExitCode code = daemon.run();
    if (code == ExitCode::good)
        main_line(LogLevel::notice, "Unloading all Corosync service engines.");
    main_line(code == ExitCode::good ? LogLevel::notice : LogLevel::error,
              code == ExitCode::good ? "Corosync Cluster Engine exiting normally"
                                     : "Corosync Cluster Engine exiting with status " +
                                           std::to_string(static_cast<int>(code)));
    return code;
}

ExitCode run(Options options) {
    // Before the folder changes.
    const std::string configuration = std::filesystem::absolute(options.configuration).string();
    if (!options.pid_file.empty())
        options.pid_file = std::filesystem::absolute(options.pid_file).string();
    if (!options.trace_file.empty())
        options.trace_file = std::filesystem::absolute(options.trace_file).string();
    LoadOptions load;
    if (options.task != Options::Task::check)
        load.patience = {kResolverPatience, [](const std::string& line) {
                             show_status(line);
                             complain("batond: " + line, config::Severity::warning);
                         }};
    LoadedConfiguration loaded = load_configuration(options.configuration, load);
    if (options.task == Options::Task::check && loaded.diagnostics.good())
        check_library(loaded.config, loaded.diagnostics);
    const auto shared = std::make_shared<const config::Config>(std::move(loaded.config));
    const config::Config& config = *shared;
    if (const ExitCode code = print(loaded.diagnostics); code != ExitCode::good)
        return refuse(code, "the configuration is not usable", first_error(loaded.diagnostics));
    const auto instance = instance_of(config);
    if (!instance) return refuse(ExitCode::configuration, instance.error().what);
    if (options.task == Options::Task::check) {
        say(stderr, "Corosync Cluster Engine exiting normally\n");
        return ExitCode::good;
    }
    LogWriter log;
    if (auto opened = log.configure(config.logging); !opened)
        return refuse(ExitCode::logging, opened.error().what);
    const auto folder = state_folder_of(config);
    if (!folder) return refuse(ExitCode::state_folder, folder.error().what);
    if (chdir(folder->c_str()) != 0)
        return refuse(ExitCode::state_folder, *folder + ": " + std::strerror(errno));
    if (!options.foreground) {
        if (const auto failed = go_into_background())
            return refuse(*failed, "cannot go into the background");
        log.no_stderr();
    }
    Surroundings surroundings{.configuration = configuration,
                              .state_folder = std::filesystem::current_path().string(),
                              .instance = *instance,
                              .trace_file = options.trace_file,
                              .warnings = {}};
    const auto pid_file = PidFile::take(pid_file_of(options, surroundings));
    if (!pid_file) {
        if (!options.foreground) log.write({LogLevel::error, LogPart::main, pid_file.error().what});
        return refuse(pid_file.error().code, pid_file.error().what);
    }
    return serve(shared, std::move(surroundings), *pid_file, log);
}

int main_with(std::span<char* const> arguments) {
    const auto options = parse_options(arguments);
    if (!options) {
        say(stderr, "batond: " + options.error().what + "\n" + usage_text());
        return static_cast<int>(ExitCode::usage);
    }
    if (options->task == Options::Task::help) return say(stdout, usage_text()) < 0;
    if (options->task == Options::Task::version) return say(stdout, version_text()) < 0;
    return static_cast<int>(run(*options));
}

} // namespace

} // namespace baton

int main(int count, char** arguments) {
    // One for the loop and one for each thread beside it, the log's and the one that reads the
    // configuration: who is interrupted while it allocates must not hold up the loop.
    mallopt(M_ARENA_MAX, 3);
    // What is as long has pages of its own and can go back, also while memory is locked; malloc
    // would take longer ones from the heap as soon as one was freed.
    mallopt(M_MMAP_THRESHOLD, 128 * 1024);
    std::signal(SIGPIPE, SIG_IGN);
    return baton::main_with({arguments, static_cast<std::size_t>(count)});
}
