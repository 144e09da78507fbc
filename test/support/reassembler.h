// test/support/reassembler.h - application messages out of recorded multicasts, for checking the
// decoders. Simple on purpose, and not what the daemon uses.
#pragma once

#include "support/test_data.h"
#include "wire/totem.h"

#include <map>
#include <utility>

namespace baton::test {

// Recorded multicasts, each once, by ring and place; those that came inside others as well.
class RecordedRings {
public:
    // Returns false for a datagram that is not a multicast.
    bool add(Bytes datagram);
    [[nodiscard]] const auto& rings() const& { return rings_; }
    [[nodiscard]] auto rings() && { return std::move(rings_); } // safe in a range-for

private:
    std::map<std::pair<std::uint64_t, NodeId>, std::map<std::uint32_t, ByteVector>> rings_;
};

// The messages of one ring, or several, in order.
class Reassembler {
public:
    // Multicasts have to be whole and in order. A message whose beginning was not recorded is
    // dropped and counted.
    void take(const wire::Multicast& message);
    [[nodiscard]] const std::vector<ByteVector>& messages() const { return messages_; }
    [[nodiscard]] std::size_t dropped() const { return dropped_; }
    [[nodiscard]] std::size_t unfinished() const;

private:
    struct Sender {
        std::uint8_t last = 0; // number of the pack that ended within a message
        ByteVector begun;
    };
    std::map<NodeId, Sender> senders_;
    std::vector<ByteVector> messages_;
    std::size_t dropped_ = 0;
};

} // namespace baton::test
