// exec/ipc/descriptors.cc - the kernel always gives the lowest number that is free.
#include "ipc/descriptors.h"

#include <limits>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <unistd.h>

namespace baton::ipc {

std::uint64_t descriptor_limit() {
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0) return limit.rlim_cur;
    return std::numeric_limits<std::uint64_t>::max();
}

bool is_of_reserve(int descriptor) {
    return static_cast<std::uint64_t>(descriptor) + kDescriptorReserve >= descriptor_limit();
}

bool descriptors_are_scarce() {
    const int next = eventfd(0, EFD_CLOEXEC);
    if (next < 0) return true;
    close(next);
    return is_of_reserve(next);
}

} // namespace baton::ipc
