// exec/packing/packer.cc - filling, cutting and closing frames.
#include "packing/packer.h"

#include "base/assert.h"
#include "wire/pack.h"
#include "wire/totem.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace baton::packing {

namespace {

// The shortest message of a service is little above 32 bytes; more parts than this in a very large
// frame would gain nothing but a longer room for the header.
constexpr std::size_t kPartsMax = 384;
// Buffers come in powers of two. A frame for the largest net_mtu would need a little more than
// this, and so twice the memory, for one hundredth more data.
constexpr std::size_t kFrameBufferMax = std::size_t{64} << 10U;

std::size_t size_of(Bytes prefix, std::span<const Bytes> pieces) {
    std::size_t size = prefix.size();
    for (const Bytes piece : pieces) size += piece.size();
    return size;
}

} // namespace

// The bytes of one message that are still to be copied.
class Packer::Pieces {
public:
    Pieces(Bytes prefix, std::span<const Bytes> rest, std::size_t size)
        : piece_(prefix), rest_(rest), left_(size) {}
    [[nodiscard]] std::size_t left() const { return left_; }

    void copy(std::byte* out, std::size_t size) {
        ASSERT(size <= left_);
        left_ -= size;
        while (size > 0) {
            if (piece_.empty()) {
                piece_ = rest_.front();
                rest_ = rest_.subspan(1);
                continue;
            }
            const std::size_t now = std::min(size, piece_.size());
            std::memcpy(out, piece_.data(), now);
            piece_ = piece_.subspan(now);
            out += now;
            size -= now;
        }
    }

private:
    Bytes piece_;
    std::span<const Bytes> rest_;
    std::size_t left_;
};

Packer::Packer(BufferPool& pool, std::size_t net_mtu)
    : pool_(pool), net_mtu_(net_mtu), parts_max_(std::min(kPartsMax, net_mtu / 32 + 4)),
      data_start_(wire::kMulticastHeaderSize + wire::pack_header_size(parts_max_)),
      buffer_size_(std::min(data_start_ + net_mtu_ - wire::pack_header_size(1), kFrameBufferMax)) {
    ASSERT(net_mtu >= kNetMtuMin);
    ordinary_.lengths.reserve(parts_max_);
    sync_.lengths.reserve(parts_max_);
}

void Packer::submit(std::initializer_list<Bytes> pieces, bool safe) {
    submit(Bytes{}, {pieces.begin(), pieces.size()}, safe);
}

void Packer::submit(Bytes prefix, std::span<const Bytes> pieces, bool safe) {
    const std::size_t size = size_of(prefix, pieces);
    if (!in_use_->open || size > free_in_open() || size == 0) {
        Pieces message(prefix, pieces, size);
        return put(message, safe);
    }
    copy_in(prefix, pieces);
    note_part(*in_use_, size, safe);
}

// Behind what is in the open frame.
void Packer::copy_in(Bytes prefix, std::span<const Bytes> pieces) {
    std::byte* to = in_use_->open.bytes().data() + data_start_ + in_use_->data_size;
    to = std::copy(prefix.begin(), prefix.end(), to);
    for (const Bytes piece : pieces) to = std::copy(piece.begin(), piece.end(), to);
}

void Packer::submit_apart(std::initializer_list<Bytes> pieces, bool safe) {
    if (in_use_->open) close_frame(0);
    submit(pieces, safe);
}

Packer::Ticket Packer::submit_open(Bytes prefix, std::span<const Bytes> pieces, bool safe) {
    if (size_of(prefix, pieces) > room(1)) return 0;
    submit(prefix, pieces, safe);
    in_use_->extended = true;
    return in_use_->last = ++tickets_;
}

bool Packer::extend(Ticket ticket, std::initializer_list<Bytes> pieces) {
    const std::size_t size = size_of({}, pieces);
    if (size > room_to_extend(ticket)) return false;
    copy_in({}, pieces);
    lengthen(*in_use_, size);
    return size > 0;
}

std::size_t Packer::room_to_extend(Ticket ticket) const {
    const Queue& queue = *in_use_;
    if (ticket == 0 || !queue.open || ticket != queue.last) return 0;
    return room(queue.lengths.size()) - queue.data_size;
}

void Packer::set_synchronising(bool synchronising) {
    in_use_ = synchronising ? &sync_ : &ordinary_;
}

unsigned Packer::percent_used() const {
    return static_cast<unsigned>((ordinary_.bytes * 100 + kSendQueueBytes - 1) / kSendQueueBytes);
}

bool Packer::room_for(std::size_t bytes) const {
    return bytes <= kMessageMax &&
           std::max(ordinary_.bytes, sync_.bytes) + bytes <= kSendQueueBytes;
}

std::size_t Packer::backlog() const { return in_use_->closed.size() + (in_use_->open ? 1U : 0U); }

std::optional<ring::OutgoingFrame> Packer::take() {
    Queue& queue = *in_use_;
    if (queue.closed.empty()) {
        if (!queue.open) return std::nullopt;
        close_frame(0);
    }
    Queued next = queue.closed.pop();
    queue.bytes -= next.data_size;
    if (next.extended || next.filled) --queue.to_take_apart;
    return std::move(next.frame);
}

// ---- messages that were added to ----

// A message that waits, part by part, as it was cut before.
struct Packer::Waiting {
    std::vector<Slice> parts;
    std::uint8_t continuation = 0; // of the first part, which then is not the message's first
    bool open = false;             // it may have been submitted open
    bool safe = false;

    void clear() {
        parts.clear();
        continuation = 0;
        safe = false;
    }
};

