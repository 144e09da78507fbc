// test/fuzz/engine/peers.h - everybody else, as the node on the bed hears them. What they say
// answers what the node sent, more or less: numbers and rings are near its own, or are not.
#pragma once

#include "fuzz/cursor.h"
#include "fuzz/engine/bed.h"

#include <algorithm>
#include <optional>
#include <vector>

namespace baton::fuzz {

constexpr unsigned kNodes = 7; // those that are often heard

// A bit for each of them.
inline std::vector<NodeId> nodes_of(std::uint8_t bits) {
    std::vector<NodeId> nodes;
    for (unsigned i = 0; i < kNodes; ++i)
        if ((bits >> i & 1U) != 0) nodes.push_back({i + 1});
    return nodes;
}

inline bool has(const std::vector<NodeId>& nodes, NodeId node) {
    return std::find(nodes.begin(), nodes.end(), node) != nodes.end();
}

class Peers {
public:
    Peers(Bed& bed, Cursor& input) : bed_(bed), input_(input) {}

    // What good peers would do next, so that a membership forms or the token turns.
    void answer();
    // Joins from all of these (see nodes_of), until they and the node agree.
    void propose(std::uint8_t members);
    // Every other member multicasts something of this kind, some of which is lost; the token comes.
    void talk(std::uint8_t kind);

    // One packet of a type, its fields chosen by the input out of those that are likely.
    void token();
    void multicast();
    void exchange(); // a multicast of the old ring inside of one of the new
    void join();
    void commit_token();
    void merge_detect();
    void hold_cancel();
    // One that the node sent itself: as it was, or with some bytes changed.
    void echo();
    void echo_damaged();
    void raw();

private:
    [[nodiscard]] std::optional<wire::Token> last_token() const;
    [[nodiscard]] std::optional<wire::CommitToken> last_commit() const;
    [[nodiscard]] std::optional<wire::Join> last_join() const;

    // Choices of the input.
    NodeId node();
    RingId ring();
    MessageSeq seq();
    std::vector<NodeId> nodes();
    Slice pack();
    void put_part(std::uint8_t kind, std::vector<std::byte>& out);
    [[nodiscard]] std::vector<NodeId> nodes_of_view() const;

    void answer_gather();
    void answer_commit();
    void turn();
    wire::CommitToken commit_of(const std::vector<NodeId>& members, RingId ring) const;
    [[nodiscard]] wire::CommitMember entry_of(NodeId member) const;
    void say(NodeId sender, RingId ring, MessageSeq seq, std::int32_t guarantee,
             const Slice& payload);
    [[nodiscard]] Slice frame(const wire::Multicast& message, Bytes payload) const;
    template <class Message>
    void send(const Message& message) {
        bed_.receive(wire::encode(message, bed_.pool()));
    }

    Bed& bed_;
    Cursor& input_;
};

} // namespace baton::fuzz
