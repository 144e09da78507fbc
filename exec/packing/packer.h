// exec/packing/packer.h - application messages become frames: packed, split, queued.
//
// A message is copied once, from the caller's pieces into the open frame of the queue in use. The
// pack header is as long as the frame has parts, which is known only when the frame is closed; so
// data begins behind room for the longest header, and closing writes the header right before it:
//
//   | multicast header | (unused) | pack header | data ...            |
//   0                             ^ OutgoingFrame.offset
//
// The open frame is closed when the next message has no place in it, or when the ring takes it:
// what is there when the token comes travels together.
//
// Where messages are cut, so that receivers which join in the middle lose as little as possible: a
// message that fits into one frame is never cut; one that does not begins in a fresh frame, or in
// the open one if that is a quarter free and does not begin inside a message. What follows the
// tail of a cut message ends within the tail's frame. Once all members are known to need no such
// care (fill_frames), a message that is cut begins wherever the one before it ended: all frames of
// a backlog are equally long, and travel in long trains. A closed frame ends inside a message only
// if the rest stands queued behind it, either way: no message is ever given up half sent.
#pragma once

#include "packing/growing_queue.h"
#include "ring/frame_source.h"
#include "wire/pack.h"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <span>
#include <vector>

namespace baton::packing {

// The largest application message, group prefix and headers included: a service message of 1 MiB,
// as the longest of a client is, fits. A receiver of the original implementation aborts if what it
// has of a message and the next pack reach 1 MiB + 64 KiB.
constexpr std::size_t kMessageMax = (std::size_t{1} << 20U) + wire::kServicesPrefixSize;
// Of each queue, in bytes of messages. To the one for synchronisation services write a fixed amount
// per membership change without asking; requests of clients that are served meanwhile do ask.
constexpr std::size_t kSendQueueBytes = 4 * kMessageMax;

class Packer final : public ring::FrameSource {
public:
    // `net_mtu`: the largest payload of a frame, at least kNetMtuMin.
    Packer(BufferPool& pool, std::size_t net_mtu);
    static constexpr std::size_t kNetMtuMin = 64;

    // One message made of these pieces, 1 to kMessageMax bytes in all; anything else is a bug of
    // the caller. Never fails for want of room: whoever accepts requests asks room_for() first.
    void submit(std::initializer_list<Bytes> pieces, bool safe);
    void submit(Bytes prefix, std::span<const Bytes> pieces, bool safe);
    // The same in a frame that begins with this message: what is open is closed before.
    void submit_apart(std::initializer_list<Bytes> pieces, bool safe);
    // A message that more may be added to, as long as nothing else is submitted and its frame has
    // room. 0, and nothing is done, if it does not fit into one frame.
    using Ticket = std::uint64_t;
    Ticket submit_open(Bytes prefix, std::span<const Bytes> pieces, bool safe);
    // True if the pieces are now at the end of that message.
    bool extend(Ticket ticket, std::initializer_list<Bytes> pieces);
    // How much extend() takes, and how long a message submit_open() takes.
    [[nodiscard]] std::size_t room_to_extend(Ticket ticket) const;
    [[nodiscard]] std::size_t room_to_open() const { return room(1); }
    // Messages of the ordinary queue are cut anywhere from now on, or with care as above.
    void fill_frames(bool yes) { filling_ = yes; }
    // What waits in the ordinary queue is put into frames anew, with care, if some of it was not.
    // Messages that were submitted open are given to `expand`, which submits what is to stand in
    // their place, and returns false if the message is to stay.
    using Expand = std::function<bool(Bytes message, bool safe)>;
    void take_apart(const Expand& expand);

    // Which of the two queues is written and sent; the other one waits, complete, for its turn.
    // A node begins with the queue for synchronisation.
    void set_synchronising(bool synchronising);
    [[nodiscard]] bool synchronising() const { return in_use_ == &sync_; }

    // Of the ordinary queue, also while synchronisation runs.
    [[nodiscard]] unsigned percent_used() const; // rounded up; above 100 if room_for() was ignored
    // In both queues; never for more than kMessageMax.
    [[nodiscard]] bool room_for(std::size_t bytes) const;

    [[nodiscard]] std::size_t net_mtu() const { return net_mtu_; }
    [[nodiscard]] std::size_t backlog() const override;
    std::optional<ring::OutgoingFrame> take() override;

private:
    struct Queued {
        ring::OutgoingFrame frame;
        std::size_t data_size = 0;
        bool extended = false; // a message in it was submitted open
        bool filled = false;   // it begins and ends inside messages
    };
    struct Queue { // a stream of its own: receivers keep a reassembly context for each
        GrowingQueue<Queued> closed;
        Buffer open; // none: no frame is open
        std::vector<std::uint16_t> lengths;
        std::size_t data_size = 0;
        std::size_t bytes = 0;         // of messages, closed and open
        std::uint8_t continuation = 0; // of the open frame
        std::uint8_t last_number = 0;  // the last fragment number given out
        bool safe = false;
        bool extended = false;         // as above, of the open frame
        Ticket last = 0;               // of the last message in it, if that was submitted open
        std::size_t to_take_apart = 0; // frames that are extended or filled
    };
    class Pieces;
    struct Waiting;

    void put(Pieces& pieces, bool safe);
    void put_split(Pieces& pieces, bool safe);
    void put_rest(Pieces& pieces, bool safe);
    void put_again(const Queued& queued, Waiting& message, const Expand& expand);
    void put_again(Waiting& message, const Expand& expand);
    void append(Pieces& pieces, std::size_t size, bool safe);
    void copy_in(Bytes prefix, std::span<const Bytes> pieces);
    static void note_part(Queue& queue, std::size_t size, bool safe);
    static void lengthen(Queue& queue, std::size_t size);
    void open_frame(std::uint8_t continuation);
    void close_frame(std::uint8_t fragmented);
    void close_inside_message();
    // Data bytes of a frame of that many.
    [[nodiscard]] std::size_t room(std::size_t parts) const {
        return std::min(net_mtu_ - wire::pack_header_size(parts), buffer_size_ - data_start_);
    }
    // For one more part.
    [[nodiscard]] std::size_t free_in_open() const {
        const std::size_t parts = in_use_->lengths.size() + 1;
        if (parts > parts_max_) return 0;
        return room(parts) - std::min(room(parts), in_use_->data_size);
    }
    [[nodiscard]] bool split_may_begin_in_open() const;

    BufferPool& pool_;
    const std::size_t net_mtu_;
    const std::size_t parts_max_;
    const std::size_t data_start_;
    const std::size_t buffer_size_;
    Queue ordinary_;
    Queue sync_;
    Queue* in_use_ = &sync_;
    bool filling_ = false;
    Ticket tickets_ = 0; // given out so far
};

} // namespace baton::packing
