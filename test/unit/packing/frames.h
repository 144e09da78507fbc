// test/unit/packing/frames.h - what the packing tests share: messages, and frames read and made.
#pragma once

#include "base/assert.h"
#include "base/random.h"
#include "packing/packer.h"
#include "packing/unpacker.h"
#include "wire/pack.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <utility>
#include <vector>

namespace baton::test {

using Message = std::vector<std::byte>;

// Bytes that depend on `seed`, so that no two messages are alike.
inline Message message_of(std::size_t size, std::uint64_t seed = 1) {
    Message message(size);
    Random random(seed);
    for (std::size_t i = 0; i < size; i += sizeof(std::uint64_t)) {
        const std::uint64_t drawn = random.next();
        std::memcpy(message.data() + i, &drawn, std::min(sizeof drawn, size - i));
    }
    return message;
}

struct Frame { // an outgoing frame, read back
    std::uint8_t fragmented = 0;
    std::uint8_t continuation = 0;
    std::vector<std::size_t> lengths;
    std::size_t offset = 0;
    std::size_t size = 0;
    bool safe = false;
    Slice payload;
};

inline Frame read_frame(const ring::OutgoingFrame& out) {
    Frame frame;
    frame.offset = out.offset;
    frame.size = out.size;
    frame.safe = out.safe;
    frame.payload = out.buffer.slice(out.offset, out.size);
    const auto reader = wire::PackReader::of(frame.payload.bytes());
    ASSERT(reader.has_value());
    frame.fragmented = reader->fragmented();
    frame.continuation = reader->continuation();
    for (std::size_t i = 0; i < reader->count(); ++i) frame.lengths.push_back(reader->length(i));
    return frame;
}

inline std::vector<Frame> take_all(packing::Packer& packer) {
    std::vector<Frame> frames;
    while (auto out = packer.take()) frames.push_back(read_frame(*out));
    return frames;
}

inline void submit(packing::Packer& packer, std::size_t size, bool safe = false) {
    packer.submit({message_of(size)}, safe);
}

// A pack of these parts, as any sender may make it.
inline Slice pack_of(BufferPool& pool, std::uint8_t continuation, std::uint8_t fragmented,
                     const std::vector<Message>& parts) {
    std::vector<std::uint16_t> lengths;
    for (const Message& part : parts) lengths.push_back(static_cast<std::uint16_t>(part.size()));
    Message bytes(wire::pack_header_size(parts.size()));
    wire::write_pack_header(fragmented, continuation, lengths, bytes);
    for (const Message& part : parts) bytes.insert(bytes.end(), part.begin(), part.end());
    return pool.copy(bytes);
}

// Keeps what comes up, as copies.
class Collector final : public packing::MessageSink {
public:
    void on_message(NodeId from, Bytes message, const Slice&) override {
        senders.push_back(from);
        messages.emplace_back(message.begin(), message.end());
    }
    std::vector<NodeId> senders;
    std::vector<Message> messages;
};

} // namespace baton::test
