// exec/ipc/event_queue.h - events on their way to clients that may be slow to take them.
//
// Events of a client stay in order. What does not fit into its ring waits here. Nothing tells when
// the ring has room: it is tried again at the end of each turn, and soon if none comes. A client
// that lets too much wait is cut off: skipping an event would break what its group relies on, and
// keeping all would let the daemon grow.
#pragma once

#include "base/log.h"
#include "ipc/server.h"
#include "loop/timer.h"

#include <deque>
#include <functional>
#include <map>
#include <set>

namespace baton::ipc {

class EventQueue {
public:
    struct Limits { // in bytes, with what it costs to keep them
        std::size_t client = kWaitingMax;
        std::size_t all = kAllWaitingMax;
    };
    EventQueue(loop::Loop& loop, BufferPool& pool, Server& server,
               std::function<void(LogLine)> log);
    EventQueue(loop::Loop& loop, BufferPool& pool, Server& server, std::function<void(LogLine)> log,
               Limits limits);

    void send(ClientId client, Bytes head, const Pieces& tail) {
        if (!waiting_.empty() && waiting_.contains(client)) return keep(client, head, tail);
        if (!ending_.empty() && ending_.contains(client)) return;
        const Sent sent = server_.event(client, head, tail);
        if (sent != Sent::yes && must_wait(client, sent)) keep(client, head, tail);
    }
    void send(ClientId client, const EventRecords& records) {
        if (!waiting_.empty() && waiting_.contains(client)) return keep(client, records);
        if (!ending_.empty() && ending_.contains(client)) return;
        const Sent sent = server_.records(client, records);
        if (sent != Sent::yes && must_wait(client, sent)) keep(client, records);
    }
    // On a busy ring turns come oftener than the next try.
    void end_of_turn() {
        if (!waiting_.empty()) send_waiting();
    }
    void forget(ClientId client);
    [[nodiscard]] std::size_t waiting_bytes() const { return all_bytes_; } // of all clients
    // Those that have taken nothing for so long while much of theirs waits.
    void cut_off_those_that_stand_still(Duration since);
    struct Counts {
        std::uint32_t waiting = 0;
        std::uint32_t sent_late = 0; // had to wait before
    };
    [[nodiscard]] Counts counts(ClientId client) const;
    void clear_counts() { sent_late_.clear(); }

    // What a client may let wait that has taken nothing for a while.
    static constexpr std::size_t kWaitingMax = std::size_t{64} << 20U;
    static constexpr milliseconds kStandstill{300};
    // What all may let wait together. A client that is only slow, on a busy machine, is given time.
    static constexpr std::size_t kAllWaitingMax = std::size_t{512} << 20U;

private:
    struct Event {
        Slice bytes;
        std::size_t head = 0;  // of so many bytes, if records follow
        std::size_t count = 1; // of messages
    };
    struct Waiting {
        std::deque<Event> events;
        std::size_t bytes = 0;
        std::size_t count = 0;
        TimePoint moved{}; // when it took something last, or began to wait
    };
    bool must_wait(ClientId client, Sent why); // what was not sent; else it is not wanted
    void keep(ClientId client, Bytes head, const Pieces& tail);
    void keep(ClientId client, const EventRecords& records);
    void keep(ClientId client, Event event, Bytes head, Bytes front, const Pieces& rest);
    Sent send_again(ClientId client, const Event& event);
    bool send_waiting(ClientId client, Waiting& waiting);
    void send_waiting();
    void try_again();
    void hold_to_limits(ClientId client, const Waiting& waiting);
    void cut_off(ClientId client, const std::string& why);
    static std::size_t cost(const Slice& event); // the memory that it holds

    static constexpr std::size_t kMuch = std::size_t{1} << 20U;
    static constexpr milliseconds kSoon{1};
    // In steps, when nothing has moved for a while: who is only slow, on a busy machine, goes on.
    static constexpr milliseconds kLater{50};
    static constexpr milliseconds kWhile{100};

    BufferPool& pool_;
    Server& server_;
    std::function<void(LogLine)> log_;
    Limits limits_;
    std::map<ClientId, std::uint32_t> sent_late_;
    std::map<ClientId, Waiting> waiting_; // only clients with something that waits
    std::size_t all_bytes_ = 0;
    std::set<ClientId> ending_; // cut off, until they are gone
    loop::Timer timer_;
    Duration pause_ = kSoon;
    TimePoint moved_{}; // something, last
};

} // namespace baton::ipc
