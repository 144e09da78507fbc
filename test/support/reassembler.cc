// test/support/reassembler.cc - parts of packs to whole messages.
#include "support/reassembler.h"

#include "support/datagram.h"

namespace baton::test {

bool RecordedRings::add(Bytes datagram) {
    const auto message = wire::decode_multicast(datagram);
    if (!message) return false;
    rings_[{message->ring.seq, message->ring.representative}].try_emplace(
        message->seq.value, datagram.begin(), datagram.end());
    if (message->encapsulation == wire::Encapsulation::old_ring) return add(message->payload);
    return true;
}

void Reassembler::take(const wire::Multicast& message) {
    const auto pack = wire::PackReader::of(message.payload);
    if (!pack) return;
    Sender& sender = senders_[message.sender];
    bool drop = pack->continuation() != 0 && pack->continuation() != sender.last;
    if (pack->continuation() != sender.last) sender.begun.clear();
    const auto parts = parts_of(*pack, message.payload);
    for (std::size_t i = 0; i < parts.size(); ++i) {
        sender.begun.insert(sender.begun.end(), parts[i].bytes.begin(), parts[i].bytes.end());
        if (i + 1 == parts.size() && pack->fragmented() != 0) break;
        if (drop)
            ++dropped_;
        else
            messages_.push_back(sender.begun);
        sender.begun.clear();
        drop = false;
    }
    // A message that is to be dropped and goes on: its next pack must not find what it continues.
    sender.last = drop ? 0 : pack->fragmented();
}

std::size_t Reassembler::unfinished() const {
    std::size_t count = 0;
    for (const auto& [node, sender] : senders_) count += sender.last != 0 ? 1 : 0;
    return count;
}

} // namespace baton::test
