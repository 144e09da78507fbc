// exec/ipc/direct_greeting.h - what a client of the direct channel is answered when it connects.
//
// It asks like all others (greeting.h), with the version that it speaks in place of the longest
// message, and at 20 u32 the features that it knows. Answer (40 bytes): 0 i32 id -1, 8 i32 size, 16
// i32 negative errno, 20 u32 those of the features that we know too, 24 u32 our version, 28 u32
// bytes of the ring of requests, 32 of replies, 36 of events. With it comes the descriptor of the
// memory (direct_memory.h). -EPROTONOSUPPORT: not this version; libqb's channel is there too.
// Who knows of no features says 0 there, and does not look.
#pragma once

#include <cstdint>

namespace baton::ipc {

constexpr std::uint32_t kDirectVersion = 1;
// Small messages travel as records, both ways (direct_memory.h, cpg_codec.h).
constexpr std::uint32_t kDirectRecords = 1;
constexpr std::uint32_t kDirectFeatures = kDirectRecords;

// False if it does not go out as a whole.
bool send_direct_welcome(int descriptor, int memory, std::uint32_t features);
bool send_direct_rejection(int descriptor, int negative_errno);

} // namespace baton::ipc
