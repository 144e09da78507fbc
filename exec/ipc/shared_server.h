// exec/ipc/shared_server.h - a service whose messages travel through shared memory.
//
// It speaks what libqb's clients speak, but takes nothing of what a client writes on trust: no
// client can end the daemon, hold it up, or make it take more memory than its rings.
#pragma once

#include "ipc/reception.h"
#include "ipc/server.h"
#include "ipc/shared_connection.h"
#include "loop/timer.h"
#include "loop/turn.h"

#include <deque>
#include <map>
#include <set>
#include <vector>

namespace baton::ipc {

class SharedServer final : public Server, private Reception::Host {
public:
    SharedServer(loop::Loop& loop, std::string name, ServerUser& user,
                 std::function<void(LogLine)> log);
    ~SharedServer() override;

    Result<void> listen() override { return reception_->listen(); }
    Sent reply(ClientId client, Bytes head, Bytes tail = {}) override;
    Sent event(ClientId client, Bytes head, const Pieces& tail = {}) override;
    void show_events() override;
    void set_reading(Reading how) override;
    [[nodiscard]] Reading reading() const override { return reading_; }
    void disconnect(ClientId client) override;
    void disconnect_all() override;
    [[nodiscard]] std::size_t clients() const override { return connections_.size(); }
    [[nodiscard]] ConnectionCounts counts(ClientId client) const override;
    void clear_counts() override;

    // Each takes 3 MB of shared memory and a descriptor. Those count whose memory is still there.
    static constexpr std::size_t kClientsMax = 1000;

private:
    void welcome(Greeting& greeting) override;
    void reject(int descriptor, int negative_errno) override;
    void complain(std::string text) override; // at most once in a while
    [[nodiscard]] int refusal_of(const Greeting& greeting);

    void on_event(ClientId client, int events);
    void look_for_end(ClientId client, const SharedConnection& connection);
    void read_requests(ClientId client, SharedConnection& connection);
    bool go_on_reading(); // true if there was something
    void end_marked();
    void give_back();
    [[nodiscard]] SharedConnection* find(ClientId client) const;
    Sent outcome(ClientId client, SharedRing::Outcome outcome);

    static constexpr int kRequestsPerTurn = 50; // of a client
    // What a client leaves behind takes the kernel a millisecond. When many go at once the ring has
    // its turns in between: so many of them are given back in a turn, and a part of a long queue.
    static constexpr std::size_t kGivenBackPerTurn = 4;
    static constexpr std::size_t kGivenBackPart = 64;
    static constexpr milliseconds kSilence{10000};

    loop::Loop& loop_;
    std::string name_;
    ServerUser& user_;
    std::function<void(LogLine)> log_;
    std::unique_ptr<Reception> reception_;
    Reading reading_ = Reading::on;
    std::map<ClientId, std::unique_ptr<SharedConnection>> connections_;
    std::set<ClientId> unread_;   // have more requests than were read in a turn
    std::set<ClientId> marked_;   // to be disconnected
    std::vector<ClientId> dirty_; // have events to be shown
    // Disconnected, with memory that is still to be given back.
    std::deque<std::unique_ptr<SharedConnection>> gone_;
    std::vector<std::byte> request_; // in work
    TimePoint complained_{};
    loop::EndOfTurn end_of_turn_;
    loop::Timer ending_;
};

} // namespace baton::ipc
