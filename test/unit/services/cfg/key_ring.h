// test/unit/services/cfg/key_ring.h - nodes whose keys change, in a ring made of one queue. Every
// node sends under one key and accepts one or two; what a member cannot accept is counted, as in a
// real ring it would end it.
#pragma once

#include "services/cfg/key_change.h"
#include "unit/services/silent_effects.h"

#include <algorithm>
#include <deque>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace baton::cfg::testing {

// 0: no encryption.
inline config::Totem totem_with(int key, std::string model = "nss") {
    config::Totem totem;
    totem.transport = config::Transport::knet;
    if (key == 0) return totem;
    totem.crypto_model = std::move(model);
    totem.crypto_cipher = "aes256";
    totem.crypto_hash = "sha256";
    totem.key_bytes = Secret(std::vector<std::byte>(config::kKeyMin, static_cast<std::byte>(key)));
    return totem;
}

class KeyRing;

class KeyNode final : public baton::testing::SilentEffects {
public:
    KeyNode(KeyRing& its_ring, std::uint32_t its_id, int its_key)
        : ring(its_ring), id(its_id), key(its_key), accepted{its_key},
          change(NodeId{id}, capability, config::encryption_of(totem_with(its_key))) {}

    void multicast(std::initializer_list<Bytes> pieces, bool safe) override;
    void log(LogLine line) override { logged.push_back(std::move(line)); }
    [[nodiscard]] TimePoint now() const override;
    void command(Command command) override {
        if (std::holds_alternative<UseNewKey>(command)) key = fresh;
        if (std::holds_alternative<ForgetOldKey>(command)) accepted = {key};
        done += std::holds_alternative<UseNewKey>(command)      ? "use "
                : std::holds_alternative<ForgetOldKey>(command) ? "forget "
                                                                : "? ";
    }

    // As a reload does.
    void take(const config::Totem& totem, int its_key) {
        accepted = {key, its_key};
        fresh = its_key;
        change.apply(totem, *this);
    }
    void take(int its_key) { take(totem_with(its_key), its_key); }
    [[nodiscard]] std::string refusal(int its_key) const {
        return change.refusal(totem_with(its_key), now());
    }
    [[nodiscard]] bool has_only(int its_key) const {
        return key == its_key && accepted == std::set<int>{its_key};
    }
    [[nodiscard]] bool has_both() const { return accepted.size() == 2; }
    [[nodiscard]] std::size_t lines(std::string_view part) const {
        return static_cast<std::size_t>(std::ranges::count_if(logged, [&](const LogLine& line) {
            return line.text.find(part) != std::string::npos;
        }));
    }

    KeyRing& ring;
    const std::uint32_t id;
    int key;                // to send
    std::set<int> accepted; // by the transport
    int fresh = -1;
    bool is_baton = true;
    std::string done;
    std::vector<LogLine> logged;
    Capability capability{wire::feature_bit(wire::Feature::agreed_key_change)};
    KeyChange change;
};

class KeyRing {
public:
    explicit KeyRing(std::uint32_t nodes, int key = 1) {
        for (std::uint32_t id = 1; id <= nodes; ++id) add(id, key);
        form_all();
    }
    KeyRing(const KeyRing&) = delete; // its nodes know where it is
    KeyRing& operator=(const KeyRing&) = delete;
    KeyNode& node(std::uint32_t id) { return *nodes_.at(id - 1); }
    KeyNode& add(std::uint32_t id, int key) {
        nodes_.push_back(std::make_unique<KeyNode>(*this, id, key));
        return *nodes_.back();
    }

    void restart(std::uint32_t id, int key) {
        nodes_.at(id - 1) = std::make_unique<KeyNode>(*this, id, key);
    }

    void form_all() {
        std::vector<std::uint32_t> all;
        for (const auto& each : nodes_) all.push_back(each->id);
        form(all);
    }
    // A new ring of these, that have delivered what waited.
    void form(const std::vector<std::uint32_t>& members) {
        transitional(members);
        regular(members);
        run();
    }
    void transitional(const std::vector<std::uint32_t>& members) {
        for (const std::uint32_t id : members) {
            node(id).capability.on_transitional();
            node(id).change.on_view({true, {NodeId{1}, seq_ + 1}, ids_of(members), {}, {}});
        }
    }
    void regular(const std::vector<std::uint32_t>& members) {
        members_ = members;
        seq_ += 4;
        const RingId ring{NodeId{members.front()}, seq_};
        for (const std::uint32_t id : members)
            node(id).change.on_view({false, ring, ids_of(members), {}, {}});
        for (const std::uint32_t id : members) {
            KeyNode& each = node(id);
            const std::size_t before = queue_.size();
            each.capability.on_synchronised({ring, ids_of(members), ids_of(members)}, each);
            if (!each.is_baton) queue_.resize(before);
            each.change.on_synchronised(each);
        }
    }
    // The same change of files and one reload, everywhere.
    void take(int key) {
        for (const std::uint32_t id : members_) node(id).take(key);
    }
    bool step() {
        if (queue_.empty()) return false;
        const Sent sent = std::move(queue_.front());
        queue_.pop_front();
        for (const std::uint32_t id : members_) {
            if (!node(id).accepted.contains(sent.key)) ++unreadable;
            deliver(node(id), sent);
        }
        return true;
    }
    // What is on its way reaches nobody.
    void lose() { queue_.clear(); }
    void run() {
        while (step()) {}
    }
    void pass(Duration duration) {
        time_ += duration;
        for (const std::uint32_t id : members_) node(id).change.advance(node(id));
        run();
    }
    [[nodiscard]] bool all_have_only(int key) {
        return std::ranges::all_of(members_,
                                   [&](std::uint32_t id) { return node(id).has_only(key); });
    }
    void send(const KeyNode& from, std::vector<std::byte> bytes) {
        queue_.push_back({from.id, from.key, std::move(bytes)});
    }
    [[nodiscard]] TimePoint now() const { return time_; }
    [[nodiscard]] std::size_t waiting() const { return queue_.size(); }

    std::size_t unreadable = 0;

private:
    struct Sent {
        std::uint32_t from = 0;
        int key = 0;
        std::vector<std::byte> bytes;
    };
    static std::vector<NodeId> ids_of(const std::vector<std::uint32_t>& members) {
        std::vector<NodeId> ids;
        for (const std::uint32_t id : members) ids.push_back(NodeId{id});
        return ids;
    }
    static void deliver(KeyNode& to, const Sent& sent) {
        const auto header = wire::decode_service_header(sent.bytes);
        if (header->service() == static_cast<std::uint16_t>(wire::ServiceId::capability)) {
            to.capability.on_message(NodeId{sent.from}, sent.bytes);
            return to.change.on_capability(to);
        }
        const auto message = wire::decode_cfg(sent.bytes);
        to.change.on_phase(NodeId{sent.from}, std::get<wire::CfgCryptoPhase>(*message), to);
    }

    std::vector<std::unique_ptr<KeyNode>> nodes_;
    std::vector<std::uint32_t> members_;
    std::deque<Sent> queue_;
    std::uint64_t seq_ = 0;
    TimePoint time_{std::chrono::seconds(100)};
};

inline void KeyNode::multicast(std::initializer_list<Bytes> pieces, bool) {
    ring.send(*this, baton::testing::in_one(pieces));
}

inline TimePoint KeyNode::now() const { return ring.now(); }

} // namespace baton::cfg::testing
