// test/world/client.h - a local client of a node: a process that is in one group.
//
// What it asks waits until the daemon would read it: while the node runs, has been synchronised, is
// not synchronising now, and its send queue has room. Every message that it sends ends with a
// number of eight bytes, 1 for its first one, by which it can be told from all others.
#pragma once

#include "base/ids.h"
#include "services/cpg/messages.h"

#include <cstdint>
#include <cstring>
#include <deque>
#include <string>
#include <vector>

namespace baton::world {

constexpr std::size_t kNumberSize = sizeof(std::uint64_t);
// What a client may leave unread; one that leaves more is cut off, as the daemon does.
constexpr std::size_t kUnreadMax = std::size_t{4} << 20U;

// The part of a message that its sender chose, and the number behind it.
inline Bytes without_number(Bytes message) {
    return message.first(message.size() < kNumberSize ? 0 : message.size() - kNumberSize);
}
inline std::uint64_t number_of(Bytes message) {
    std::uint64_t number = 0;
    if (message.size() >= kNumberSize)
        std::memcpy(&number, message.last(kNumberSize).data(), kNumberSize);
    return number;
}

struct Request {
    enum class Kind : std::uint8_t { join, leave, say } kind;
    std::string text{};      // of a message,
    std::size_t size = 0;    // filled up to so many bytes
    std::uint32_t times = 1; // sent so often
    bool safe = false;
};

struct Client {
    ClientId id;
    std::uint32_t pid = 0;
    std::string group;
    std::deque<Request> waiting;
    std::uint64_t sent = 0; // messages that the daemon took
    bool joined = false;    // its join was accepted,
    bool member = false;    // and no leave
    bool stalled = false;   // reads nothing
    bool ending = false;    // is to be cut off
    std::vector<cpg::Event> unread;
    std::size_t unread_bytes = 0;
};

} // namespace baton::world
