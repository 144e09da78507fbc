// exec/transport/knet/standstill.cc - signals to the threads that /proc lists. Nothing allocates.
#include "transport/knet/standstill.h"

#include "loop/descriptor.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <ctime>
#include <dirent.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <pthread.h>
#include <span>
#include <sys/syscall.h>
#include <unistd.h>
#include <utility>

namespace baton::transport::knet {

namespace {

constexpr std::size_t kThreadsMax = 64;
constexpr long kPatienceMs = 500;

// Odd while the others are to stand. Each standstill has a number of its own: who wakes late from
// the last one leaves it, is not counted here, and its pending signal takes it into this one.
std::atomic<std::uint32_t> period{0};
std::atomic<std::uint64_t> standing{0}; // its period, and how many, in the lower half
static_assert(std::atomic<std::uint64_t>::is_always_lock_free &&
              sizeof period == sizeof(std::uint32_t));

constexpr std::uint64_t none_in(std::uint32_t now) { return std::uint64_t{now} << 32U; }

bool count_me(std::uint32_t now) {
    std::uint64_t others = standing.load();
    do {
        if (others >> 32U != now) return false;
    } while (!standing.compare_exchange_weak(others, others + 1));
    return true;
}

void stand_still(int /*signal*/) {
    const std::uint32_t now = period.load();
    if (now % 2 == 0 || !count_me(now)) return;
    const int error = errno;
    while (period.load() == now)
        syscall(SYS_futex, &period, FUTEX_WAIT_PRIVATE, now, nullptr, nullptr, 0);
    errno = error;
}

// It stays: a signal may be on its way when the standstill is over.
bool install() {
    struct sigaction action {};
    action.sa_handler = &stand_still;
    action.sa_flags = SA_RESTART;
    sigfillset(&action.sa_mask);
    return sigaction(Standstill::kSignal, &action, nullptr) == 0;
}

void nap() {
    timespec little{0, 100'000};
    nanosleep(&little, nullptr);
}

long now_ms() {
    timespec now{};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000 + now.tv_nsec / 1'000'000;
}

class Threads {
public:
    // Those that were not known get the signal. The number of them; nothing that can be relied
    // on: -1.
    int stop_new();
    // Those that got it and have not ended.
    [[nodiscard]] std::uint32_t alive() const;

private:
    bool stop(pid_t thread);

    std::array<pid_t, kThreadsMax> known_{}; // the first is this one
    std::size_t count_ = 0;
};

// The size of a record in its list, and the thread that it names; 0: none.
std::pair<std::size_t, pid_t> record_at(std::span<const char> list) {
    std::uint16_t size = 0;
    std::memcpy(&size, list.data() + offsetof(dirent64, d_reclen), sizeof size);
    const char* name = list.data() + offsetof(dirent64, d_name);
    pid_t thread = 0;
    std::from_chars(name, name + strnlen(name, size - offsetof(dirent64, d_name)), thread);
    return {size, thread};
}

bool Threads::stop(pid_t thread) {
    const auto end = known_.begin() + static_cast<std::ptrdiff_t>(count_);
    if (thread == 0 || std::find(known_.begin(), end, thread) != end) return false;
    if (syscall(SYS_tgkill, getpid(), thread, Standstill::kSignal) != 0) return false; // ended
    known_[count_++] = thread;
    return true;
}

std::uint32_t Threads::alive() const {
    std::uint32_t alive = 0;
    for (std::size_t index = 1; index < count_; ++index)
        if (syscall(SYS_tgkill, getpid(), known_[index], 0) == 0) ++alive;
    return alive;
}

int Threads::stop_new() {
    const loop::Descriptor folder(open("/proc/self/task", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (folder.number() < 0) return -1;
    if (count_ == 0) known_[count_++] = static_cast<pid_t>(syscall(SYS_gettid));
    int found = 0;
    std::array<char, 4096> list{};
    for (;;) {
        const auto size = syscall(SYS_getdents64, folder.number(), list.data(), list.size());
        if (size < 0) return -1;
        if (size == 0) return found;
        std::span<const char> rest(list.data(), static_cast<std::size_t>(size));
        while (!rest.empty()) {
            const auto [length, thread] = record_at(rest);
            if (count_ == known_.size()) return -1;
            found += stop(thread) ? 1 : 0;
            rest = rest.subspan(length);
        }
    }
}

bool stop_all() {
    Threads threads;
    const auto all_stand = [&] { return standing.load() == none_in(period) + threads.alive(); };
    const long end = now_ms() + kPatienceMs;
    while (now_ms() < end) {
        const int found = threads.stop_new();
        if (found < 0) return false;
        // Only those that do not stand can begin another: when all do and there is none, it is so.
        if (found == 0 && all_stand()) return true;
        while (!all_stand() && now_ms() < end) nap();
    }
    return false;
}

} // namespace

Standstill::Standstill() {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before_);
    if (!install()) return;
    standing = none_in(period + 1);
    ++period;
    complete_ = stop_all();
}

Standstill::~Standstill() {
    if (period.load() % 2 != 0) {
        ++period;
        syscall(SYS_futex, &period, FUTEX_WAKE_PRIVATE, kThreadsMax, nullptr, nullptr, 0);
    }
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

} // namespace baton::transport::knet
