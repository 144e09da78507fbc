// test/unit/services/cpg/cluster.h - cpg services of several nodes over a ring made of one queue.
// What is multicast goes to all nodes of the sender's component, in one order. A synchronisation
// can be run as a whole or step by step. What clients hear is kept as text, one line per event.
#pragma once

#include "services/cpg/service.h"
#include "unit/services/silent_effects.h"

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace baton::cpg::testing {

struct Sent {
    std::uint32_t from = 0;
    std::vector<std::byte> bytes;
    bool safe = false;
};

class TestNode final : public baton::testing::SilentEffects {
public:
    explicit TestNode(std::uint32_t its_id) : id(its_id), service(NodeId{its_id}) {}

    void multicast(std::initializer_list<Bytes> pieces, bool safe) override;
    [[nodiscard]] bool room_for(std::size_t bytes) const override { return bytes <= room; }
    [[nodiscard]] bool synchronising() const override { return in_sync; }
    void reply(ClientId client, ClientReply reply) override;
    void event(ClientId client, ClientEvent event) override;
    void log(LogLine line) override { logged.push_back(std::move(line.text)); }

    std::uint32_t id;
    CpgService service;
    std::size_t room = std::size_t{4} << 20U;
    bool in_sync = false;
    std::deque<Sent> ordinary; // waits while the node synchronises
    std::deque<Sent> sync;
    std::vector<std::string> logged;
    std::map<std::uint64_t, std::vector<std::string>> heard; // by client
    std::vector<std::string> order;                          // "client line", of all clients
    std::map<std::uint64_t, Reply> replies;                  // the last one
    std::map<std::uint64_t, std::size_t> answers;            // how many
    std::function<void(TestNode&, ClientId, const Event&)> on_event; // if set, instead of `heard`
    std::vector<NodeId> component;                                   // of its ring, ascending
    RingId ring;
};

class Cluster {
public:
    // All nodes in one ring that has synchronised, or each in none.
    explicit Cluster(std::uint32_t nodes, bool formed = true);

    TestNode& node(std::uint32_t id) { return *nodes_.at(id - 1); }
    [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(nodes_.size()); }

    void connect(std::uint32_t node, std::uint64_t client);
    void disconnect(std::uint32_t node, std::uint64_t client);
    // What the client is told; `none` if it is told nothing.
    CsError join(std::uint32_t node, std::uint64_t client, std::string_view group,
                 std::uint32_t pid, std::uint32_t flags = 0);
    CsError leave(std::uint32_t node, std::uint64_t client);
    CsError part(std::uint32_t node, std::uint64_t client, std::uint32_t kind,
                 std::string_view data, std::uint32_t total);
    CsError zero_copy(std::uint32_t node, std::uint64_t client, Bytes data);
    void say(std::uint32_t node, std::uint64_t client, std::string_view data,
             std::uint32_t guarantee = 2);
    void ask(std::uint32_t node, std::uint64_t client, const Request& request);
    // A new client that is in the group, everybody having heard of it.
    void member(std::uint32_t node, std::uint64_t client, std::string_view group,
                std::uint32_t pid);

    // Delivers all that is queued, and what follows from it.
    void run(std::size_t at_most = SIZE_MAX);
    void deliver(const Sent& message);

    // The whole change: these become one ring. Nodes that are not named are not touched.
    void form(const std::vector<std::uint32_t>& members);
    // The same in steps.
    void begin(const std::vector<std::uint32_t>& members);
    void exchange(const std::vector<std::uint32_t>& members);
    void finish(const std::vector<std::uint32_t>& members);
    void restart(std::uint32_t id) { nodes_.at(id - 1) = std::make_unique<TestNode>(id); }

    std::vector<Sent> on_the_wire; // all that was delivered

private:
    CsError last_error(std::uint32_t node, std::uint64_t client, std::size_t answers_before);

    std::vector<std::unique_ptr<TestNode>> nodes_;
    std::uint64_t ring_seq_ = 0;
};

constexpr CsError kNoAnswer = static_cast<CsError>(0);
using Lines = std::vector<std::string>;

Bytes bytes_of(std::string_view text);
// "1:10 2:20", with reasons where they say something: "1:10/join".
std::string text_of(const std::vector<Address>& list);

// For comparing in one check: CMocka leaves a test by a jump, past destructors.
std::string joined(const Lines& lines);

} // namespace baton::cpg::testing
