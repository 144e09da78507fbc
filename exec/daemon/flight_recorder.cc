// exec/daemon/flight_recorder.cc - libqb's blackbox: lines in, files out.
#include "daemon/flight_recorder.h"

#include "daemon/log_format.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <fmt/chrono.h>
#include <mutex>
#include <qb/qblog.h>
#include <unistd.h>
#include <vector>

#if defined(__SANITIZE_ADDRESS__)
#define BATON_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define BATON_SANITIZED 1
#endif
#endif

namespace baton {

namespace {

namespace files = std::filesystem;

constexpr const char* kSource = "baton"; // what the filter lets pass: our lines, not libqb's own
constexpr std::string_view kPrefix = "fdata-";

std::mutex& recording() {
    static std::mutex mutex;
    return mutex;
}

std::uint8_t priority_number(LogLevel level) {
    return level == LogLevel::trace ? static_cast<std::uint8_t>(LOG_TRACE)
                                    : static_cast<std::uint8_t>(priority_of(level));
}

std::string file_name() {
    const auto now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
    return fmt::format("{}{:%Y-%m-%dT%H:%M:%S}-{}", kPrefix, fmt::localtime(now), getpid());
}

// Their names begin with the time, so the oldest come first.
void remove_old(const files::path& folder, std::size_t kept) {
    std::vector<files::path> found;
    std::error_code wrong;
    for (files::directory_iterator each(folder, wrong), end; !wrong && each != end;
         each.increment(wrong))
        if (each->path().filename().string().starts_with(kPrefix)) found.push_back(each->path());
    std::ranges::sort(found);
    for (std::size_t i = 0; i + kept < found.size(); ++i) files::remove(found[i], wrong);
}

// Made when nothing was wrong yet: a crash is no time to put names together.
std::array<char, 4096> crash_file{};

#ifndef BATON_SANITIZED // which has handlers of its own, and more to say
void on_crash(int number) {
    qb_log_blackbox_write_to_file(crash_file.data());
    std::raise(number); // the handler is reset: now it ends the process
}
#endif

} // namespace

FlightRecorder::~FlightRecorder() {
    switch_on(false);
    if (made_) qb_log_fini();
}

void FlightRecorder::switch_on(bool on) {
    const std::lock_guard lock(recording());
    if (on && !made_) {
        qb_log_init("corosync", LOG_DAEMON, LOG_EMERG);
        qb_log_ctl(QB_LOG_SYSLOG, QB_LOG_CONF_ENABLED, QB_FALSE);
        qb_log_filter_ctl(QB_LOG_BLACKBOX, QB_LOG_FILTER_ADD, QB_LOG_FILTER_FILE, kSource,
                          LOG_TRACE);
        qb_log_ctl(QB_LOG_BLACKBOX, QB_LOG_CONF_SIZE, static_cast<std::int32_t>(kSize));
        made_ = true;
    }
    if (made_ && on != on_)
        on = qb_log_ctl(QB_LOG_BLACKBOX, QB_LOG_CONF_ENABLED, on ? QB_TRUE : QB_FALSE) == 0 && on;
    on_ = on;
}

void FlightRecorder::record(const LogLine& line) {
    if (!on_) return;
    const std::lock_guard lock(recording());
    qb_log_from_external_source(std::string(name_of(line.part)).c_str(), kSource, "%s",
                                priority_number(line.level), static_cast<std::uint32_t>(line.part),
                                0, line.text.c_str());
}

Result<std::string> FlightRecorder::dump(const std::string& folder) {
    if (!on_) return failure(Error::Kind::system, "the flight recorder is off (logging.blackbox)");
    const files::path file = files::absolute(files::path(folder) / file_name());
    {
        const std::lock_guard lock(recording());
        const ssize_t written = qb_log_blackbox_write_to_file(file.c_str());
        if (written < 0)
            return failure(Error::Kind::system, "cannot write " + file.string() + ": " +
                                                    std::strerror(static_cast<int>(-written)));
    }
    std::error_code wrong;
    const files::path link = files::absolute(files::path(folder) / "fdata");
    files::remove(link, wrong);
    files::create_symlink(file, link, wrong);
    if (wrong)
        return failure(Error::Kind::system,
                       "cannot link " + link.string() + ": " + wrong.message());
    remove_old(folder, kFilesKept);
    return file.string();
}

void FlightRecorder::dump_on_crash(const std::string& folder) {
    const std::string file = files::absolute(files::path(folder) / (file_name() + "-crash"));
    if (file.size() >= crash_file.size()) return;
    std::memcpy(crash_file.data(), file.c_str(), file.size() + 1);
#ifndef BATON_SANITIZED
    struct sigaction action {};
    action.sa_handler = on_crash;
    action.sa_flags = static_cast<int>(SA_RESETHAND | SA_NODEFER);
    for (const int number : {SIGSEGV, SIGABRT, SIGBUS, SIGILL, SIGFPE})
        sigaction(number, &action, nullptr);
#endif
}

} // namespace baton
