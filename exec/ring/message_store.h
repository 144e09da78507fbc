// exec/ring/message_store.h - the multicasts of one ring, by sequence number.
//
// Keeps what may still be asked for: numbers after released(), at most kWindow of them. aru() is
// the last number up to which nothing is missing, high() the highest one known, delivered() the
// last one handed to the layer above. A ring buffer that starts small and doubles up to the window.
#pragma once

#include "base/buffer.h"
#include "base/ids.h"
#include "wire/totem.h"

#include <cstdint>
#include <vector>

namespace baton::ring {

class MessageStore {
public:
    // Numbers that may be in use at once. Corosync aborts beyond it, so it is everybody's limit.
    static constexpr std::uint32_t kWindow = 16384;

    // The first number is the one behind `last`.
    explicit MessageStore(MessageSeq last = {})
        : released_(last), delivered_(last), aru_(last), high_(last) {}

    [[nodiscard]] MessageSeq aru() const { return aru_; }
    [[nodiscard]] MessageSeq high() const { return high_; }
    [[nodiscard]] MessageSeq delivered() const { return delivered_; }
    [[nodiscard]] MessageSeq released() const { return released_; }

    // Within the window after released()?
    [[nodiscard]] bool covers(MessageSeq seq) const {
        return before(released_, seq) && distance(released_, seq) <= kWindow;
    }
    // The whole datagram of a message; null if it is not here.
    [[nodiscard]] const Slice* find(MessageSeq seq) const {
        if (!covers(seq) || distance(released_, seq) > entries_.size()) return nullptr;
        const Slice& datagram = at(seq).datagram;
        return datagram.empty() ? nullptr : &datagram;
    }
    // Keeps a message; false if the number is outside the window or taken. Moves aru and high.
    bool add(MessageSeq seq, const Slice& datagram);
    // Counts a token visit at which `seq` was missing; how many there were.
    std::uint32_t count_miss(MessageSeq seq);

    void set_delivered(MessageSeq seq) { delivered_ = seq; }
    // Forgets messages up to `seq`, but none that was not delivered.
    void release(MessageSeq seq);
    // Forgets what lies above `seq`: numbers that no token has given out. Keeps what was delivered.
    void drop_above(MessageSeq seq);

private:
    struct Entry {
        Slice datagram;
        std::uint32_t misses = 0;
    };
    Entry& at(MessageSeq seq) { return entries_[seq.value & (entries_.size() - 1)]; }
    [[nodiscard]] const Entry& at(MessageSeq seq) const {
        return entries_[seq.value & (entries_.size() - 1)];
    }
    void make_room(MessageSeq seq);

    std::vector<Entry> entries_; // a power of two of them; empty until the first message
    MessageSeq released_;
    MessageSeq delivered_;
    MessageSeq aru_;
    MessageSeq high_;
};

} // namespace baton::ring
