// exec/ipc/direct_greeting.h - what a client of the direct channel is answered when it connects.
//
// It asks like all others (greeting.h), with the version that it speaks in place of the longest
// message. Answer (40 bytes): 0 i32 id -1, 8 i32 size, 16 i32 negative errno, 24 u32 our version,
// 28 u32 bytes of the ring of requests, 32 of replies, 36 of events. With it comes the descriptor
// of the memory (direct_memory.h). -EPROTONOSUPPORT: not this version; libqb's channel is there
// too.
#pragma once

#include <cstdint>

namespace baton::ipc {

constexpr std::uint32_t kDirectVersion = 1;

// False if it does not go out as a whole.
bool send_direct_welcome(int descriptor, int memory);
bool send_direct_rejection(int descriptor, int negative_errno);

} // namespace baton::ipc
