// exec/ring/action.h - what the engine wants done. Perform the actions in order, all of them.
#pragma once

#include "base/buffer.h"
#include "base/ids.h"
#include "base/log.h"
#include "ring/cause.h"
#include "ring/view.h"

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace baton::ring {

// To every configured node but me. With `to_self` the frame also comes back to this engine as a
// datagram, later than everything received so far; also when no interface is up. `last`: the token
// has left and others wait for this, so that nothing should be waited for.
struct SendMulticast {
    Slice frame;
    bool to_self = false;
    bool last = false;
};
struct SendToken { // to one node, perhaps to myself
    NodeId to;
    Slice frame;
};
struct StoreRingSeq { // must be on disk before the actions after it
    std::uint64_t seq = 0;
};
struct DiscardReceived {}; // the process was stopped: drop what waits in the receive buffers
struct CheckInterface {};  // the token is lost: is our own address still there?

struct Deliver { // one ordinary multicast, in ring order
    NodeId sender;
    RingId ring;
    MessageSeq seq;
    bool safe = false; // held back until every member was known to have it
    Slice payload;     // the pack
};
struct InstallView {
    View view;
    GatherCause cause; // of the change that this view ends
};

using Action = std::variant<SendMulticast, SendToken, StoreRingSeq, DiscardReceived, CheckInterface,
                            Deliver, InstallView, LogLine>;
using Actions = std::vector<Action>; // the caller's, reused: the engine only appends

} // namespace baton::ring
