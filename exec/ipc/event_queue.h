// exec/ipc/event_queue.h - events on their way to clients that may be slow to take them.
//
// Events of a client stay in order. What does not fit into its ring waits here and is tried again
// soon; nothing tells when the ring has room. A client that lets too much wait is cut off: skipping
// an event would break what its group relies on, and keeping all would let the daemon grow.
#pragma once

#include "base/log.h"
#include "ipc/qb_server.h"
#include "loop/timer.h"

#include <deque>
#include <functional>
#include <map>
#include <set>

namespace baton::ipc {

class EventQueue {
public:
    EventQueue(loop::Loop& loop, BufferPool& pool, QbServer& server,
               std::function<void(LogLine)> log);

    void send(ClientId client, Bytes head, Bytes tail);
    void forget(ClientId client);
    [[nodiscard]] std::size_t waiting_bytes() const { return all_bytes_; } // of all clients

    // What a client may let wait that has taken nothing for a while, with what it costs to keep it.
    static constexpr std::size_t kWaitingMax = std::size_t{64} << 20U;
    static constexpr milliseconds kStandstill{300};
    // What all may let wait together. A client that is only slow, on a busy machine, is given time.
    static constexpr std::size_t kAllWaitingMax = std::size_t{512} << 20U;

private:
    struct Waiting {
        std::deque<Slice> events;
        std::size_t bytes = 0;
        TimePoint moved{}; // when it took something last, or began to wait
    };
    void keep(ClientId client, Bytes head, Bytes tail);
    bool send_waiting(ClientId client, Waiting& waiting);
    void try_again();
    [[nodiscard]] bool is_too_much(const Waiting& waiting) const;
    void cut_off(ClientId client, const std::string& why);
    static std::size_t cost(const Slice& event); // the memory that it holds

    static constexpr milliseconds kSoon{1};
    static constexpr milliseconds kLater{50}; // when nothing moves, in steps

    BufferPool& pool_;
    QbServer& server_;
    std::function<void(LogLine)> log_;
    std::map<ClientId, Waiting> waiting_; // only clients with something that waits
    std::size_t all_bytes_ = 0;
    std::set<ClientId> ending_; // cut off, until they are gone
    loop::Timer timer_;
    Duration pause_ = kSoon;
};

} // namespace baton::ipc
