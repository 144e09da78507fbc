// exec/ipc/qb_server.h - a service whose messages travel through datagram sockets: libqb's server.
//
// Everything of libqb is behind this file.
#pragma once

#include "ipc/server.h"

namespace baton::ipc {

class QbServer final : public Server {
public:
    QbServer(loop::Loop& loop, std::string name, Channel channel, ServerUser& user);
    ~QbServer() override;

    Result<void> listen() override;
    Sent reply(ClientId client, Bytes head, Bytes tail = {}) override;
    Sent event(ClientId client, Bytes head, const Pieces& tail = {}) override;
    void set_reading(Reading how) override;
    [[nodiscard]] Reading reading() const override;
    void disconnect(ClientId client) override;
    void disconnect_all() override;
    [[nodiscard]] std::size_t clients() const override;
    [[nodiscard]] ConnectionCounts counts(ClientId client) const override;
    void clear_counts() override;

private:
    struct Inside;
    std::unique_ptr<Inside> inside_;
};

} // namespace baton::ipc
