// exec/daemon/flight_recorder.cc - libqb's blackbox: lines in, files out.
#include "daemon/flight_recorder.h"

#include "daemon/log_format.h"
#include "loop/descriptor.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <fmt/chrono.h>
#include <mutex>
#include <qb/qblog.h>
#include <sys/stat.h>
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

// libqb writes zeros all over its ring when it makes it, and all of it would be resident. These
// pages are taken away and others put in their place that nobody has touched yet: the room stays
// reserved, as a full /dev/shm must not end this process later. False if it is no more.
bool forget_zeros() {
    constexpr off_t kPage = 4096;
    const std::string name = "/dev/shm/qb-corosync-" + std::to_string(getpid()) + "-blackbox-data";
    const loop::Descriptor file(open(name.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW));
    struct stat about {};
    if (!file || fstat(file.number(), &about) != 0) return true;
    std::array<char, kPage> page{};
    off_t begin = about.st_size / kPage * kPage;
    const auto is_zero = [](char each) { return each == 0; };
    for (; begin > 0; begin -= kPage)
        if (pread(file.number(), page.data(), kPage, begin - kPage) != kPage ||
            !std::ranges::all_of(page, is_zero))
            break;
    const off_t size = about.st_size - begin;
    if (fallocate(file.number(), FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, begin, size) != 0)
        return true;
    return fallocate(file.number(), 0, begin, size) == 0;
}

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
    const auto enable = [](bool wanted) {
        return qb_log_ctl(QB_LOG_BLACKBOX, QB_LOG_CONF_ENABLED, wanted ? QB_TRUE : QB_FALSE) == 0;
    };
    if (made_ && on != on_) {
        on = enable(on) && on;
        if (on && !forget_zeros()) {
            enable(false);
            on = false;
        }
    }
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
