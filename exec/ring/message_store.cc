// exec/ring/message_store.cc - see message_store.h. Circular numbers everywhere: use before().
#include "ring/message_store.h"

#include <bit>
#include <utility>

namespace baton::ring {

namespace {
constexpr std::size_t kFirstEntries = 256;
} // namespace

bool MessageStore::add(MessageSeq seq, const Slice& datagram) {
    if (!covers(seq)) return false;
    if (distance(released_, seq) > entries_.size()) make_room(seq);
    Entry& entry = at(seq);
    if (!entry.datagram.empty()) return false;
    entry.datagram = datagram;
    entry.misses = 0;
    high_ = later(high_, seq);
    while (aru_ != high_ && !at(next(aru_)).datagram.empty()) aru_ = next(aru_);
    return true;
}

std::uint32_t MessageStore::count_miss(MessageSeq seq) {
    if (!covers(seq)) return 0;
    make_room(seq);
    return ++at(seq).misses;
}

void MessageStore::release(MessageSeq seq) {
    const MessageSeq last = earlier(seq, delivered_);
    while (before(released_, last)) {
        released_ = next(released_);
        if (entries_.empty()) continue;
        Entry& entry = at(released_);
        entry.datagram.reset();
        entry.misses = 0;
    }
}

void MessageStore::drop_above(MessageSeq seq) {
    const MessageSeq last = later(seq, delivered_);
    while (before(last, high_)) {
        at(high_) = {};
        high_ = {high_.value - 1};
    }
    aru_ = earlier(aru_, high_);
}

// Entries are placed by number modulo their count, so more of them means placing them anew.
void MessageStore::make_room(MessageSeq seq) {
    const std::size_t needed = distance(released_, seq);
    if (needed <= entries_.size()) return;
    std::vector<Entry> larger(std::max(kFirstEntries, std::bit_ceil(needed)));
    for (std::uint32_t i = 1; i <= entries_.size(); ++i) {
        const MessageSeq old = plus(released_, i);
        larger[old.value & (larger.size() - 1)] = std::move(at(old));
    }
    entries_ = std::move(larger);
}

} // namespace baton::ring
