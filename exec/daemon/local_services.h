// exec/daemon/local_services.h - the services that local clients can connect to, and the node
// behind them.
#pragma once

#include "daemon/ring_driver.h"
#include "ipc/cpg_endpoint.h"

#include <memory>
#include <string>
#include <unistd.h>
#include <vector>

namespace baton {

class LocalServices final : private ipc::Backend {
public:
    struct Settings {
        std::string prefix; // of the sockets' names
        ipc::Channel channel = ipc::Channel::shared_memory;
        bool votequorum = false; // whether there is one
    };
    LocalServices(loop::Loop& loop, BufferPool& pool, Settings settings, RingDriver& driver,
                  const std::function<void(LogLine)>& log);

    Result<void> listen();
    void reply(ClientId client, const ClientReply& reply);
    void event(ClientId client, const ClientEvent& event);
    void deliver(const cpg::DeliveryRun& run) { cpg_->deliver(run); }
    void show_deliveries() { cpg_->show_events(); }
    // Once per turn of the loop.
    void end_of_turn();
    // For good, in order.
    void shut_down();

    [[nodiscard]] std::size_t clients(wire::ServiceId service) const;
    [[nodiscard]] std::size_t waiting_bytes() const; // for clients of all services
    // stats.ipcs.
    void statistics(const Outside::Statistic& take) const;
    void clear_statistics();
    // The daemon's own user may, and whom the map names at this moment.
    [[nodiscard]] bool allows(uid_t user, gid_t group) const override {
        return user == geteuid() || driver_.node().allows(user, group);
    }

private:
    // Backend
    void client_connected(wire::ServiceId service, ClientId client) override {
        driver_.client_connected(service, client);
    }
    void client_request(ClientId client, const ClientRequest& request) override {
        driver_.client_request(client, request);
    }
    bool client_multicast(ClientId client, const cpg::MulticastRequest& request) override {
        return driver_.client_multicast(client, request);
    }
    bool client_multicasts(ClientId client, const cpg::MulticastRun& run) override {
        return driver_.client_multicasts(client, run);
    }
    void client_disconnected(wire::ServiceId service, ClientId client) override {
        driver_.client_disconnected(service, client);
    }
    [[nodiscard]] bool serving() const override { return driver_.node().serving(); }
    [[nodiscard]] bool synchronising() const override { return driver_.node().synchronising(); }
    [[nodiscard]] unsigned send_queue_percent() const override {
        return driver_.node().send_queue_percent();
    }

    [[nodiscard]] ipc::Endpoint* find(wire::ServiceId service) const;

    Settings settings_;
    RingDriver& driver_;
    std::vector<std::unique_ptr<ipc::Endpoint>> endpoints_; // in the order in which they end
    ipc::CpgEndpoint* cpg_ = nullptr;                       // one of them
};

} // namespace baton
