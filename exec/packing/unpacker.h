// exec/packing/unpacker.h - frames become application messages again.
//
// A message that lies within one frame is handed up as a part of that frame, uncopied. Of one that
// was cut the parts are kept as they lie in their frames, until the last is there; only if their
// frames hold much more memory than the parts are long, they are copied into one buffer. Each
// sender has two contexts, as it has two send queues: one used while synchronisation runs, one
// otherwise. Both survive a membership change, for the rest of a cut message may come on the next
// ring.
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
// 2 x kSendersMax messages of kReassembledMax, and what their frames hold beside them.
constexpr std::size_t kSendersMax = 384;
// Memory that the parts of an unfinished message may hold: so many times their size, and this.
constexpr std::size_t kHeldTimes = 2;
constexpr std::size_t kHeldBeside = std::size_t{256} << 10U;

class MessageSink {
public:
    virtual ~MessageSink() = default;
    // A whole message, group prefix first, that lies in `holder`. It may switch the unpacker's
    // context (the rest of the frame stays in the one it began in), but not call frame(), forget()
    // or keep_only().
    virtual void on_message(NodeId from, Bytes message, const Slice& holder) = 0;
    // The same of one that was cut: two pieces at least, and the first is not empty. Who needs it
    // in one piece gets that.
    virtual void on_cut_message(NodeId from, std::span<const Slice> pieces) {
        const Slice whole = joined(pieces);
        on_message(from, whole.bytes(), whole);
    }
};

struct UnpackerStatistics {
    std::uint64_t malformed = 0;        // packs
    std::uint64_t oversized = 0;        // messages above kReassembledMax
    std::uint64_t incomplete = 0;       // messages that lack their beginning or their end
    std::uint64_t too_many_senders = 0; // packs cut at an end, from senders beyond kSendersMax
};

class Unpacker {
public:
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
    // Memory that is there because of unfinished messages.
    [[nodiscard]] std::size_t held() const;

private:
    static constexpr std::size_t kPartsKept = 2048;
    struct Context {
        std::vector<Slice> parts; // of the message that is unfinished; none is empty
        std::size_t size = 0;     // bytes of them
        std::size_t held = 0;     // memory that they hold
        std::uint8_t last = 0;    // `fragmented` of the sender's last pack; 0: nothing unfinished
        bool skipping = false;    // what is unfinished lacks its beginning or is too long

        void clear() { // memory for the list is used again, if it is not unusually long
            parts.clear();
            if (parts.capacity() > kPartsKept) parts.shrink_to_fit();
            size = held = 0;
            skipping = false;
        }
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
    void keep(Context& context, Slice&& part);
    static void finish(NodeId sender, Context& context, MessageSink& sink);

    std::vector<Sender> senders_; // ascending
    std::size_t last_ = 0;        // where the one was that was looked for last
    UnpackerStatistics statistics_;
    bool synchronising_ = true;
};

} // namespace baton::packing
