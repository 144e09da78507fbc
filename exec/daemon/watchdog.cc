// exec/daemon/watchdog.cc - <linux/watchdog.h>: open arms it, a "V" before close disarms it.
#include "daemon/watchdog.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <linux/watchdog.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <utility>

namespace baton {

namespace {

constexpr char kDisarm = 'V';

int system_control(int descriptor, unsigned long request, void* argument) {
    return ::ioctl(descriptor, request, argument);
}

} // namespace

Watchdog::Watchdog(loop::Loop& loop, Log log) : Watchdog(loop, std::move(log), system_control) {}

Watchdog::Watchdog(loop::Loop& loop, Log log, Control control)
    : log_(std::move(log)), control_(std::move(control)), feeding_(loop, [this] { feed(); }) {}

Watchdog::~Watchdog() {
    if (armed()) ::close(descriptor_);
}

void Watchdog::keep(const KeepWatchdog& wanted) {
    const KeepWatchdog before = std::exchange(wanted_, wanted);
    if (before.device != wanted_.device) {
        disarm();
        if (!wanted_.device.empty()) arm();
    } else if (armed() && before.timeout != wanted_.timeout) {
        set_timeout();
    }
    feed_or_not();
    if (before.feed != wanted_.feed) say_whether_fed();
}

void Watchdog::try_again() {
    if (wanted_.device.empty() || armed()) return;
    arm();
    feed_or_not();
}

// ---- arming and disarming

// Not waiting: a pipe that somebody named here must not hold the ring up.
void Watchdog::arm() {
    const std::string& path = wanted_.device;
    descriptor_ = ::open(path.c_str(), O_WRONLY | O_CLOEXEC | O_NONBLOCK);
    if (!armed())
        return log(LogLevel::error,
                   fmt::format("resources.watchdog_device: {} cannot be opened ({}); no watchdog "
                               "is used. Load its driver (modprobe softdog) or end whoever has it, "
                               "then reload the configuration",
                               path, std::strerror(errno)));
    watchdog_info about{};
    if (order(WDIOC_GETSUPPORT, &about) == 0) {
        about.identity[sizeof about.identity - 1] = '\0';
        return enable(reinterpret_cast<const char*>(about.identity),
                      (about.options & WDIOF_MAGICCLOSE) != 0);
    }
    log(LogLevel::error, fmt::format("resources.watchdog_device: {} is no watchdog ({}); none is "
                                     "used. Name another one, or set it to off",
                                     path, std::strerror(errno)));
    ::close(std::exchange(descriptor_, -1));
}

void Watchdog::enable(std::string_view name, bool can_be_disarmed) {
    int on = WDIOS_ENABLECARD; // many drivers have no such order: opening was enough
    order(WDIOC_SETOPTIONS, &on);
    complained_ = false;
    can_be_disarmed_ = can_be_disarmed;
    set_timeout();
    log(LogLevel::notice,
        fmt::format("the watchdog {} ({}) is armed: it resets this machine if it is not fed for "
                    "{} s",
                    wanted_.device, name, timeout_.count()));
    if (!can_be_disarmed)
        log(LogLevel::warning, "this watchdog cannot be disarmed: the machine is reset when this "
                               "daemon ends, however it ends");
}

// The device decides: what it has in the end counts.
void Watchdog::set_timeout() {
    int seconds = static_cast<int>(wanted_.timeout.count());
    const bool set = order(WDIOC_SETTIMEOUT, &seconds) == 0;
    const int error = errno;
    const bool told = order(WDIOC_GETTIMEOUT, &seconds) == 0 && seconds > 0;
    timeout_ = told ? std::chrono::seconds{seconds} : wanted_.timeout;
    if (timeout_ != wanted_.timeout)
        log(LogLevel::warning,
            fmt::format("resources.watchdog_timeout: {} has a time-out of {} s and not of {} s",
                        wanted_.device, timeout_.count(), wanted_.timeout.count()));
    else if (!set && !told)
        log(LogLevel::warning,
            fmt::format("resources.watchdog_timeout: {} takes none ({}) and tells none; it is fed "
                        "as if it had {} s",
                        wanted_.device, std::strerror(error), timeout_.count()));
}

void Watchdog::disarm() {
    fed_ = false;
    feeding_.stop();
    if (!armed()) return;
    const char* refused = refusal();
    ::close(std::exchange(descriptor_, -1));
    if (refused == nullptr) return log(LogLevel::notice, "the watchdog is disarmed");
    log(LogLevel::error, fmt::format("the watchdog was not disarmed ({}): it resets this machine "
                                     "within {} s",
                                     refused, timeout_.count()));
}

// Why it cannot be disarmed; null: it is, or will be as soon as it is closed. A driver that was
// loaded with nowayout refuses to stop, but takes the letter as if it meant something.
const char* Watchdog::refusal() {
    int off = WDIOS_DISABLECARD;
    const bool stopped = order(WDIOC_SETOPTIONS, &off) == 0;
    if (!stopped && errno == EBUSY) return "its driver allows no way out";
    const bool said = ::write(descriptor_, &kDisarm, 1) == 1;
    if (!said && !stopped) return std::strerror(errno);
    return stopped || can_be_disarmed_ ? nullptr : "its driver cannot";
}

// ---- feeding

void Watchdog::feed_or_not() {
    fed_ = armed() && wanted_.feed;
    if (fed_) return feed();
    feeding_.stop();
}

void Watchdog::say_whether_fed() const {
    if (wanted_.feed && armed())
        return log(LogLevel::notice, fmt::format("{} is fed again", wanted_.device));
    if (!wanted_.feed)
        log(LogLevel::error,
            armed() ? fmt::format("{} is not fed any more: it resets this machine within {} s",
                                  wanted_.device, timeout_.count())
                    : "the watchdog is to reset this machine, but none is in use: see "
                      "resources.watchdog_device");
}

void Watchdog::feed() {
    feeding_.fire_in(interval());
    if (order(WDIOC_KEEPALIVE, nullptr) == 0 || std::exchange(complained_, true)) return;
    log(LogLevel::error, fmt::format("the watchdog could not be fed ({}): it resets this machine",
                                     std::strerror(errno)));
}

} // namespace baton
