// exec/ipc/direct_connection.h - one client of the direct channel: three rings, and the socket over
// which a sleeper is woken, with one byte, and the end of the other side is noticed.
#pragma once

#include "ipc/direct_ring.h"
#include "ipc/server.h"
#include "loop/watch.h"

#include <memory>

namespace baton::ipc {

class DirectConnection {
public:
    static Result<std::unique_ptr<DirectConnection>> create(ClientId client);
    ~DirectConnection() { let_go(); }
    DirectConnection(const DirectConnection&) = delete;
    DirectConnection& operator=(const DirectConnection&) = delete;

    // The descriptor is its own from then on. False if it cannot be watched, or not be greeted.
    [[nodiscard]] bool attach(loop::Loop& loop, int descriptor, std::uint32_t features,
                              std::function<void(int events)> on_event);
    const ClientId client;
    bool takes_records = false; // and sends them

    DirectReader requests;
    bool awake = false; // its requests are looked at in every turn
    int idle_looks = 0; // in a row, for its requests
    // Whether a client that waits for its answer is told to come back later.
    void tell_to_stop(bool stop);

    void take_bytes(); // that have woken us
    DirectOutcome reply(Bytes head, Bytes tail);
    DirectOutcome event(Bytes head, const Pieces& tail); // not shown yet
    DirectOutcome records(const EventRecords& records);  // likewise
    void show_events();
    [[nodiscard]] std::size_t hidden_events() const { return events_.hidden(); }
    bool dirty = false; // in the list of those with hidden events

    // The client is gone, or cannot be told anything: the socket is not looked at any more.
    void hang_up();
    [[nodiscard]] bool hung_up() const { return hung_up_; }
    // The client sees the end at once; its memory is there until the destructor.
    void let_go();

    ConnectionCounts counts;

private:
    explicit DirectConnection(ClientId id) : client(id) {}
    void wake_client();

    DirectMemory memory_;
    DirectWriter replies_;
    DirectWriter events_;
    std::uint64_t told_ = 0; // the number of the last head of records
    int descriptor_ = -1;
    std::unique_ptr<loop::Watch> watch_;
    bool hung_up_ = false;
};

} // namespace baton::ipc
