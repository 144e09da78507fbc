// exec/ipc/shared_connection.h - one client: three rings in shared memory, and the socket over
// which both sides tell of what is in them and notice each other's end.
#pragma once

#include "ipc/greeting.h"
#include "ipc/server.h"
#include "ipc/shared_ring.h"
#include "loop/watch.h"

#include <string>

namespace baton::ipc {

class SharedConnection {
public:
    // Its folder and rings, for a client with these credentials. `on_event`: something came over
    // the socket, as bits of the watch.
    static Result<std::unique_ptr<SharedConnection>> create(const std::string& service,
                                                            const Credentials& credentials);
    ~SharedConnection();
    SharedConnection(const SharedConnection&) = delete;
    SharedConnection& operator=(const SharedConnection&) = delete;

    [[nodiscard]] Channels channels() const;
    // The descriptor is its own from then on. False if it cannot be watched.
    [[nodiscard]] bool attach(loop::Loop& loop, int descriptor,
                              std::function<void(int events)> on_event);
    // Whether requests are read; the client is told when they are not.
    void set_reading(bool on);

    // One for each request, which are in the ring by then.
    void take_bytes();
    SharedRing::Outcome read(std::vector<std::byte>& out);
    [[nodiscard]] bool has_request() const { return requests_.has_message(); }
    SharedRing::Outcome reply(Bytes head, Bytes tail);
    // The client is told of events, a byte for each, when they are shown, or when many are owed.
    SharedRing::Outcome event(Bytes head, const Pieces& tail);
    void show_events();
    void pay(); // bytes that are owed for events
    // The client is gone, or cannot be told anything: the socket is not looked at any more. Taking
    // and paying may find out.
    void hang_up();
    [[nodiscard]] bool hung_up() const { return hung_up_; }
    // The client sees the end at once; its memory is there until the destructor.
    void let_go();

    ConnectionCounts counts;
    bool dirty = false; // events may have to be shown

private:
    static constexpr std::size_t kOwedMost = 256;
    SharedConnection() = default;
    [[nodiscard]] std::string channel(const char* kind) const;
    [[nodiscard]] bool watch();

    ClientFolder folder_; // outlives the rings, whose files are in it
    std::string service_;
    SharedRing requests_;
    SharedRing replies_;
    SharedRing events_;
    int descriptor_ = -1;
    std::unique_ptr<loop::Watch> watch_;
    std::size_t owed_ = 0; // events that the client has not been told of
    bool in_debt_ = false; // the socket was full
    bool reading_ = true;
    bool hung_up_ = false;
};

} // namespace baton::ipc
