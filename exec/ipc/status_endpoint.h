// exec/ipc/status_endpoint.h - the service "baton": what an operator asks of the daemon.
//
// Requests have the header of the local protocol (16 bytes).
//   0 status: reply header (24 bytes, error 1), then a JSON text without a NUL, as
//     daemon/status_report.h describes it
//   1 reload (20 or more): 16 u32 flags, bit 0: check only. When all is decided, an answer of the
//     same form, its text as daemon/reload_report.h describes it; busy (10) while the client waits
//     for one already
// Anything else gets the generic refusal.
#pragma once

#include "base/log.h"
#include "ipc/server.h"

#include <functional>
#include <memory>
#include <set>
#include <string>

namespace baton::ipc {

class StatusEndpoint final : public ServerUser {
public:
    struct Backend {
        std::function<bool(uid_t user, gid_t group)> allows;
        std::function<std::string()> report;
        std::function<void(ClientId client, bool check_only)> reload; // ends in reloaded()
    };
    StatusEndpoint(loop::Loop& loop, const std::string& name, Channel channel, Backend backend,
                   std::function<void(LogLine)> log);
    Result<void> listen() { return server_->listen(); }
    void reloaded(ClientId client, const std::string& text);
    [[nodiscard]] std::size_t clients() const { return server_->clients(); }

private:
    int may_connect(uid_t user, gid_t group) override;
    void connected(ClientId, const Credentials&) override {}
    void request(ClientId client, Bytes message) override;
    void disconnected(ClientId client) override { waiting_.erase(client); }
    void request_reload(ClientId client, Bytes message);
    void answer_text(ClientId client, std::int32_t id, const std::string& text);
    void answer(ClientId client, Bytes head, Bytes tail = {});

    Backend backend_;
    std::set<ClientId> waiting_; // for a reload to be decided
    std::unique_ptr<Server> server_;
};

} // namespace baton::ipc
