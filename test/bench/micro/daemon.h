// test/bench/micro/daemon.h - one daemon of a cluster in one process; see cluster.h.
#pragma once

#include "bench/micro/ends.h"
#include "daemon/ring_driver.h"
#include "ipc/cpg_endpoint.h"
#include "ipc/direct_server.h"

#include <functional>
#include <memory>
#include <string>

namespace baton::bench {

// Times at which clients might run before the daemon went on.
struct Offers {
    std::size_t all = 0;
    std::size_t early = 0; // before messages left
};

class Daemon final : private RingUser, private ipc::Backend {
public:
    struct Environment {
        loop::Loop& loop;
        BufferPool& pool;
        const Outside& outside;
        std::string folder;
        Wire& wire;
        std::string service; // served over the direct channel under this name, if it has one
    };
    Daemon(const Environment& environment, NodeId self, std::size_t net_mtu);
    ~Daemon() override;

    void start();
    void connect(ClientId client) { channel_->connect(client); }
    void ask(ClientId client, Bytes request) { channel_->ask(client, request); }
    [[nodiscard]] bool takes_requests() const {
        return channel_->reading() == ipc::Reading::on && driver_.node().serving();
    }
    void receive() { link_->hand_over(); }
    bool end_of_turn();
    [[nodiscard]] bool listens() { return endpoint_.listen().has_value(); }

    [[nodiscard]] std::uint64_t events() const { return channel_->events; }
    [[nodiscard]] std::uint64_t bytes() const { return channel_->bytes; }
    [[nodiscard]] const Offers& offers() const { return offers_; }
    [[nodiscard]] std::size_t members() const { return members_; } // once they are in step

private:
    // RingUser
    void on_reply(ClientId client, const ClientReply& reply) override {
        endpoint_.reply(client, reply);
    }
    void on_event(ClientId client, const ClientEvent& event) override {
        endpoint_.event(client, event);
    }
    void on_deliveries(const cpg::DeliveryRun& run) override { endpoint_.deliver(run); }
    void show_deliveries() override { endpoint_.show_events(); }
    void let_clients_run() override {
        ++offers_.all;
        if (link_->unflushed() > 0) ++offers_.early;
    }
    void on_membership(const MembershipChanged&) override { members_ = 0; }
    void on_synchronised(const Synchronised& ring) override { members_ = ring.members.size(); }
    void on_command(Command&) override {}
    void on_log(LogLine) override {}
    void on_fatal(ExitCode, const std::string&) override { std::abort(); }
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
    [[nodiscard]] bool allows(uid_t, gid_t) const override { return true; }
    [[nodiscard]] bool serving() const override { return driver_.node().serving(); }
    [[nodiscard]] bool synchronising() const override { return driver_.node().synchronising(); }
    [[nodiscard]] unsigned send_queue_percent() const override {
        return driver_.node().send_queue_percent();
    }

    std::unique_ptr<ipc::Server> make_server(const Environment& environment, ipc::ServerUser& user);

    Link* link_ = nullptr;       // of the driver
    Channel* channel_ = nullptr; // of the endpoint, if it is not served directly
    RingDriver driver_;
    ipc::CpgEndpoint endpoint_;
    std::size_t members_ = 0;
    Offers offers_;
};

} // namespace baton::bench
