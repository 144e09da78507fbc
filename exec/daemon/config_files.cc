// exec/daemon/config_files.cc - reads the files, asks the machine, and has everything checked.
#include "daemon/config_files.h"

#include "base/hash.h"
#include "config/parse.h"
#include "config/resolution.h"
#include "daemon/abilities.h"
#include "daemon/key_file.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <grp.h>
#include <memory>
#include <optional>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

namespace baton {
namespace {

namespace files = std::filesystem;
using config::Config;
using config::Diagnostics;
using config::SourceFile;

// A nodelist of the greatest size needs a tenth of it.
constexpr std::size_t kFileSizeMax = std::size_t{1} << 20U;

struct CloseFile {
    void operator()(std::FILE* file) const noexcept { std::fclose(file); }
};

void cannot_read(const std::string& path, const std::string& why, Diagnostics& diagnostics) {
    diagnostics.error({path, 0}, "cannot read the file: " + why);
}

std::optional<SourceFile> read_file(const std::string& path, Diagnostics& diagnostics) {
    std::error_code ignored;
    if (files::is_directory(path, ignored)) {
        cannot_read(path, "it is a folder", diagnostics);
        return std::nullopt;
    }
    const std::unique_ptr<std::FILE, CloseFile> file(std::fopen(path.c_str(), "re"));
    if (!file) {
        cannot_read(path, std::strerror(errno), diagnostics);
        return std::nullopt;
    }
    SourceFile source{path, {}};
    std::array<char, 16384> part{};
    while (const std::size_t size = std::fread(part.data(), 1, part.size(), file.get())) {
        source.text.append(part.data(), size);
        if (source.text.size() <= kFileSizeMax) continue;
        cannot_read(path, "it is longer than 1 MiB", diagnostics);
        return std::nullopt;
    }
    if (std::ferror(file.get()) == 0) return source;
    cannot_read(path, std::strerror(errno), diagnostics);
    return std::nullopt;
}

// The regular files of uidgid.d, whatever they are called; links count as what they lead to.
std::vector<SourceFile> read_access_files(const std::string& main_file, Diagnostics& diagnostics) {
    const files::path folder = files::path(main_file).parent_path() / "uidgid.d";
    std::vector<std::string> paths;
    std::error_code wrong;
    for (files::directory_iterator each(folder, wrong), end; !wrong && each != end;
         each.increment(wrong)) {
        std::error_code skipped;
        if (files::is_regular_file(each->path(), skipped)) paths.push_back(each->path().string());
    }
    if (wrong && wrong != std::errc::no_such_file_or_directory)
        cannot_read(folder.string(), wrong.message(), diagnostics);
    std::ranges::sort(paths);
    std::vector<SourceFile> sources;
    for (const std::string& path : paths)
        if (auto source = read_file(path, diagnostics)) sources.push_back(std::move(*source));
    return sources;
}

std::optional<std::uint32_t> look_up_account(const config::AccessEntry& entry) {
    if (entry.is_group) {
        const group* found = getgrnam(entry.text.c_str());
        return found == nullptr ? std::nullopt : std::optional<std::uint32_t>(found->gr_gid);
    }
    const passwd* found = getpwnam(entry.text.c_str());
    return found == nullptr ? std::nullopt : std::optional<std::uint32_t>(found->pw_uid);
}

void resolve_accounts(Config& config, Diagnostics& diagnostics) {
    for (config::AccessEntry& entry : config.access) {
        if (!entry.id && !entry.text.empty()) {
            entry.id = look_up_account(entry);
            if (!entry.id)
                diagnostics.error(entry.place,
                                  std::string(entry.is_group ? "gid: group " : "uid: user ") +
                                      config::quoted(entry.text) + " is not known here",
                                  "create it, or write a name or number that exists");
        }
        if (!entry.id) continue;
        const std::string key = entry.is_group ? "uidgid.config.gid." : "uidgid.config.uid.";
        config.settings.set(key + std::to_string(*entry.id),
                            {config::ValueType::u8, "1", entry.place, 1});
    }
}

// Why a folder cannot be used; empty if it can.
std::string trouble_with(const std::string& folder) {
    struct stat found {};
    const bool exists = stat(folder.c_str(), &found) == 0;
    if (exists && !S_ISDIR(found.st_mode)) return "it is not a folder";
    if (exists && access(folder.c_str(), W_OK | X_OK) == 0) return {};
    return std::strerror(errno);
}

void check_state_directory(const Config& config, Diagnostics& diagnostics) {
    const config::Setting* setting = config.settings.find("system.state_dir");
    if (setting == nullptr || setting->text.empty()) return;
    const std::string trouble = trouble_with(setting->text);
    if (trouble.empty()) return;
    diagnostics.error(setting->place,
                      "state_dir: cannot use " + config::quoted(setting->text) + ": " + trouble,
                      "create the folder, or write another", config::kExitStateDirectory);
}

// Not opened here: a check must not create files.
void check_logfile(const config::LogTargets& targets, const config::Place& place,
                   Diagnostics& diagnostics) {
    if (!targets.to_logfile || targets.logfile.empty()) return;
    const files::path path(targets.logfile);
    const bool exists = access(path.c_str(), F_OK) == 0;
    const files::path folder = path.has_parent_path() ? path.parent_path() : files::path(".");
    const bool writable =
        exists ? access(path.c_str(), W_OK) == 0 : access(folder.c_str(), W_OK | X_OK) == 0;
    if (writable) return;
    diagnostics.error(place,
                      "logfile: cannot write " + config::quoted(targets.logfile) + ": " +
                          std::strerror(errno),
                      "create its folder, or write 'to_logfile: no'", config::kExitLogging);
}

void check_logfiles(const Config& config, Diagnostics& diagnostics) {
    const auto place_of = [&](const std::string& key) {
        const config::Setting* setting = config.settings.find(key);
        return setting == nullptr ? config::Place{config.file, 0} : setting->place;
    };
    check_logfile(config.logging.targets, place_of("logging.logfile"), diagnostics);
    for (const config::LogSubsystem& each : config.logging.subsystems)
        if (each.targets.logfile != config.logging.targets.logfile)
            check_logfile(each.targets, place_of("logging.logger_subsys." + each.name + ".logfile"),
                          diagnostics);
}

// What the caller says, or else the environment.
std::string node_from_outside(const LoadOptions& options) {
    if (!options.node.empty()) return options.node;
    const char* node = std::getenv("BATON_NODE");
    return node == nullptr ? "" : node;
}

} // namespace

LoadedConfiguration load_configuration(const std::string& path, const LoadOptions& options) {
    LoadedConfiguration loaded;
    Diagnostics& diagnostics = loaded.diagnostics;
    const auto main_file = read_file(path, diagnostics);
    if (!main_file) return loaded;
    loaded.digest = digest_of(std::as_bytes(std::span(main_file->text)));
    const auto access_files = read_access_files(path, diagnostics);
    loaded.config = config::parse_configuration(*main_file, access_files, diagnostics);
    if (options.for_this_machine) check_logfiles(loaded.config, diagnostics);
    if (options.for_this_machine) {
        read_key(loaded.config, diagnostics);
        resolve_accounts(loaded.config, diagnostics);
        const auto resolution =
            ask_machine(loaded.config, node_from_outside(options), options.patience);
        config::resolve(loaded.config, resolution, diagnostics);
        check_state_directory(loaded.config, diagnostics);
        doubt_abilities(loaded.config, diagnostics);
    }
    diagnostics.sort();
    return loaded;
}

} // namespace baton
