// exec/ipc/endpoint.h - one service as local clients see it: who may connect, what is read when,
// where replies and events go. What is special about a service stands in its ServiceCodec.
#pragma once

#include "base/log.h"
#include "ipc/event_queue.h"
#include "ipc/server.h"
#include "ipc/service_codec.h"
#include "services/outside.h"

#include <functional>
#include <map>
#include <string>

namespace baton::ipc {

// What the endpoints need of the node.
class Backend {
public:
    virtual ~Backend() = default;
    virtual void client_connected(wire::ServiceId service, ClientId client) = 0;
    virtual void client_request(ClientId client, const ClientRequest& request) = 0;
    // A request of cpg that has no answer. False: the ring is busy, as the two below tell.
    virtual bool client_multicast(ClientId client, const cpg::MulticastRequest& request) = 0;
    virtual bool client_multicasts(ClientId client, const cpg::MulticastRun& run) = 0;
    virtual void client_disconnected(wire::ServiceId service, ClientId client) = 0;
    // Whether a client of this user and group may use the local services.
    [[nodiscard]] virtual bool allows(uid_t user, gid_t group) const = 0;
    [[nodiscard]] virtual bool serving() const = 0;       // synchronised at least once
    [[nodiscard]] virtual bool synchronising() const = 0; // requests wait
    [[nodiscard]] virtual unsigned send_queue_percent() const = 0;
};

class Endpoint : public ServerUser {
public:
    Endpoint(loop::Loop& loop, BufferPool& pool, const std::string& prefix, Channel channel,
             const ServiceCodec& service, Backend& backend, std::function<void(LogLine)> log);
    // With a server of the caller's making.
    using MakeServer = std::function<std::unique_ptr<Server>(ServerUser& user)>;
    Endpoint(loop::Loop& loop, BufferPool& pool, const MakeServer& make_server,
             const ServiceCodec& service, Backend& backend, std::function<void(LogLine)> log);
    ~Endpoint() override { shut_down(); }

    Result<void> listen() { return server_->listen(); }
    [[nodiscard]] wire::ServiceId id() const { return service_.id; }
    void reply(ClientId client, const ClientReply& reply);
    void event(ClientId client, const ClientEvent& event);
    // Once per turn of the loop: reads requests, or not, as the ring and the queues are now.
    void end_of_turn();
    void show_events() { server_->show_events(); }
    // For good: nobody is let in any more, all clients are gone.
    void shut_down();

    [[nodiscard]] std::size_t clients() const { return server_->clients(); }
    [[nodiscard]] std::uint64_t closed() const { return closed_; }
    [[nodiscard]] std::size_t waiting_bytes() const { return events_.waiting_bytes(); }
    // Of each connection: stats.ipcs.service<number>.<process>.<connection>.
    void statistics(const Outside::Statistic& take) const;
    void clear_statistics();

protected:
    struct Client {
        Credentials credentials;
        std::string process_name;
        std::uint64_t invalid_requests = 0;
        std::uint64_t overload = 0; // refused because the ring could not take a message
    };
    [[nodiscard]] const Credentials& credentials(ClientId client) {
        return clients_[client].credentials;
    }
    virtual void serve(ClientId client, Bytes message);
    // Whether it is one that fills no queue but the ring's, and has been served.
    virtual bool serve_multicast(ClientId /*client*/, Bytes /*message*/) { return false; }
    // Also when the client has gone, whoever ended it.
    virtual void forget(ClientId client);
    void refuse(ClientId client, const Refusal& refusal);
    void send(ClientId client, Bytes head, Bytes tail = {}); // a reply
    void log(LogLevel level, std::string text);
    void regulate(); // after everything that fills a queue
    [[nodiscard]] Backend& backend() { return backend_; }
    [[nodiscard]] EventQueue& events() { return events_; }
    [[nodiscard]] const Server& server() const { return *server_; }
    std::vector<std::byte> header_; // scratch of encoders

private:
    int may_connect(uid_t user, gid_t group) final;
    void connected(ClientId client, const Credentials& credentials) final;
    void request(ClientId client, Bytes message) final;
    void disconnected(ClientId client) final;

    [[nodiscard]] bool ring_is_busy() const;
    [[nodiscard]] bool clients_are_full() const;
    void relieve();

    // Between two of these the state stays as it is, so that clients are not told twice per
    // message.
    static constexpr unsigned kStopReading = 75; // percent of the send queue
    static constexpr unsigned kGoOnReading = 65;
    // Bytes that wait. Beside its ring, which holds 1 MiB or more, a receiver finds enough to do
    // until senders go on: more only takes memory, and what other nodes send comes on top.
    static constexpr std::size_t kManyEvents = std::size_t{2} << 20U;
    static constexpr std::size_t kFewEvents = std::size_t{1} << 20U;
    // While clients are slow, one request of each is read this often: a client that waits for an
    // answer takes no events, and must not wait for itself.
    static constexpr milliseconds kRelief{20};
    // Who takes nothing for so long may not hold up all others.
    static constexpr milliseconds kPatience{10000};

    const ServiceCodec& service_;
    Backend& backend_;
    std::function<void(LogLine)> log_;
    std::unique_ptr<Server> server_;
    EventQueue events_;
    std::map<ClientId, Client> clients_;
    std::uint64_t closed_ = 0;
    loop::Timer relief_;
    int relief_turns_ = 0;  // how long one request of each may still be read
    bool too_slow_ = false; // clients let so much wait that they are not to send more
    bool shutting_down_ = false;
};

} // namespace baton::ipc
