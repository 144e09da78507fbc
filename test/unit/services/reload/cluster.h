// test/unit/services/reload/cluster.h - reload services of several nodes over a ring made of one
// queue, each with a map and a file of its own. What a node wants to read it reads when the test
// says so, or at once.
#pragma once

#include "services/reload/service.h"
#include "unit/services/reload/keys.h"
#include "unit/services/silent_effects.h"

#include <algorithm>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace baton::reload::testing {

class Cluster;

class TestNode final : public baton::testing::SilentEffects {
public:
    TestNode(Cluster& its_cluster, std::uint32_t its_id) : cluster(its_cluster), id(its_id) {
        fill(map, some_keys());
    }

    void multicast(std::initializer_list<Bytes> pieces, bool safe) override;
    [[nodiscard]] bool synchronising() const override { return in_sync; }
    void reply(ClientId client, ClientReply reply) override {
        replies[client.value] =
            static_cast<int>(std::get<cfg::StatusReply>(std::get<cfg::Reply>(reply)).error);
    }
    void log(LogLine line) override { logged.push_back(std::move(line.text)); }
    [[nodiscard]] TimePoint now() const override;
    void command(Command command) override;

    // What it wanted to read last, it has read.
    void have_read(ConfigurationRead what) { service.on_read(wanted, std::move(what), *this); }
    void ask(std::uint64_t client) { service.ask(ClientId{client}, *this); }
    void ask_for_report(std::uint64_t client, bool check_only = false) {
        service.ask_for_report(ClientId{client}, check_only, *this);
    }
    [[nodiscard]] std::uint32_t token() const {
        return map.number<std::uint32_t>("totem.token").value_or(0);
    }
    [[nodiscard]] int status() const {
        return map.number<std::int32_t>("config.reload_status").value_or(0);
    }
    [[nodiscard]] std::string message() const {
        return std::string(map.text("config.reload_error_message").value_or(""));
    }

    Cluster& cluster;
    const std::uint32_t id;
    bool speaks = true; // says what it can do
    bool in_sync = true;
    bool reads_at_once = true;
    ConfigurationRead file = good_file(with(some_keys(2), number("totem.token", 5000)));
    std::uint64_t wanted = 0;
    std::size_t reads = 0;
    cmap::Map map;
    std::map<std::uint64_t, int> replies;
    std::map<std::uint64_t, Report> reports;
    std::vector<std::string> logged;
    std::size_t applied = 0;
    Capability capability{wire::feature_bit(wire::Feature::two_phase_reload)};
    cfg::KeyChange key_change{NodeId{id}, capability, std::nullopt};
    SomeNetwork network;
    ReloadService service{
        NodeId{id}, map, network, capability, key_change, [](const config::Timing&) {}, *this};
};

class Cluster {
public:
    explicit Cluster(std::uint32_t nodes) {
        for (std::uint32_t id = 1; id <= nodes; ++id)
            nodes_.push_back(std::make_unique<TestNode>(*this, id));
        form_all();
    }
    TestNode& node(std::uint32_t id) { return *nodes_.at(id - 1); }

    // These are the ring now; whoever else there is hears nothing.
    void form(std::vector<std::uint32_t> members);
    void form_all() {
        std::vector<std::uint32_t> all;
        for (const auto& each : nodes_) all.push_back(each->id);
        form(std::move(all));
    }
    // All that waits is delivered, in order, and what follows from it.
    void run() {
        while (step()) {}
    }
    bool step();
    void pass(Duration duration) {
        time_ += duration;
        for (const std::uint32_t id : members_)
            if (id != sleeps) node(id).service.advance(node(id));
        run();
    }
    [[nodiscard]] TimePoint now() const { return time_; }
    void send(std::uint32_t from, std::vector<std::byte> bytes) {
        queue_.push_back({from, std::move(bytes)});
    }
    [[nodiscard]] std::size_t waiting() const { return queue_.size(); }
    // Everything has the token time of the new files; nothing has it.
    [[nodiscard]] bool all_applied();
    [[nodiscard]] bool none_applied();
    std::size_t safe_messages = 0;
    std::uint32_t sleeps = 0; // a node whose deadlines pass unseen

private:
    struct Sent {
        std::uint32_t from;
        std::vector<std::byte> bytes;
    };
    void deliver(TestNode& to, const Sent& sent);

