// exec/ipc/direct_server.h - a service whose messages travel through memory that our own client
// library and we share, without a system call while both sides are awake.
//
// Clients that have written are looked at in every turn of the loop until they have been silent for
// one; then each is told that we sleep (direct_ring.h), and wakes us. Events are shown to a client
// when the turn ends, all together.
#pragma once

#include "ipc/direct_connection.h"
#include "ipc/direct_greeting.h"
#include "ipc/reception.h"
#include "ipc/server.h"
#include "loop/timer.h"
#include "loop/turn.h"

#include <deque>
#include <map>
#include <set>
#include <vector>

namespace baton::ipc {

class DirectServer final : public Server, private Reception::Host {
public:
    // The name is that of the service.
    DirectServer(loop::Loop& loop, const std::string& name, ServerUser& user,
                 std::function<void(LogLine)> log, std::uint32_t features = kDirectFeatures);
    ~DirectServer() override;

    static std::string socket_name(const std::string& service) { return service + "-baton"; }

    Result<void> listen() override { return reception_->listen(); }
    Sent reply(ClientId client, Bytes head, Bytes tail = {}) override;
    Sent event(ClientId client, Bytes head, const Pieces& tail = {}) override;
    [[nodiscard]] bool takes_records(ClientId client) const override {
        const DirectConnection* connection = find(client);
        return connection != nullptr && connection->takes_records;
    }
    Sent records(ClientId client, const EventRecords& records) override;
    void show_events() override;
    void set_reading(Reading how) override;
    [[nodiscard]] Reading reading() const override { return reading_; }
    void disconnect(ClientId client) override;
    void disconnect_all() override;
    [[nodiscard]] std::size_t clients() const override { return connections_.size(); }
    [[nodiscard]] ConnectionCounts counts(ClientId client) const override;
    void clear_counts() override;
    [[nodiscard]] bool has(ClientId client) const { return find(client) != nullptr; }

    // Each takes up to 5 MB of memory, as it is used, and a descriptor. Those count whose memory is
    // still there.
    static constexpr std::size_t kClientsMax = 1000;

private:
    void welcome(Greeting& greeting) override;
    void reject(int descriptor, int negative_errno) override;
    void complain(std::string text) override; // at most once in a while
    [[nodiscard]] int refusal_of(const Greeting& greeting);

    void on_event(ClientId client, int events);
    void look_at(DirectConnection& connection);
    bool work(); // true if there is more to do in the next turn
    bool read_requests();
    void read_requests(DirectConnection& connection, std::size_t most);
    DirectOutcome read_some(DirectConnection& connection, std::size_t most, DirectRun& run);
    void hand_up(ClientId client, const DirectRun& run);
    [[nodiscard]] bool stays_awake(DirectConnection& connection);
    void end_marked();
    void give_back();
    [[nodiscard]] DirectConnection* find(ClientId client) const;
    Sent outcome(ClientId client, DirectOutcome outcome);
    Sent told(DirectConnection& connection, DirectOutcome outcome);

    static constexpr std::size_t kRequestsPerTurn = 512;                  // of all clients
    static constexpr std::size_t kRequestsLeast = 16;                     // of each
    static constexpr std::size_t kBytesPerTurn = std::size_t{256} << 10U; // of each
    static constexpr int kIdleLooks = 2; // before a client has to wake us again
    // So that a client can begin while we go on.
    static constexpr std::size_t kHiddenMax = std::size_t{64} << 10U;
    static constexpr std::size_t kGivenBackPerTurn = 4; // see shared_server.h
    static constexpr std::size_t kGivenBackPart = 64;
    static constexpr milliseconds kSilence{10000};

    loop::Loop& loop_;
    std::string name_;
    ServerUser& user_;
    const std::uint32_t features_; // that it offers
    std::function<void(LogLine)> log_;
    std::unique_ptr<Reception> reception_;
    Reading reading_ = Reading::on;
    std::map<ClientId, std::unique_ptr<DirectConnection>> connections_;
    mutable DirectConnection* last_found_ = nullptr;
    std::vector<DirectConnection*> awake_;
    std::vector<DirectConnection*> looked_at_; // in work
    std::vector<DirectConnection*> dirty_;     // with events that are not shown yet
    std::set<ClientId> marked_;                // to be disconnected
    // Disconnected, with memory that is still to be given back.
    std::deque<std::unique_ptr<DirectConnection>> gone_;
    std::unique_ptr<std::byte[]> request_; // in work
    TimePoint complained_{};
    loop::EndOfTurn end_of_turn_;
    loop::Timer going_on_; // keeps the loop awake
    loop::Timer ending_;
};

} // namespace baton::ipc
