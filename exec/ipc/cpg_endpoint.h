// exec/ipc/cpg_endpoint.h - the cpg service as local clients see it.
#pragma once

#include "base/log.h"
#include "ipc/access.h"
#include "ipc/event_queue.h"
#include "ipc/qb_server.h"
#include "ipc/zero_copy.h"
#include "services/client.h"

#include <functional>
#include <map>

namespace baton::ipc {

// What the endpoint needs of the node.
class CpgBackend {
public:
    virtual ~CpgBackend() = default;
    virtual void client_connected(ClientId client) = 0;
    virtual void client_request(ClientId client, const cpg::Request& request) = 0;
    virtual void client_disconnected(ClientId client) = 0;
    [[nodiscard]] virtual bool serving() const = 0;       // synchronised at least once
    [[nodiscard]] virtual bool synchronising() const = 0; // requests wait
    [[nodiscard]] virtual unsigned send_queue_percent() const = 0;
};

class CpgEndpoint final : public ServerUser {
public:
    CpgEndpoint(loop::Loop& loop, BufferPool& pool, const std::string& name, Channel channel,
                AccessList access, CpgBackend& backend, std::function<void(LogLine)> log);
    ~CpgEndpoint() override { shut_down(); }

    Result<void> listen() { return server_.listen(); }
    void reply(ClientId client, const cpg::Reply& reply);
    void event(ClientId client, const cpg::Event& event);
    // Once per turn of the loop: reads requests, or not, as the ring and the queues are now.
    void end_of_turn();
    // For good: nobody is let in any more, all clients are gone.
    void shut_down();
    [[nodiscard]] std::size_t clients() const { return server_.clients(); }
    [[nodiscard]] std::size_t waiting_bytes() const { return events_.waiting_bytes(); }

private:
    int may_connect(uid_t user, gid_t group) override;
    void connected(ClientId client, const Credentials& credentials) override;
    void request(ClientId client, Bytes message) override;
    void disconnected(ClientId client) override;

    void serve(ClientId client, const cpg::Request& request);
    void serve(ClientId client, const cpg_ipc::ZeroCopyAlloc& request);
    void serve(ClientId client, const cpg_ipc::ZeroCopyFree& request);
    void serve(ClientId client, const cpg_ipc::ZeroCopyExecute& request);
    void refuse(ClientId client, const Refusal& refusal);
    void log(LogLevel level, std::string text);

    void regulate(); // after everything that fills a queue
    [[nodiscard]] bool ring_is_full() const;
    [[nodiscard]] bool clients_are_full() const;
    void relieve();

    // Between two of these the state stays as it is, so that clients are not told twice per
    // message.
    static constexpr unsigned kStopReading = 75; // percent of the send queue
    static constexpr unsigned kGoOnReading = 65;
    static constexpr std::size_t kManyEvents = std::size_t{16} << 20U; // bytes that wait
    static constexpr std::size_t kFewEvents = std::size_t{8} << 20U;
    // While clients are slow, one request of each is read this often: a client that waits for an
    // answer takes no events, and must not wait for itself.
    static constexpr milliseconds kRelief{20};

    CpgBackend& backend_;
    AccessList access_;
    std::function<void(LogLine)> log_;
    QbServer server_;
    EventQueue events_;
    ZeroCopyFiles zero_copy_;
    std::map<ClientId, Credentials> credentials_;
    std::vector<std::byte> header_; // scratch of encoders
    loop::Timer relief_;
    int relief_turns_ = 0;  // how long one request of each may still be read
    bool too_slow_ = false; // clients let so much wait that they are not to send more
    bool shutting_down_ = false;
};

} // namespace baton::ipc
