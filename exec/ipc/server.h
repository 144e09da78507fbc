// exec/ipc/server.h - one named service that local clients connect to, whatever carries the bytes.
//
// What a client wrote is handed up as a private copy of its true length: a client can write to
// shared memory while we read it.
#pragma once

#include "base/buffer.h"
#include "base/ids.h"
#include "base/log.h"
#include "base/pieces.h"
#include "base/result.h"
#include "loop/loop.h"
#include "services/cpg/messages.h"

#include <functional>
#include <memory>
#include <string>
#include <sys/types.h>

namespace baton::ipc {

enum class Channel {
    direct, // shared memory, and for our own library a shorter way beside
    shared_memory,
    socket,
};

struct Credentials { // of the client when it connected, from the kernel
    uid_t user = 0;
    gid_t group = 0;
    pid_t process = 0;
};

struct ConnectionCounts { // since it was made, or since they were cleared
    std::uint64_t requests = 0;
    std::uint64_t replies = 0;
    std::uint64_t events = 0;
    std::uint64_t send_retries = 0; // its ring was full
    std::uint64_t receive_retries = 0;
    std::uint32_t flow_control = 0; // it is told to wait
    std::uint64_t flow_control_changes = 0;
    bool direct = false; // over the direct channel
};

// Messages of cpg with one head, as records (wire/cpg_batch.h).
struct EventRecords {
    Bytes head;
    std::uint64_t number = 0; // of the head: who was told the same one last may be told without it
    std::size_t count = 1;
    Bytes front; // the records, in two pieces
    Bytes rest;
};

class ServerUser {
public:
    virtual ~ServerUser() = default;
    // 0, or the negative errno that refuses the client.
    virtual int may_connect(uid_t user, gid_t group) = 0;
    virtual void connected(ClientId client, const Credentials& credentials) = 0;
    // At most kMessageMax bytes, valid during the call. Perhaps less than a header.
    virtual void request(ClientId client, Bytes message) = 0;
    // Multicasts that came as records, valid during the call. False: there are none in this
    // service.
    virtual bool multicasts(ClientId /*client*/, const cpg::MulticastRun& /*run*/) { return false; }
    // Gone, whoever ended it. Nothing can be sent to it any more.
    virtual void disconnected(ClientId client) = 0;
};

enum class Reading {
    off,      // no request is read, and clients are told not to send messages
    one_each, // at most one request of each client per turn of the loop
    on,
};

enum class Sent {
    yes,
    full,    // its ring is full: try again
    too_big, // no client could take it
    gone,    // nobody there to take it
};

class Server {
public:
    Server() = default;
    virtual ~Server() = default; // disconnects all
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    virtual Result<void> listen() = 0;

    virtual Sent reply(ClientId client, Bytes head, Bytes tail = {}) = 0;
    virtual Sent event(ClientId client, Bytes head, const Pieces& tail = {}) = 0;
    // Only to a client that takes them.
    [[nodiscard]] virtual bool takes_records(ClientId /*client*/) const { return false; }
    virtual Sent records(ClientId /*client*/, const EventRecords& /*records*/) {
        return Sent::gone;
    }
    // Clients are told of events once in a turn of the loop, at its end; or now, and before they
    // get a reply.
    virtual void show_events() {}
    // Of present and future clients. Hang-ups are always noticed.
    virtual void set_reading(Reading how) = 0;
    [[nodiscard]] virtual Reading reading() const = 0;
    // Soon, not within this call.
    virtual void disconnect(ClientId client) = 0;
    virtual void disconnect_all() = 0; // at once; not from within a callback of this server
    [[nodiscard]] virtual std::size_t clients() const = 0;
    [[nodiscard]] virtual ConnectionCounts counts(ClientId client) const = 0;
    virtual void clear_counts() = 0;
};

// Memory is served by ourselves, sockets by libqb.
std::unique_ptr<Server> make_server(loop::Loop& loop, const std::string& name, Channel channel,
                                    ServerUser& user, std::function<void(LogLine)> log);

ClientId next_client(); // of all servers: an id is never used twice

} // namespace baton::ipc
