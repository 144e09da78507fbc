// exec/packing/unpacker.h - frames become application messages again.
//
// A message that lies within one frame is handed up as a part of that frame, uncopied. One that
// was cut is joined in a buffer of the pool that doubles as it fills. Each sender has two contexts,
// as it has two send queues: one used while synchronisation runs, one otherwise. Both survive a
// membership change, for the rest of a cut message may come on the next ring.
//
// Nothing a peer sends harms us: a malformed pack, a message whose beginning is missing and one
// that is too long are counted and dropped, and whole messages in the same pack are kept.
#pragma once

#include "base/buffer.h"
#include "base/ids.h"

#include <cstdint>
#include <span>
#include <vector>

namespace baton::packing {

constexpr std::size_t kReassembledMax = (std::size_t{1} << 20U) + (std::size_t{64} << 10U);
static_assert(2 * kReassembledMax <= BufferPool::kLargest);
// Senders with unfinished messages; as many as a ring has members at most. Memory is bounded by
// 2 x kSendersMax messages of kReassembledMax.
constexpr std::size_t kSendersMax = 384;

class MessageSink {
public:
    virtual ~MessageSink() = default;
    // A whole message, group prefix first, that lies in `holder`. It may switch the unpacker's
    // context (the rest of the frame stays in the one it began in), but not call frame(), forget()
    // or keep_only().
    virtual void on_message(NodeId from, Bytes message, const Slice& holder) = 0;
};

struct UnpackerStatistics {
    std::uint64_t malformed = 0;        // packs
    std::uint64_t oversized = 0;        // messages above kReassembledMax
    std::uint64_t incomplete = 0;       // messages that lack their beginning or their end
    std::uint64_t too_many_senders = 0; // packs cut at an end, from senders beyond kSendersMax
};

class Unpacker {
public:
    explicit Unpacker(BufferPool& pool) : pool_(pool) {}

    // The payload of an ordinary multicast, in the order of delivery.
    void frame(NodeId sender, const Slice& payload, MessageSink& sink);

    // Which context the next frames belong to. A node begins with that of synchronisation.
    void set_synchronising(bool synchronising) { synchronising_ = synchronising; }
    [[nodiscard]] bool synchronising() const { return synchronising_; }

    // A sender has left the ring: what it began will not be finished.
    void forget(NodeId sender);
    // The same for everyone but these, ascending: a sender need not be a member to be heard.
    void keep_only(std::span<const NodeId> members);

    [[nodiscard]] const UnpackerStatistics& statistics() const { return statistics_; }

private:
    struct Context {
        Buffer buffer;         // of the message that is being joined
        std::size_t size = 0;  // bytes of it in the buffer
        std::uint8_t last = 0; // `fragmented` of the sender's last pack; 0: nothing unfinished
        bool skipping = false; // what is unfinished lacks its beginning or is too long
    };
    struct Sender {
        NodeId id;
        Context ordinary;
        Context sync;
    };
    struct Pack; // the frame being read

    Context* context_of(NodeId sender, const Pack& pack);
    std::vector<Sender>::iterator place_of(NodeId sender);
    void unpack(NodeId sender, Context& context, const Pack& pack, MessageSink& sink);
    void abandon(Context& context, const Pack& pack);
    void keep(Context& context, Bytes part);
    void make_room(Context& context, std::size_t size);
    void finish(NodeId sender, Context& context, MessageSink& sink);

    BufferPool& pool_;
    std::vector<Sender> senders_; // ascending
    UnpackerStatistics statistics_;
    bool synchronising_ = true;
};

} // namespace baton::packing
