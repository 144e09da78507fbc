// exec/ipc/direct_ring.cc - reading, writing, sleeping and waking.
#include "ipc/direct_ring.h"

#include "ipc/local_protocol.h"

#include <algorithm>
#include <atomic>
#include <bit>
#include <cstring>

namespace baton::ipc {
namespace {

std::atomic_ref<std::uint64_t> place_at(std::byte* words, std::size_t offset) {
    return std::atomic_ref(*reinterpret_cast<std::uint64_t*>(words + offset));
}

constexpr std::uint64_t asleep_at(std::uint64_t place) { return place | 1U; }

// What a message of this length takes, without its head and with it.
constexpr std::size_t padded(std::size_t length) { return (length + 7) / 8 * 8; }
constexpr std::size_t room_for(std::size_t length) { return kDirectHead + padded(length); }

struct Head {
    std::uint32_t length;
    std::uint32_t kind;
};
Head head_at(std::byte* at) { // once: it may be another one a moment later
    const std::uint64_t both =
        std::atomic_ref(*reinterpret_cast<std::uint64_t*>(at)).load(std::memory_order_relaxed);
    return std::bit_cast<Head>(both);
}

// Messages of one kind that are fit to be records; `mark` is given the kind of each.
struct Found {
    std::size_t bytes = 0;
    std::size_t count = 0;
};
template <class Mark>
Found look_for_records(std::span<std::byte> in, std::uint32_t kind, std::size_t most, Mark mark) {
    Found found;
    while (found.count < most && in.size() - found.bytes >= kDirectHead) {
        std::byte* at = in.data() + found.bytes;
        const Head head = head_at(at);
        if (head.kind != kind || head.length > kRecordMax) break;
        if (room_for(head.length) > in.size() - found.bytes) break;
        mark(at + kDirectKindAt);
        found.bytes += room_for(head.length);
        ++found.count;
    }
    return found;
}

constexpr std::size_t behind(std::size_t offset, std::size_t room, std::size_t size) {
    const std::size_t next = offset + room;
    return next >= size ? next - size : next;
}

} // namespace

// ---- reading

DirectReader::DirectReader(const DirectMemory& memory, DirectRingIndex ring)
    : words_(memory.words(ring)), data_(memory.ring(ring)), size_(kDirectSizes.at(ring)) {}

DirectOutcome DirectReader::look() {
    if (broken_) return DirectOutcome::broken;
    if (end_ != place_) return DirectOutcome::done;
    const std::uint64_t end = place_at(words_, 0).load(std::memory_order_seq_cst);
    if (end == place_) return DirectOutcome::not_now;
    broken_ = end - place_ > size_ || end % 8 != 0;
    if (broken_) return DirectOutcome::broken;
    end_ = end;
    return DirectOutcome::done;
}

DirectOutcome DirectReader::read(std::span<std::byte> room, Bytes& message) {
    if (const auto found = look(); found != DirectOutcome::done) return found;
    std::byte* at = data_ + offset_;
    const std::uint32_t length = head_at(at).length;
    broken_ = length > room.size() || room_for(length) > end_ - place_;
    if (broken_) return DirectOutcome::broken;
    std::memcpy(room.data(), at + kDirectHead, length);
    message = room.first(length);
    pass(room_for(length));
    return DirectOutcome::done;
}

// What looks like records is copied, and what they are is found out in the copy: the client may
// change them meanwhile. There the kind makes place for the zeros of a record.
DirectOutcome DirectReader::read_run(std::span<std::byte> room, std::size_t most, DirectRun& run) {
    if (const auto found = look(); found != DirectOutcome::done) return found;
    std::byte* at = data_ + offset_;
    run = {.bytes = {}, .kind = head_at(at).kind};
    if (run.kind == kRequest) return read(room, run.bytes);
    broken_ = run.kind > kSafeMulticast;
    if (broken_) return DirectOutcome::broken;
    const std::size_t left =
        std::min({static_cast<std::size_t>(end_ - place_), kRunMax, room.size()});
    const Found seen = look_for_records({at, left}, run.kind, most, [](std::byte*) {});
    std::memcpy(room.data(), at, seen.bytes);
    const Found found = look_for_records(room.first(seen.bytes), run.kind, most,
                                         [](std::byte* kind) { std::memset(kind, 0, 4); });
    broken_ = found.count == 0;
    if (broken_) return DirectOutcome::broken;
    run.bytes = room.first(found.bytes);
    run.count = found.count;
    pass(found.bytes);
    return DirectOutcome::done;
}

void DirectReader::pass(std::size_t room) {
    place_ += room;
    offset_ = behind(offset_, room, size_);
}

void DirectReader::give_back() {
    place_at(words_, kDirectReadAt).store(place_, std::memory_order_release);
}

bool DirectReader::fall_asleep() {
    const auto sleeper = place_at(words_, kDirectSleeperAt);
    sleeper.store(asleep_at(place_), std::memory_order_seq_cst);
    if (look() == DirectOutcome::not_now) return true;
    // If the writer was faster with the word, it wakes us once for nothing.
    sleeper.store(0, std::memory_order_relaxed);
    return false;
}

// ---- writing

DirectWriter::DirectWriter(const DirectMemory& memory, DirectRingIndex ring)
    : words_(memory.words(ring)), data_(memory.ring(ring)), size_(kDirectSizes.at(ring)) {}

std::uint32_t* DirectWriter::sleeper() const {
    constexpr std::size_t kLowerHalf = std::endian::native == std::endian::little ? 0 : 4;
    return reinterpret_cast<std::uint32_t*>(words_ + kDirectSleeperAt + kLowerHalf);
}

bool DirectWriter::make_room(std::size_t needed) {
    if (size_ - (place_ - freed_) >= needed) return true;
    const std::uint64_t freed = place_at(words_, kDirectReadAt).load(std::memory_order_acquire);
    // It can only have read what it was shown, and gives back nothing twice.
    broken_ = freed - freed_ > shown_ - freed_ || freed % 8 != 0;
    if (broken_) return false;
    freed_ = freed;
    return size_ - (place_ - freed_) >= needed;
}

DirectOutcome DirectWriter::write(Bytes head, Bytes front, const Pieces& rest,
                                  std::uint32_t records) {
    std::size_t length = head.size() + front.size() + rest.size();
    if (records != 0) length = padded(length);
    if (broken_) return DirectOutcome::broken;
    if (!make_room(room_for(length)))
        return broken_ ? DirectOutcome::broken : DirectOutcome::not_now;
    std::byte* at = data_ + offset_;
    const Head stated{static_cast<std::uint32_t>(length), records};
    std::memcpy(at, &stated, sizeof stated);
    std::byte* to = at + kDirectHead;
    for (const Bytes piece : {head, front}) to = std::copy(piece.begin(), piece.end(), to);
    rest.copy_to(to);
    place_ += room_for(length);
    offset_ = behind(offset_, room_for(length), size_);
    open_ = records != 0 ? at : nullptr;
    open_length_ = length;
    return DirectOutcome::done;
}

DirectOutcome DirectWriter::append_records(Bytes front, Bytes rest) {
    const std::size_t more = padded(front.size() + rest.size());
    if (broken_) return DirectOutcome::broken;
    if (open_ == nullptr || open_length_ + more > kAppendedMax) return DirectOutcome::not_now;
    if (!make_room(more)) return broken_ ? DirectOutcome::broken : DirectOutcome::not_now;
    std::byte* to = data_ + offset_;
    to = std::copy(front.begin(), front.end(), to);
    std::copy(rest.begin(), rest.end(), to);
    open_length_ += more;
    const auto stated = static_cast<std::uint32_t>(open_length_);
    std::memcpy(open_, &stated, sizeof stated);
    place_ += more;
    offset_ = behind(offset_, more, size_);
    return DirectOutcome::done;
}

bool DirectWriter::show() {
    shown_ = place_;
    open_ = nullptr;
    place_at(words_, 0).store(place_, std::memory_order_seq_cst);
    return take_sleeper();
}

// It changes under our hands when the reader has found something, or falls asleep further on; who
// changes it again and again is woken.
bool DirectWriter::take_sleeper() const {
    constexpr int kTries = 10;
    const auto sleeper = place_at(words_, kDirectSleeperAt);
    std::uint64_t found = sleeper.load(std::memory_order_seq_cst);
    for (int i = 0; found != 0 && found != asleep_at(shown_); ++i)
        if (i == kTries || sleeper.compare_exchange_strong(found, 0)) return true;
    return false;
}

} // namespace baton::ipc
