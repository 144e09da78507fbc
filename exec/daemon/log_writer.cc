// exec/daemon/log_writer.cc - the thread that writes, and the three targets.
#include "daemon/log_writer.h"

#include "daemon/systemd.h"
#include "loop/clock.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <strings.h>
#define SYSLOG_NAMES // facilitynames
#include <sys/socket.h>
#include <sys/syslog.h>
#include <sys/un.h>
#include <unistd.h>

namespace baton {

namespace {

constexpr int kPatienceMs = 1000; // with a reader of standard error that does not read

int facility_number(const std::string& name) {
    for (const CODE* code = facilitynames; code->c_name != nullptr; ++code)
        if (strcasecmp(code->c_name, name.c_str()) == 0) return code->c_val;
    return LOG_DAEMON;
}

void write_all(int descriptor, std::string_view text) {
    while (!text.empty()) {
        pollfd room{.fd = descriptor, .events = POLLOUT, .revents = 0};
        if (poll(&room, 1, kPatienceMs) == 0) return; // nobody reads: the line is lost
        const ssize_t done = ::write(descriptor, text.data(), text.size());
        if (done < 0 && errno == EINTR) continue;
        if (done < 0) return;
        text.remove_prefix(static_cast<std::size_t>(done));
    }
}

int connect_to_syslog() {
    const int made = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (made < 0) return -1;
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strcpy(address.sun_path, "/dev/log");
    if (connect(made, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0)
        return made;
    close(made);
    return -1;
}

} // namespace

LogWriter::~LogWriter() {
    if (thread_.joinable()) {
        {
            const std::lock_guard lock(mutex_);
            ending_ = true;
        }
        arrived_.notify_one();
        thread_.join();
    }
    if (syslog_ >= 0) close(syslog_);
}

// Once, however many parts write to it.
Result<void> LogWriter::open_file(Setup& setup, const std::string& path) {
    if (path.empty() || setup.files.contains(path)) return {};
    loop::Descriptor file(open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0640));
    if (!file)
        return failure(Error::Kind::system,
                       "cannot open the log file " + path + ": " + std::strerror(errno));
    setup.files.emplace(path, std::move(file));
    return {};
}

Result<void> LogWriter::configure(const config::Logging& logging) {
    std::array<char, 256> host{};
    gethostname(host.data(), host.size() - 1);
    auto fresh = std::make_shared<Setup>(Setup{.logging = logging,
                                               .facility = facility_number(logging.syslog_facility),
                                               .stderr_is_journal = stderr_is_journal(),
                                               .host = host.data()});
    if (auto opened = open_file(*fresh, logging.targets.logfile); !opened) return opened;
    for (const config::LogSubsystem& each : logging.subsystems)
        if (auto opened = open_file(*fresh, each.targets.logfile); !opened) return opened;
    if (thread_.joinable()) recorder_.switch_on(logging.blackbox);
    const std::lock_guard lock(setup_mutex_);
    setup_ = std::move(fresh);
    return {};
}

std::shared_ptr<const LogWriter::Setup> LogWriter::setup() const {
    const std::lock_guard lock(setup_mutex_);
    return setup_;
}

void LogWriter::start_thread() {
    recorder_.switch_on(setup()->logging.blackbox);
    thread_ = std::thread([this] { run(); });
}

bool LogWriter::wanted(const LogLine& line) const {
    const auto setup = this->setup();
    const config::LogTargets& targets = setup->logging.targets_of(name_of(line.part));
    return passes(line.level, std::max(targets.logfile_priority, targets.syslog_priority),
                  targets.debug);
}

void LogWriter::write(LogLine line) {
    recorder_.record(line);
    if (!wanted(line)) return;
    Stamped stamped{std::move(line), std::chrono::system_clock::now()};
    if (!thread_.joinable()) return take(std::move(stamped));
    {
        const std::lock_guard lock(mutex_);
        if (waiting_.size() >= kWaitingMax) {
            ++dropped_;
            return;
        }
        waiting_.push_back(std::move(stamped));
    }
    arrived_.notify_one();
}

void LogWriter::run() {
    std::unique_lock lock(mutex_);
    while (true) {
        const auto something = [this] { return !waiting_.empty() || ending_; };
        if (fold_.pending())
            arrived_.wait_for(lock, LogFold::kQuiet, something);
        else
            arrived_.wait(lock, something);
        while (!waiting_.empty()) {
            Stamped next = std::move(waiting_.front());
            waiting_.pop_front();
            const std::uint64_t dropped = std::exchange(dropped_, 0);
            lock.unlock();
            take(std::move(next));
            if (dropped > 0)
                take({{LogLevel::warning, LogPart::main,
                       fmt::format("{} log lines were lost: they came too fast", dropped)},
                      std::chrono::system_clock::now()});
            lock.lock();
        }
        if (ending_) break;
        if (auto count = fold_.quiet(loop::now()))
            put_out(*count, std::chrono::system_clock::now());
    }
    if (auto count = fold_.end()) put_out(*count, std::chrono::system_clock::now());
}

void LogWriter::take(Stamped stamped) {
    for (const LogLine& line : fold_.take(loop::now(), std::move(stamped.line)))
        put_out(line, stamped.when);
}

void LogWriter::put_out(const LogLine& line, WallTime when) {
    const auto setup = this->setup();
    const config::LogTargets& targets = setup->logging.targets_of(name_of(line.part));
    const config::Timestamp timestamp = setup->logging.timestamp;
    const bool to_file = passes(line.level, targets.logfile_priority, targets.debug);
    const bool to_log =
        targets.to_syslog && passes(line.level, targets.syslog_priority, targets.debug);
    if (use_stderr_ && targets.to_stderr && to_file && !(to_log && setup->stderr_is_journal))
        write_all(STDERR_FILENO, format_for_stderr(line, when, timestamp));
    const auto file = setup->files.find(targets.logfile);
    if (file != setup->files.end() && targets.to_logfile && to_file)
        write_all(file->second.number(),
                  format_for_file(line, when, timestamp, getpid(), setup->host));
    if (to_log) to_syslog(line, when);
}

// The daemon of syslog may be restarted at any time, or not be there at all.
void LogWriter::to_syslog(const LogLine& line, WallTime when) {
    const std::string text = format_for_syslog(line, when, setup()->facility, getpid());
    for (int attempt = 0; attempt < 2; ++attempt) {
        if (syslog_ < 0) syslog_ = connect_to_syslog();
        if (syslog_ < 0) return;
        if (send(syslog_, text.data(), text.size(), MSG_NOSIGNAL) >= 0 || errno == EAGAIN) return;
        close(syslog_);
        syslog_ = -1;
    }
}

} // namespace baton
