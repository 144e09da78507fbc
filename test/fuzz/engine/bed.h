// test/fuzz/engine/bed.h - one real node on a bed: what it sends is kept and not sent, what it
// receives is made up. After every step it is looked at; a promise that was broken ends the run.
#pragma once

#include "base/buffer.h"
#include "fuzz/engine/witness.h"
#include "fuzz/round_trip.h"
#include "node/node.h"
#include "wire/totem.h"

#include <array>
#include <deque>
#include <memory>
#include <optional>
#include <set>
#include <vector>

namespace baton::fuzz {

struct Setup {
    ring::RingConfig config;
    std::uint64_t stored_seq = 0;
};

class Bed {
public:
    Bed(BufferPool& pool, const Setup& setup);
    ~Bed();
    Bed(const Bed&) = delete;
    Bed& operator=(const Bed&) = delete;

    // ---- what happens to the node
    void receive(const Slice& datagram);
    void receive(Bytes datagram) { receive(pool_.copy(datagram)); }
    void deliver_own(std::size_t most); // what it sent to itself, as it comes back
    void forget_own() { own_.clear(); }
    void next_deadline(); // time jumps to it, unless it is far away
    void pass(Duration duration);
    void interface_changed(bool up);
    void gather();
    void leave();
    void restart(); // it dies, and starts with what it stored

    void connect(); // one more client, up to kClientsMax
    void disconnect(std::size_t which);
    void request(std::size_t which, const cpg::Request& request);
    static constexpr std::size_t kClientsMax = 6;

    // ---- what is known of it
    [[nodiscard]] NodeId self() const { return setup_.config.self; }
    [[nodiscard]] ring::State state() const { return node_->status().state; }
    [[nodiscard]] RingId ring() const { return node_->status().ring; }
    [[nodiscard]] bool serving() const { return node_->serving(); }
    [[nodiscard]] bool has_left() const { return left_; }
    [[nodiscard]] const ring::View& view() const { return view_; } // the last regular one
    // The last one that it sent of a type, empty if it has sent none; and all sorts of late.
    [[nodiscard]] const Slice& last(wire::TotemType type) const {
        return last_.at(static_cast<std::size_t>(type));
    }
    [[nodiscard]] const Slice& sent(std::size_t back) const;
    [[nodiscard]] const std::vector<RingId>& rings() const { return rings_; } // that it was in
    [[nodiscard]] BufferPool& pool() { return pool_; }

private:
    static constexpr std::size_t kKept = 16;    // sent frames that are remembered
    static constexpr std::size_t kOwnMost = 64; // more of them than that get lost
    static constexpr std::size_t kActionsMax = 40000;
    static constexpr Duration kFar{std::chrono::seconds(200)};

    void start();
    template <class What>
    void step(What what) {
        actions_.clear();
        what();
        require(actions_.size() <= kActionsMax);
        for (NodeAction& action : actions_)
            std::visit([this](auto& one) { this->perform(one); }, action);
        actions_.clear();
        look();
    }
    void perform(ring::SendMulticast& send);
    void perform(ring::SendToken& send);
    void perform(const ring::StoreRingSeq& store);
    void perform(const ring::DiscardReceived&) { own_.clear(); }
    void perform(const ring::CheckInterface&) {}
    void perform(const ReplyToClient& reply) { require(clients_.contains(reply.client)); }
    void perform(const SendEvent& event) { require(clients_.contains(event.client)); }
    void perform(const DeliverToClients& deliveries) {
        deliveries.run.for_each_event(
            [this](ClientId client, const cpg::Event&) { require(clients_.contains(client)); });
    }
    void perform(const MembershipChanged& change);
    void perform(const Synchronised& synchronised);
    void perform(const Command&) {} // what the daemon does with it; none is taken back
    void perform(const LogLine& line) { require(line.text.size() < 65536); }
    void remember(const Slice& frame);
    void keep_for_self(const Slice& frame);
    void advance();
    void look();

    const Outside outside_{}; // nothing
    BufferPool& pool_;
    const Setup setup_;
    Witness witness_;
    std::unique_ptr<Node> node_;
    NodeActions actions_;
    TimePoint now_{std::chrono::seconds(1000)};
    std::uint64_t stored_seq_;
    std::uint64_t life_ = 0;
    bool left_ = false;
    ring::View view_;
    std::array<Slice, 6> last_;
    std::array<Slice, kKept> sent_;
    std::size_t sent_count_ = 0;
    std::deque<Slice> own_;
    std::vector<RingId> rings_;
    std::set<ClientId> clients_;
    std::uint64_t last_client_ = 0;
    std::size_t may_be_kept_ = 0; // multicasts that went in or out: all that a node may hold
};

} // namespace baton::fuzz
