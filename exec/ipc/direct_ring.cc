// exec/ipc/direct_ring.cc - reading, writing, sleeping and waking.
#include "ipc/direct_ring.h"

#include "ipc/local_protocol.h"

#include <atomic>
#include <bit>
#include <cstring>

namespace baton::ipc {
namespace {

std::atomic_ref<std::uint64_t> place_at(std::byte* words, std::size_t offset) {
    return std::atomic_ref(*reinterpret_cast<std::uint64_t*>(words + offset));
}

constexpr std::uint64_t asleep_at(std::uint64_t place) { return place | 1U; }

// What a message of this length takes.
constexpr std::size_t room_for(std::size_t length) { return kDirectHead + (length + 7) / 8 * 8; }

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
    const std::uint32_t length = // once: it may be another one a moment later
        std::atomic_ref(*reinterpret_cast<std::uint32_t*>(at)).load(std::memory_order_relaxed);
    broken_ = length > room.size() || room_for(length) > end_ - place_;
    if (broken_) return DirectOutcome::broken;
    std::memcpy(room.data(), at + kDirectHead, length);
    message = room.first(length);
    place_ += room_for(length);
    offset_ = behind(offset_, room_for(length), size_);
    return DirectOutcome::done;
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

DirectOutcome DirectWriter::write(Bytes head, Bytes tail) {
    const std::size_t length = head.size() + tail.size();
    if (broken_) return DirectOutcome::broken;
    if (!make_room(room_for(length)))
        return broken_ ? DirectOutcome::broken : DirectOutcome::not_now;
    std::byte* at = data_ + offset_;
    const auto stated = static_cast<std::uint32_t>(length);
    std::memcpy(at, &stated, sizeof stated);
    if (!head.empty()) std::memcpy(at + kDirectHead, head.data(), head.size());
    if (!tail.empty()) std::memcpy(at + kDirectHead + head.size(), tail.data(), tail.size());
    place_ += room_for(length);
    offset_ = behind(offset_, room_for(length), size_);
    return DirectOutcome::done;
}

bool DirectWriter::show() {
    shown_ = place_;
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
