// test/world/watcher.h - a client of a node that follows quorum, as cluster software does.
//
// It connects at the end of the first synchronisation, follows every change, and asks after each
// how votes are counted. What a story asks of quorum goes through it too.
#pragma once

#include "base/ids.h"
#include "services/votequorum/messages.h"

#include <optional>

namespace baton::world {

struct Watcher {
    bool due = false; // the node serves clients now
    bool there = false;
    bool asking = false; // how votes are counted: is to be asked
    ClientId quorum{};
    ClientId votes{};
    ClientId map{};
    std::optional<votequorum::InfoReply> tally; // the last answer
    bool reads_alone = false;                   // its node reads its files for itself

    // Of the quorum device, if this node has one. It answers when it is asked for a ring.
    bool device = false;
    RingId asked{}; // the ring of its last question, not answered yet
};

} // namespace baton::world
