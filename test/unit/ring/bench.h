// test/unit/ring/bench.h - one engine whose neighbours are the test: datagrams go in by hand, and
// what the engine wants to send is decoded for looking at.
#pragma once

#include "ring/engine.h"

#include <deque>
#include <string>
#include <vector>

namespace baton::test {

// Frames of one letter each, handed out in order.
class Letters final : public ring::FrameSource {
public:
    explicit Letters(BufferPool& pool) : pool_(pool) {}
    void add(const std::string& letters, bool safe = false) {
        for (const char letter : letters) waiting_.push_back({letter, safe});
    }
    [[nodiscard]] std::size_t backlog() const override { return waiting_.size(); }
    std::optional<ring::OutgoingFrame> take() override {
        if (waiting_.empty()) return std::nullopt;
        const auto [letter, safe] = waiting_.front();
        waiting_.pop_front();
        ring::OutgoingFrame frame{pool_.take(wire::kMulticastHeaderSize + 1),
                                  wire::kMulticastHeaderSize, 1, safe};
        frame.buffer.bytes().back() = static_cast<std::byte>(letter);
        return frame;
    }

private:
    BufferPool& pool_;
    std::deque<std::pair<char, bool>> waiting_;
};

class Bench {
public:
    explicit Bench(std::uint32_t self, const ring::RingConfig& config = {})
        : letters(pool), engine(with_self(config, self), pool, letters, Random(1)),
          self_(NodeId{self}) {}

    void start(std::uint64_t stored_seq = 0) { engine.start(now, stored_seq, actions); }
    // And until it is operational in the ring of its own that every process begins with.
    void start_alone(std::uint64_t stored_seq = 0);
    template <class Message>
    void receive(const Message& message) {
        engine.receive(now, wire::encode(message, pool), actions);
    }
    void receive(const Slice& datagram) { engine.receive(now, datagram, actions); }
    void receive_multicast(std::uint32_t sender, std::uint32_t seq, RingId ring, char letter,
                           bool safe = false);
    [[nodiscard]] Slice multicast(std::uint32_t sender, std::uint32_t seq, RingId ring, char letter,
                                  bool safe = false);
    // Time passes; every timer that falls due does so at its own time.
    void pass(Duration duration);
    void work() { engine.work(now, actions); }
    // What the engine sends to itself comes back to it, until it sends no more or `most` came.
    void loop_back(int most = 1000);

    // Makes the engine an operational member of the ring 1.9 of nodes 1 and 2 (it is either).
    void form_pair();
    // From node 1's commit token for a ring of the pair to its installation; this is how node 2
    // filled in its entry.
    void finish_pair(const wire::CommitMember& entry);
    // The commit token of ring 1.`seq`, with node 1's entry filled in.
    [[nodiscard]] wire::CommitToken commit_token(std::uint64_t seq, std::vector<NodeId> members,
                                                 std::uint32_t index) const;
    // A regular token comes as the other node would pass it on; gives what the engine passes on.
    // Without a value if it passes on none.
    std::optional<wire::Token> visit(wire::Token token);
    // The token as the other node would return it, having received everything.
    std::optional<wire::Token> turn();

    // All that was sent since the last clear(), of one kind.
    template <class Message>
    [[nodiscard]] std::vector<Message> sent() const;
    [[nodiscard]] std::string multicast_letters() const; // of multicasts: "a1 b2" letter, number
    [[nodiscard]] std::string delivered() const;         // "a b|T|c|R" with T, R for views
    [[nodiscard]] std::vector<std::string> warnings() const;
    template <class Action>
    [[nodiscard]] std::vector<Action> all() const {
        std::vector<Action> found;
        for (const auto& action : actions)
            if (const auto* one = std::get_if<Action>(&action)) found.push_back(*one);
        return found;
    }
    void clear() { actions.clear(); }

    BufferPool pool;
    Letters letters;
    ring::Engine engine;
    ring::Actions actions;
    TimePoint now{std::chrono::seconds(1000)};
    wire::Token token; // as the engine passed it on last

private:
    static ring::RingConfig with_self(ring::RingConfig config, std::uint32_t self) {
        config.self = NodeId{self};
        return config;
    }
    [[nodiscard]] std::vector<Bytes> sent_frames() const;

    NodeId self_;
};

template <class Message>
std::vector<Message> Bench::sent() const {
    std::vector<Message> found;
    for (const Bytes frame : sent_frames()) {
        Result<Message> decoded = [frame]() -> Result<Message> {
            if constexpr (std::is_same_v<Message, wire::Token>) return wire::decode_token(frame);
            if constexpr (std::is_same_v<Message, wire::Multicast>)
                return wire::decode_multicast(frame);
            if constexpr (std::is_same_v<Message, wire::Join>) return wire::decode_join(frame);
            if constexpr (std::is_same_v<Message, wire::CommitToken>)
                return wire::decode_commit_token(frame);
            if constexpr (std::is_same_v<Message, wire::HoldCancel>)
                return wire::decode_hold_cancel(frame);
            if constexpr (std::is_same_v<Message, wire::MergeDetect>)
                return wire::decode_merge_detect(frame);
        }();
        if (decoded) found.push_back(*std::move(decoded));
    }
    return found;
}

inline wire::Join join_from(std::uint32_t sender, std::vector<NodeId> proc,
                            std::vector<NodeId> fail = {}, std::uint64_t ring_seq = 1) {
    return {.sender = NodeId{sender},
            .target = {},
            .leave = false,
            .ring_seq = ring_seq,
            .proc = std::move(proc),
            .fail = std::move(fail)};
}

constexpr NodeId kOne{1};
constexpr NodeId kTwo{2};
constexpr NodeId kThree{3};
constexpr RingId kPairRing{kOne, 9};

} // namespace baton::test
