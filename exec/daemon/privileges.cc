// exec/daemon/privileges.cc - sched_setscheduler, nice values, mlockall.
#include "daemon/privileges.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <linux/capability.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace baton {

namespace {

std::string set_real_time() {
    rlimit limit{};
    int priority = kRealTimePriority;
    if (getrlimit(RLIMIT_RTPRIO, &limit) == 0 && limit.rlim_cur > 0 &&
        limit.rlim_cur < static_cast<rlim_t>(priority))
        priority = static_cast<int>(limit.rlim_cur); // less is better than nothing
    sched_param parameters{};
    parameters.sched_priority = priority;
    if (sched_setscheduler(0, SCHED_RR | SCHED_RESET_ON_FORK, &parameters) == 0) return {};
    return std::string("real-time scheduling was refused (") + std::strerror(errno) +
           "): a busy machine may delay this node; allow it with LimitRTPRIO=" +
           std::to_string(kRealTimePriority) + " or run as root";
}

std::string set_nice(int value) {
    if (value == 0 || setpriority(PRIO_PROCESS, 0, value) == 0) return {};
    return std::string("the nice value ") + std::to_string(value) + " was refused (" +
           std::strerror(errno) + ")";
}

// CAP_IPC_LOCK: the limit does not count.
bool may_lock_memory() {
    __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
    std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3> data{};
    if (syscall(SYS_capget, &header, data.data()) != 0) return false;
    return (data[CAP_TO_INDEX(CAP_IPC_LOCK)].effective & CAP_TO_MASK(CAP_IPC_LOCK)) != 0;
}

// Only what is touched is locked: mapped but unused memory (stacks, libraries, shared memory of
// clients) would make a small daemon a big one.
std::string lock_memory() {
    rlimit limit{};
    if (getrlimit(RLIMIT_MEMLOCK, &limit) == 0) {
        rlimit wanted{RLIM_INFINITY, RLIM_INFINITY};
        if (setrlimit(RLIMIT_MEMLOCK, &wanted) != 0) {
            limit.rlim_cur = limit.rlim_max;
            setrlimit(RLIMIT_MEMLOCK, &limit);
        }
        getrlimit(RLIMIT_MEMLOCK, &limit);
    }
    // With a limit, later allocations would fail when it is reached: better unlocked than that.
    const bool unlimited = limit.rlim_cur == RLIM_INFINITY || may_lock_memory();
    if (unlimited && mlockall(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT) == 0) return {};
    return std::string("locking memory was refused (") +
           (unlimited ? std::strerror(errno) : "limited") +
           "): under memory pressure this node may be slow; allow it with LimitMEMLOCK=infinity";
}

// One for each client, and some.
std::string raise_descriptors() {
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return {};
    const rlim_t wanted = std::min<rlim_t>(limit.rlim_max, kDescriptorsWanted);
    if (limit.rlim_cur < wanted) {
        limit.rlim_cur = wanted;
        setrlimit(RLIMIT_NOFILE, &limit);
    }
    if (limit.rlim_cur >= kDescriptorsLeast) return {};
    return "only " + std::to_string(limit.rlim_cur) +
           " file descriptors are allowed: with many clients some will be refused; allow more with "
           "LimitNOFILE=" +
           std::to_string(kDescriptorsWanted);
}

} // namespace

std::vector<std::string> ask_for_privileges(const config::System& system) {
    std::vector<std::string> refused;
    for (std::string& text : std::vector{system.sched_rr ? set_real_time() : set_nice(system.nice),
                                         lock_memory(), raise_descriptors()})
        if (!text.empty()) refused.push_back(std::move(text));
    return refused;
}

} // namespace baton
