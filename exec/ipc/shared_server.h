// exec/ipc/shared_server.h - a service whose messages travel through shared memory.
//
// It speaks what libqb's clients speak, but takes nothing of what a client writes on trust: no
// client can end the daemon, hold it up, or make it take more memory than its rings.
#pragma once

#include "ipc/greeting.h"
#include "ipc/server.h"
#include "ipc/shared_connection.h"
#include "loop/timer.h"
#include "loop/turn.h"
#include "loop/watch.h"

#include <deque>
#include <map>
#include <set>
#include <vector>

namespace baton::ipc {

class SharedServer final : public Server {
public:
    SharedServer(loop::Loop& loop, std::string name, ServerUser& user,
                 std::function<void(LogLine)> log);
    ~SharedServer() override;

    Result<void> listen() override;
    Sent reply(ClientId client, Bytes head, Bytes tail = {}) override;
    Sent event(ClientId client, Bytes head, Bytes tail = {}) override;
    void set_reading(Reading how) override;
    [[nodiscard]] Reading reading() const override { return reading_; }
    void disconnect(ClientId client) override;
    void disconnect_all() override;
    [[nodiscard]] std::size_t clients() const override { return connections_.size(); }
    [[nodiscard]] ConnectionCounts counts(ClientId client) const override;
    void clear_counts() override;

    // Each takes 3 MB of shared memory and a descriptor. Those count whose memory is still there.
    static constexpr std::size_t kClientsMax = 1000;
    // Connected, and silent so far. The oldest goes after a while; sooner if there are many, and
    // at once if there are very many, or too many for the descriptors that there are.
    static constexpr std::size_t kGreetingsMax = 64;
    static constexpr std::size_t kGreetingsMost = 1024;
    static constexpr milliseconds kGreetingGrace{50};
    static constexpr milliseconds kGreetingPatience{5000};

private:
    struct Arrival {
        std::unique_ptr<Greeting> greeting;
        TimePoint since{};
    };
    void accept_all();
    void greet(std::uint64_t number);
    [[nodiscard]] static std::size_t greetings_most();
    [[nodiscard]] bool is_due(const Arrival& oldest) const;
    void welcome(Greeting& greeting);
    [[nodiscard]] int refusal_of(const Greeting& greeting);
    void tidy_up();

    void on_event(ClientId client, int events);
    void look_for_end(ClientId client, const SharedConnection& connection);
    void read_requests(ClientId client, SharedConnection& connection);
    bool go_on_reading(); // true if there was something
    void end_marked();
    void give_back();
    [[nodiscard]] SharedConnection* find(ClientId client) const;
    Sent outcome(ClientId client, SharedRing::Outcome outcome);
    void complain(std::string text); // at most once in a while

    static constexpr int kRequestsPerTurn = 50; // of a client
    // What a client leaves behind takes the kernel a millisecond. When many go at once the ring has
    // its turns in between: so many of them are given back in a turn, and a part of a long queue.
    static constexpr std::size_t kGivenBackPerTurn = 4;
    static constexpr std::size_t kGivenBackPart = 64;
    static constexpr milliseconds kPause{100}; // without descriptors nobody can be let in
    static constexpr milliseconds kSilence{10000};

    static std::size_t servers; // of the process

    loop::Loop& loop_;
    std::string name_;
    ServerUser& user_;
    std::function<void(LogLine)> log_;
    int listener_ = -1;
    std::unique_ptr<loop::Watch> watch_;
    Reading reading_ = Reading::on;
    std::map<std::uint64_t, Arrival> arrivals_; // ascending: the oldest first
    std::uint64_t last_arrival_ = 0;
    std::set<std::uint64_t> done_arrivals_;
    std::map<ClientId, std::unique_ptr<SharedConnection>> connections_;
    std::set<ClientId> unread_; // have more requests than were read in a turn
    std::set<ClientId> marked_; // to be disconnected
    // Disconnected, with memory that is still to be given back.
    std::deque<std::unique_ptr<SharedConnection>> gone_;
    std::vector<std::byte> request_; // in work
    TimePoint complained_{};
    loop::Timer tidying_;
    loop::Timer listening_again_;
    loop::EndOfTurn end_of_turn_;
    loop::Timer ending_;
};

} // namespace baton::ipc
