// exec/ipc/joint_server.h - one service for two kinds of clients: those of libqb, and our own
// library over the direct channel. To the service they are all the same.
#pragma once

#include "ipc/direct_server.h"
#include "ipc/shared_server.h"

namespace baton::ipc {

class JointServer final : public Server {
public:
    JointServer(loop::Loop& loop, const std::string& name, ServerUser& user,
                const std::function<void(LogLine)>& log)
        : log_(log), plain_(loop, name, user, log), direct_(loop, name, user, log) {}

    Result<void> listen() override;
    Sent reply(ClientId client, Bytes head, Bytes tail = {}) override {
        return of(client).reply(client, head, tail);
    }
    Sent event(ClientId client, Bytes head, const Pieces& tail = {}) override {
        return of(client).event(client, head, tail);
    }
    [[nodiscard]] bool takes_records(ClientId client) const override {
        return direct_.takes_records(client);
    }
    Sent records(ClientId client, const EventRecords& records) override {
        return direct_.records(client, records);
    }
    void show_events() override {
        plain_.show_events();
        direct_.show_events();
    }
    void set_reading(Reading how) override;
    [[nodiscard]] Reading reading() const override { return plain_.reading(); }
    void disconnect(ClientId client) override { of(client).disconnect(client); }
    void disconnect_all() override;
    [[nodiscard]] std::size_t clients() const override {
        return plain_.clients() + direct_.clients();
    }
    [[nodiscard]] ConnectionCounts counts(ClientId client) const override;
    void clear_counts() override;

private:
    [[nodiscard]] Server& of(ClientId client);

    std::function<void(LogLine)> log_;
    SharedServer plain_;
    DirectServer direct_;
};

} // namespace baton::ipc
