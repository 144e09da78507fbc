// exec/ipc/greeting.h - somebody who has connected and not said yet who it is.
//
// Connection request (24 bytes): 0 i32 id -1, 8 i32 size 24, 16 u32 longest message wanted. The
// kernel says with it who sent it.
// Answer (12328 bytes): 0 i32 id -1, 8 i32 size, 16 i32 negative errno, 24 i32 kind of channel: 1
// shared memory, 28 u32 longest message, 32 i64 cookie, then the names of the request, reply and
// event channel, 4096 each. After an error the rest is zero.
#pragma once

#include "ipc/server.h"
#include "loop/watch.h"

#include <array>
#include <optional>
#include <string>

namespace baton::ipc {

class Greeting {
public:
    // Owns the descriptor. `on_event`: there is something to read.
    Greeting(loop::Loop& loop, int descriptor, std::function<void()> on_event);
    ~Greeting();
    Greeting(const Greeting&) = delete;
    Greeting& operator=(const Greeting&) = delete;

    enum class State { incomplete, complete, wrong };
    State read();
    [[nodiscard]] const Credentials& credentials() const { return *credentials_; }
    [[nodiscard]] std::uint32_t number() const;   // at 16: what it is depends on the service
    [[nodiscard]] std::uint32_t features() const; // at 20: 0 for those who know of none
    [[nodiscard]] int descriptor() const { return descriptor_; }
    int take(); // the socket under another number, for the caller; -1 if there is none left

private:
    static constexpr std::size_t kRequestSize = 24;
    void note_credentials(const msghdr& message);

    int descriptor_;
    std::array<std::byte, kRequestSize> request_{};
    std::size_t received_ = 0;
    std::optional<Credentials> credentials_;
    loop::Watch watch_;
};

struct Channels { // by their names
    std::string request;
    std::string reply;
    std::string event;
};
// In one piece. False if it does not go out as a whole.
bool send_welcome(int descriptor, const Channels& channels, ClientId client);
bool send_rejection(int descriptor, int negative_errno);

} // namespace baton::ipc