    BufferPool pool_;
    std::vector<std::unique_ptr<TestNode>> nodes_;
    std::vector<std::uint32_t> members_;
    std::deque<Sent> queue_;
    std::uint64_t ring_seq_ = 0;
    TimePoint time_{std::chrono::seconds(100)};
};

inline void TestNode::multicast(std::initializer_list<Bytes> pieces, bool safe) {
    if (safe) ++cluster.safe_messages;
    cluster.send(id, baton::testing::in_one(pieces));
}

inline TimePoint TestNode::now() const { return cluster.now(); }

inline void TestNode::command(Command command) {
    if (const auto* order = std::get_if<ReadConfiguration>(&command)) {
        wanted = order->number;
        ++reads;
        // Never within the step that wanted it: as if it came with the next message.
        if (reads_at_once) cluster.send(id, {});
    }
    if (auto* decided = std::get_if<ReloadDecided>(&command))
        reports[decided->client.value] = std::move(decided->report);
    if (std::holds_alternative<ApplyConfiguration>(command)) ++applied;
}

inline void Cluster::form(std::vector<std::uint32_t> members) {
    members_ = std::move(members);
    ring_seq_ += 4;
    std::vector<NodeId> ids;
    for (const std::uint32_t id : members_) ids.push_back(NodeId{id});
    const RingId ring{ids.front(), ring_seq_};
    for (const std::uint32_t id : members_) {
        TestNode& each = node(id);
        each.in_sync = true;
        each.capability.on_transitional();
        each.service.on_view({true, {ring.representative, ring.seq - 1}, ids, {}, {}}, each);
        each.service.on_view({false, ring, ids, {}, {}}, each);
    }
    for (const std::uint32_t id : members_) {
        TestNode& each = node(id);
        each.in_sync = false;
        const auto before = queue_.size();
        each.capability.on_synchronised({ring, ids, ids}, each);
        if (!each.speaks) queue_.resize(before, {});
        each.service.on_synchronised(each);
    }
    run();
}

inline bool Cluster::step() {
    if (queue_.empty()) return false;
    const Sent sent = std::move(queue_.front());
    queue_.pop_front();
    if (sent.bytes.empty()) { // a node has read its file
        node(sent.from).have_read(node(sent.from).file);
        return true;
    }
    for (const std::uint32_t id : members_) deliver(node(id), sent);
    return true;
}

inline void Cluster::deliver(TestNode& to, const Sent& sent) {
    const Slice message = pool_.copy(sent.bytes);
    const auto header = wire::decode_service_header(message.bytes());
    if (header->service() == static_cast<std::uint16_t>(wire::ServiceId::capability)) {
        to.capability.on_message(NodeId{sent.from}, message.bytes());
        to.service.on_capability(to);
    } else if (header->service() == static_cast<std::uint16_t>(wire::ServiceId::reload)) {
        to.service.on_message(NodeId{sent.from}, message, to);
    } else if (const auto order = wire::decode_cfg(message.bytes())) {
        to.service.on_plain_order(NodeId{sent.from}, std::get<wire::CfgReload>(*order), to);
    }
}

inline bool Cluster::all_applied() {
    return std::ranges::all_of(nodes_, [](const auto& each) {
        return each->token() == 5000 && each->applied == 1 && each->status() == 1;
    });
}

inline bool Cluster::none_applied() {
    return std::ranges::all_of(
        nodes_, [](const auto& each) { return each->token() == 0 && each->applied == 0; });
}

} // namespace baton::reload::testing
