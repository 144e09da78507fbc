// exec/ipc/direct_memory.h - what a client of the direct channel and we share: one piece of memory
// without a name. It is sealed, so nobody can cut it short under our hands, and gone with its
// users.
//
// First a page of words, each in a cache line of its own or with what the same side writes:
//    ring R (0 requests, 1 replies, 2 events) at R * 384: + 0 u64 bytes written in all, + 128 u64
//    bytes read in all, + 256 u64 while the reader sleeps, the place at which it does | 1, else 0
//    1152 u32 not 0 while the daemon reads no requests
// Then the rings, one behind the other; kDirectSizes says how long each is. A message is u32
// length, u32 kind, the bytes, padded to 8; where the ring ends it goes on at its begin. A place
// in a ring is the number of bytes that were written before it.
//
// The kind means something to those who have agreed on records (direct_greeting.h). Of a request: 0
// one like all others; 1 the data of a multicast and nothing else, 2 the same for safe delivery,
// both kRecordMax bytes at most. So those of one kind, one behind the other, are records as
// wire/cpg_batch.h has them. Of an event: 0, or where in its bytes records begin, which go up to
// its end.
#pragma once

#include "base/result.h"

#include <array>
#include <cstddef>
#include <cstdint>

namespace baton::ipc {

constexpr std::size_t kDirectPage = 4096;
constexpr std::size_t kDirectWordsOfRing = 384;
constexpr std::size_t kDirectReadAt = 128;
constexpr std::size_t kDirectSleeperAt = 256;
constexpr std::size_t kDirectStopAt = 1152;
constexpr std::size_t kDirectHead = 8; // of a message
constexpr std::size_t kDirectKindAt = 4;

enum DirectKind : std::uint32_t { kRequest = 0, kMulticast = 1, kSafeMulticast = 2 };

// Memory that nobody touches costs nothing, so they are as long as is good for a busy client: the
// longest request; all answers that one may leave unread; what comes while a receiver has no
// processor.
enum DirectRingIndex : std::size_t { kRequests, kReplies, kEvents };
constexpr std::array<std::size_t, 3> kDirectSizes{1179648, 65536, 4194304};
constexpr std::size_t kDirectReplyMax = kDirectSizes[kReplies] / 2;

class DirectMemory {
public:
    static Result<DirectMemory> create();
    DirectMemory() = default;
    DirectMemory(DirectMemory&& other) noexcept { *this = std::move(other); }
    DirectMemory& operator=(DirectMemory&& other) noexcept;
    ~DirectMemory() { release(); }

    [[nodiscard]] int descriptor() const { return descriptor_; } // to be given to the client
    void close_descriptor();
    [[nodiscard]] std::byte* words(DirectRingIndex ring) const {
        return begin_ + ring * kDirectWordsOfRing;
    }
    // The ring twice, so that every message is in one piece.
    [[nodiscard]] std::byte* ring(DirectRingIndex ring) const;
    [[nodiscard]] std::byte* stop_word() const { return begin_ + kDirectStopAt; }

private:
    [[nodiscard]] bool map();
    void release();

    int descriptor_ = -1;
    std::byte* begin_ = nullptr;
};

} // namespace baton::ipc
