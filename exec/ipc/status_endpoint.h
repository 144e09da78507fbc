// exec/ipc/status_endpoint.h - the service "baton": what an operator asks of the daemon.
//
// Requests have the header of the local protocol (16 bytes) and no content.
//   0 status: reply header (24 bytes, error 1), then a JSON text without a NUL, as
//     daemon/status_report.h describes it
// Anything else gets the generic refusal.
#pragma once

#include "base/log.h"
#include "ipc/server.h"

#include <functional>
#include <string>

namespace baton::ipc {

class StatusEndpoint final : public ServerUser {
public:
    using Access = std::function<bool(uid_t user, gid_t group)>;
    StatusEndpoint(loop::Loop& loop, const std::string& name, Channel channel, Access access,
                   std::function<std::string()> report);
    Result<void> listen() { return server_->listen(); }
    [[nodiscard]] std::size_t clients() const { return server_->clients(); }

private:
    int may_connect(uid_t user, gid_t group) override;
    void connected(ClientId, const Credentials&) override {}
    void request(ClientId client, Bytes message) override;
    void disconnected(ClientId) override {}
    void answer(ClientId client, Bytes head, Bytes tail = {});

    Access access_;
    std::function<std::string()> report_;
    std::unique_ptr<Server> server_;
};

} // namespace baton::ipc
