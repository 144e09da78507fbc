// exec/ipc/descriptors.h - the file descriptors that clients leave to the daemon itself.
//
// Without one it can neither store the number of a ring nor open a log file, and must end.
#pragma once

#include <cstdint>

namespace baton::ipc {

constexpr std::uint64_t kDescriptorReserve = 48;

// How many this process may have.
std::uint64_t descriptor_limit();
// Whether this one, which was opened just now, is among the last ones.
bool is_of_reserve(int descriptor);
// Whether the next one would be.
bool descriptors_are_scarce();

} // namespace baton::ipc
