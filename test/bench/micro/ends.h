// test/bench/micro/ends.h - the two ends of a daemon, as thin as they can be: a network of vectors
// and clients that count what they are told.
#pragma once

#include "ipc/server.h"
#include "transport/transport.h"

#include <cstdint>
#include <utility>
#include <vector>

namespace baton::bench {

class Link;

struct Wire {
    std::vector<Link*> links; // node 1 first
};

class Link final : public transport::Transport {
public:
    Link(Wire& wire, transport::Events events) : wire_(wire), events_(std::move(events)) {
        wire_.links.push_back(this);
    }
    // What has arrived since the last time.
    void hand_over() {
        if (inbox_.empty()) return;
        in_work_.swap(inbox_);
        events_.received(in_work_);
        in_work_.clear();
    }

    Result<bool> check_interface() override { return true; }
    [[nodiscard]] bool up() const override { return true; }
    void multicast(const Slice& frame) override {
        ++unflushed_;
        for (Link* other : wire_.links)
            if (other != this) other->inbox_.push_back(frame);
    }
    void unicast(NodeId to, const Slice& frame) override {
        wire_.links.at(to.value - 1)->inbox_.push_back(frame);
    }
    void flush() override { unflushed_ = 0; }
    [[nodiscard]] std::size_t unflushed() const { return unflushed_; } // multicasts
    void set_network(const transport::Network&) override {}
    void discard_received() override { inbox_.clear(); }
    [[nodiscard]] const transport::Counters& counters() const override { return counters_; }
    [[nodiscard]] std::vector<std::string> warnings() const override { return {}; }

private:
    Wire& wire_;
    transport::Events events_;
    std::vector<Slice> inbox_;
    std::vector<Slice> in_work_;
    transport::Counters counters_;
    std::size_t unflushed_ = 0;
};

class Channel final : public ipc::Server {
public:
    explicit Channel(ipc::ServerUser& user) : user_(user) {}

    void connect(ClientId client) {
        ++clients_;
        user_.connected(client, {});
    }
    void ask(ClientId client, Bytes request) { user_.request(client, request); }

    Result<void> listen() override { return {}; }
    ipc::Sent reply(ClientId, Bytes, Bytes) override { return ipc::Sent::yes; }
    ipc::Sent event(ClientId, Bytes head, const Pieces& tail) override {
        ++events;
        bytes += head.size() + tail.size();
        return ipc::Sent::yes;
    }
    void set_reading(ipc::Reading how) override { reading_ = how; }
    [[nodiscard]] ipc::Reading reading() const override { return reading_; }
    void disconnect(ClientId) override {}
    void disconnect_all() override {}
    [[nodiscard]] std::size_t clients() const override { return clients_; }
    [[nodiscard]] ipc::ConnectionCounts counts(ClientId) const override { return {}; }
    void clear_counts() override {}

    std::uint64_t events = 0;
    std::uint64_t bytes = 0;

private:
    ipc::ServerUser& user_;
    ipc::Reading reading_ = ipc::Reading::on;
    std::size_t clients_ = 0;
};

} // namespace baton::bench