void Packer::take_apart(const Expand& expand) {
    if (ordinary_.to_take_apart == 0 && !ordinary_.extended) return;
    Queue* const before = std::exchange(in_use_, &ordinary_);
    const bool filling = std::exchange(filling_, false);
    if (ordinary_.open) close_frame(0);
    GrowingQueue<Queued> closed = std::exchange(ordinary_.closed, {});
    ordinary_.bytes = 0;
    ordinary_.to_take_apart = 0;
    Waiting message;
    while (!closed.empty()) put_again(closed.pop(), message, expand);
    ASSERT(message.parts.empty()); // the last frame ends with a message
    filling_ = filling;
    in_use_ = before;
}

void Packer::put_again(const Queued& queued, Waiting& message, const Expand& expand) {
    const Slice payload = queued.frame.buffer.slice(queued.frame.offset, queued.frame.size);
    const auto reader = wire::PackReader::of(payload.bytes());
    ASSERT(reader.has_value());
    Bytes rest = payload.bytes().subspan(reader->data_offset());
    for (std::size_t i = 0; i < reader->count(); ++i) {
        if (message.parts.empty() && i == 0) message.continuation = reader->continuation();
        message.parts.push_back(payload.around(rest.first(reader->length(i))));
        message.safe = message.safe || queued.frame.safe;
        message.open = queued.extended;
        rest = rest.subspan(reader->length(i));
        if (i + 1 == reader->count() && reader->fragmented() != 0) return;
        put_again(message, expand);
        message.clear();
    }
}

// The tail of a message that was begun on the network continues what was sent.
void Packer::put_again(Waiting& message, const Expand& expand) {
    const bool is_tail = message.continuation != 0;
    const Bytes first = message.parts.front().bytes();
    if (message.open && !is_tail && message.parts.size() == 1 && expand(first, message.safe))
        return;
    std::vector<Bytes> pieces;
    for (const Slice& part : message.parts) pieces.push_back(part.bytes());
    Pieces again({}, pieces, size_of({}, pieces));
    if (!is_tail) return put(again, message.safe);
    open_frame(message.continuation); // its frame is the first one
    put_rest(again, message.safe);
}

// ---- where a message goes ----

void Packer::put(Pieces& pieces, bool safe) {
    ASSERT(pieces.left() > 0 && pieces.left() <= kMessageMax);
    if (pieces.left() > room(1)) return put_split(pieces, safe);
    if (in_use_->open && pieces.left() > free_in_open()) close_frame(0);
    if (!in_use_->open) open_frame(0);
    append(pieces, pieces.left(), safe);
}

void Packer::put_split(Pieces& pieces, bool safe) {
    if (in_use_->open && !split_may_begin_in_open()) close_frame(0);
    if (!in_use_->open) open_frame(0);
    put_rest(pieces, safe);
}

// From the open frame on.
void Packer::put_rest(Pieces& pieces, bool safe) {
    while (pieces.left() > free_in_open()) {
        append(pieces, free_in_open(), safe);
        close_inside_message();
    }
    append(pieces, pieces.left(), safe);
}

bool Packer::split_may_begin_in_open() const {
    if (filling_ && in_use_ == &ordinary_) return free_in_open() > 0;
    return in_use_->continuation == 0 && free_in_open() >= room(1) / 4;
}

// ---- the open frame ----

void Packer::append(Pieces& pieces, std::size_t size, bool safe) {
    Queue& queue = *in_use_;
    pieces.copy(queue.open.bytes().data() + data_start_ + queue.data_size, size);
    note_part(queue, size, safe);
}

void Packer::note_part(Queue& queue, std::size_t size, bool safe) {
    queue.lengths.push_back(0);
    queue.safe = queue.safe || safe;
    queue.last = 0;
    lengthen(queue, size);
}

// What has been copied belongs to the last part.
void Packer::lengthen(Queue& queue, std::size_t size) {
    std::uint16_t& length = queue.lengths.back();
    length = static_cast<std::uint16_t>(length + size); // below kFrameBufferMax
    queue.data_size += size;
    queue.bytes += size;
}

void Packer::open_frame(std::uint8_t continuation) {
    Queue& queue = *in_use_;
    queue.open = pool_.take(buffer_size_);
    queue.lengths.clear();
    queue.data_size = 0;
    queue.continuation = continuation;
    queue.safe = false;
    queue.last = 0;
}

void Packer::close_frame(std::uint8_t fragmented) {
    Queue& queue = *in_use_;
    const std::size_t header = wire::pack_header_size(queue.lengths.size());
    const std::size_t offset = data_start_ - header;
    wire::write_pack_header(fragmented, queue.continuation, queue.lengths,
                            queue.open.bytes().subspan(offset, header));
    const bool filled = queue.continuation != 0 && fragmented != 0 && queue.lengths.size() > 1;
    if (queue.extended || filled) ++queue.to_take_apart;
    Queued& closed = queue.closed.append();
    closed.frame.buffer = std::exchange(queue.open, Buffer{});
    closed.frame.offset = offset;
    closed.frame.size = header + queue.data_size;
    closed.frame.safe = queue.safe;
    closed.data_size = queue.data_size;
    closed.extended = std::exchange(queue.extended, false);
    closed.filled = filled;
}

void Packer::close_inside_message() {
    std::uint8_t& number = in_use_->last_number;
    number = number == 255 ? std::uint8_t{1} : static_cast<std::uint8_t>(number + 1);
    close_frame(number);
    open_frame(number);
}

} // namespace baton::packing
