// test/unit/services/votequorum/cluster.h - votes of several nodes over a ring made of one queue.
// What is multicast goes to all nodes of the sender's component, in one order. A synchronisation
// can be run as a whole or step by step. What clients hear is kept as text, one line per event.
#pragma once

#include "services/quorum/service.h"
#include "services/votequorum/service.h"
#include "unit/services/silent_effects.h"
#include "wire/votequorum.h"

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace baton::votequorum::testing {

using Keys = std::vector<std::pair<std::string, cmap::Value>>;
using Ids = std::vector<std::uint32_t>;

// quorum.NAME with the type that clients know it by.
std::pair<std::string, cmap::Value> truth(std::string_view name, bool value = true);
std::pair<std::string, cmap::Value> number(std::string_view name, std::uint32_t value);
std::pair<std::string, cmap::Value> text(std::string_view name, std::string_view value);
// A map with the provider, `nodes` nodes of which this one is the `self`th, and these keys.
cmap::Map map_of(std::uint32_t nodes, std::uint32_t self, const Keys& keys);

class TestNode final : public baton::testing::SilentEffects {
public:
    TestNode(std::uint32_t its_id, std::uint32_t nodes, const Keys& keys, std::uint32_t stored);

    void multicast(std::initializer_list<Bytes> pieces, bool safe) override;
    [[nodiscard]] bool room_for(std::size_t bytes) const override { return bytes <= room; }
    [[nodiscard]] bool synchronising() const override { return in_sync; }
    void reply(ClientId client, ClientReply reply) override;
    void event(ClientId client, ClientEvent event) override;
    void log(LogLine line) override { logged.push_back(std::move(line.text)); }
    [[nodiscard]] TimePoint now() const override { return time; }
    void command(Command command) override { commands.push_back(std::move(command)); }

    std::uint32_t id;
    cmap::Map map;
    quorum::QuorumService quorum;
    VotequorumService votes;
    TimePoint time{};
    std::size_t room = std::size_t{4} << 20U;
    bool in_sync = false;
    std::deque<std::vector<std::byte>> ordinary; // waits while the node synchronises
    std::deque<std::vector<std::byte>> sync;
    std::vector<std::string> logged;
    std::vector<Command> commands;
    std::vector<std::string> heard; // "client line", of all clients of both services
    std::map<std::uint64_t, Reply> replies;
    std::map<std::uint64_t, quorum::Reply> quorum_replies;
    std::vector<NodeId> component; // of its ring, ascending
    RingId ring;
};

class Cluster {
public:
    // None of the nodes is in a ring yet.
    explicit Cluster(std::uint32_t nodes, Keys keys = {});

    TestNode& node(std::uint32_t id) { return *nodes_.at(id - 1); }
    void restart(std::uint32_t id);

    // A client of votequorum asks; what it is told.
    CsError ask(std::uint32_t node, const Request& request, std::uint64_t client = 1);
    InfoReply info(std::uint32_t node, std::uint32_t about = 0);
    // "3/3 needed 2 Quorate": total votes, expected votes, votes for quorum, flags.
    std::string state(std::uint32_t node);
    [[nodiscard]] bool is_in_a_ring(const TestNode& one);
    // The nodes that say they are quorate: "1 2".
    std::string quorate();
    void track(std::uint32_t node, std::uint32_t flags = 3);

    // Delivers all that is queued, and what follows from it.
    void run();
    void deliver(std::uint32_t from, const std::vector<std::byte>& message);
    // As if the node had sent it.
    template <class Message>
    void say(std::uint32_t from, const Message& message) {
        const auto bytes = wire::encode(message);
        deliver(from, {bytes.begin(), bytes.end()});
    }

    // The whole change: these become one ring. Nodes that are not named are not touched.
    void form(const Ids& members);
    // All rings at once, in steps that mix.
    void split(const std::vector<Ids>& rings) {
        for (const Ids& each : rings) form(each);
    }
    // The same in steps.
    void begin(const Ids& members);
    bool exchange(const Ids& members); // false: somebody is not done
    void finish(const Ids& members);
    // In order, and without it.
    void stop(std::uint32_t id);
    void pass(Duration time);

private:
    Keys keys_;
    std::vector<std::unique_ptr<TestNode>> nodes_;
    std::uint64_t ring_seq_ = 0;
};

// For comparing in one check: CMocka leaves a test by a jump, past destructors.
std::string joined(const std::vector<std::string>& lines);
bool said(const TestNode& node, std::string_view part);

} // namespace baton::votequorum::testing
